"""Serves the browser's Plotly out of the installed package: that one file, and nothing else of it."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

PREFIX, FILE = "plotly", "plotly.min.js"
NAME = f"{PREFIX}/{FILE}"


class PlotlyFinder(BaseFinder):
    """Finds exactly `plotly/plotly.min.js`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Looked up, not imported: importing Plotly takes a second and nothing here needs it.
        spec = find_spec("plotly")
        places = list(spec.submodule_search_locations or ()) if spec else []
        self.folder = Path(places[0]) / "package_data" if places else None

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        if self.folder is not None and (self.folder / FILE).is_file():
            return []
        return [Error(f"The installed plotly package has no {FILE}.", id="charts.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file's place; `all` is what Django called `find_all` before 5.2."""
        if kwargs:
            find_all = self._check_deprecated_find_param(  # type: ignore[attr-defined] # not in the stubs
                find_all=find_all, **kwargs
            )
        # Compared as a whole, never joined: no other path can lead anywhere.
        found = [str(self.folder / FILE)] if self.folder is not None and path == NAME else []
        return found if find_all else "".join(found) or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        if self.folder is None or matches_patterns(NAME, list(ignore_patterns or ())):
            return
        storage = FileSystemStorage(location=self.folder)
        storage.prefix = PREFIX  # type: ignore[attr-defined] # collectstatic reads it from its storages
        yield FILE, storage
