"""Keep the catalogues of translations in step with what code, templates and data files say."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand

from projects.translations import messages

_DAY = datetime(2026, 11, 28, tzinfo=UTC)


class Command(BaseCommand):
    """A catalogue holds what is translated, and nothing else; what is missing is written to a file of its own."""

    help = "Take translations over into locale/, drop what nobody says any more, and list what is missing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="such as de")
        parser.add_argument("--take", nargs="*", default=[], type=Path, metavar="FILE", help="catalogues to take over")
        parser.add_argument(
            "--missing", type=Path, metavar="FILE", help="write what is not translated yet into a catalogue"
        )
        parser.add_argument("--below", default="", metavar="PATH", help="only what files below this path say")

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"]
        path = Path(settings.CATALOGUES) / language / "LC_MESSAGES" / "django.po"
        said = {
            _key(message): message for source in (path, *options["take"]) for message in _translated(source, language)
        }
        everything = template_of(Path(settings.BASE_DIR))
        kept, missing = _empty(language), _empty(language)
        for message in everything:
            if message.id and (found := said.get(_key(message))):
                kept.add(found.id, found.string, context=found.context)
            elif message.id and any(place.startswith(options["below"]) for place, _line in message.locations):
                missing.add(message.id, locations=message.locations, context=message.context)
        if options["missing"]:
            _write(missing, options["missing"])
        if options["take"] or not options["missing"]:  # whoever asks what is missing changes nothing
            _write(kept, path)
        self.stdout.write(f"{language}: {len(kept)} messages are translated, {len(missing)} are not.")


def template_of(root: Path) -> Catalog:
    """Return every message of a source tree with the files that say it, nothing translated."""
    template = Catalog(charset="utf-8")
    for message, context, place in messages(root):
        template.add(message, locations=[(place, 0)], context=context)
    return template


def _empty(language: str) -> Catalog:
    # The day stays: a catalogue changes only where a translation does.
    return Catalog(
        locale=language,
        project="Plumbline",
        version="1",
        header_comment="# Translations of Plumbline; see docs/translations.md.",
        creation_date=_DAY,
        revision_date=_DAY,
        last_translator="",
        language_team="",
        fuzzy=False,
    )


def _translated(path: Path, language: str) -> Iterator[Message]:
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                if message.id and all(strings):
                    yield message


def _key(message: Message) -> tuple[object, object]:
    return message.id, message.context


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False, include_lineno=False)
