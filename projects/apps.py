import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from projects.domain.datafiles import BrokenDataFile
from projects.languages import PSEUDO

logger = logging.getLogger(__name__)

COMMANDS = {"manage.py", "django-admin"}


_LOADERS: dict[str, Callable[[], object]] = {}
"""What reads the data files of each app."""


def refuse_broken_files(name: str, load: Callable[[], object]) -> None:
    """Stop the start where data files are broken, with file, line and reason.

    Commands report it as a system check, which reads better than a traceback; a server runs no checks, so there the
    start itself fails.
    """
    _LOADERS[name] = load
    if Path(sys.argv[0]).name not in COMMANDS:
        try:
            load()
        except BrokenDataFile as problem:
            raise ImproperlyConfigured(str(problem)) from None


@checks.register
def check_data_files(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report what is broken, once, however many apps read it."""
    messages: dict[str, checks.CheckMessage] = {}
    for name, load in _LOADERS.items():
        try:
            load()
        except BrokenDataFile as problem:
            error = checks.Error(str(problem), hint=f"Mend {problem.path}", id=f"{name}.E001")
            messages.setdefault(str(problem), error)
    return list(messages.values())


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from projects.catalogue import get_catalogue
        from projects.document import PARTS, get_examples
        from projects.filed import Threads
        from projects.heap import keep_freed_memory
        from projects.reference import get_countries, get_rates

        PARTS.append(Threads())
        keep_freed_memory()
        self._prepare_languages()
        refuse_broken_files(self.name, lambda: (get_catalogue(), get_rates(), get_countries(), get_examples()))

    @staticmethod
    def _prepare_languages() -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        offers_pseudo = any(code in PSEUDO for code, _name in settings.LANGUAGES)
        if folder.is_dir() and not offers_pseudo:
            return  # what reads and writes catalogues takes a fifth of a second to load, in every process

        from projects import translations

        try:
            translations.compile_catalogues(Path(settings.CATALOGUES), folder)
            if offers_pseudo:
                translations.compile_pseudo_catalogues(Path(settings.BASE_DIR), folder)
        except OSError as error:  # a disk that is full or can only be read: pages are read in English
            logger.warning("The translations cannot be stored in %s: %s", folder, error)
