"""Serves the browser's Plotly out of the installed package: that one file, and nothing else of it."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "plotly/plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Finds exactly `plotly/plotly.min.js`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spec = find_spec("plotly")
        assert spec is not None  # a locked dependency
        assert spec.submodule_search_locations is not None
        self.folder = Path(spec.submodule_search_locations[0]) / "package_data"

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = str(self.folder / "plotly.min.js") if path == NAME else None
        return ([found] if found else []) if find_all or kwargs.get("all") else found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        storage = FileSystemStorage(location=self.folder)
        storage.prefix = "plotly"  # type: ignore[attr-defined] # collectstatic reads it from its storages
        yield "plotly.min.js", storage
