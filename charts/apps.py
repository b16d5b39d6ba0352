from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "charts"

    def ready(self) -> None:
        # Each file registers how its kind is drawn, explored and listed.
        kinds = import_module("charts.kinds")
        for kind in iter_modules(kinds.__path__):
            import_module(f"{kinds.__name__}.{kind.name}")
