"""Catalogues of translations: what there is to translate, and how `locale/` becomes what gettext reads.

`locale/<language>/LC_MESSAGES/django.po` is what people edit. What gettext reads is made from it at the start, into a
folder named after the contents, so that a new catalogue is never mistaken for an old one.
"""

import ast
import csv
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from projects.domain.prose import prose_of
from projects.languages import PSEUDO

Message = str | tuple[str, ...]
Found = tuple[Message, str | None, str]
"""A message (singular and plural where it counts), its context and the file that says it."""

_CODE = (
    "api",
    "charts",
    "config",
    "decisions",
    "estimates",
    "organisation",
    "projects",
    "reports",
    "scoping",
    "teams",
)
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
_SHOWN_OF_TABLES = {
    "model_presets.csv": ("languages", "good_for"),
    "roles.csv": ("label", "does", "without_it", "peaks"),
}
"""Columns of reference tables that are prose, by file."""
_LITERAL = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<!\w)(n?p?gettext|_)\({_LITERAL}(?:, ?{_LITERAL})?(?:, ?{_LITERAL})?")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{[\w.:,%+]*\}|<[^>]+>|&\w+;")
_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "åçéîñöšûýÅÇÉÎÑÖŠÛÝ")


def catalogue_paths(sources: Path) -> list[Path]:
    """Return the catalogues that people edit."""
    return sorted(sources.glob("*/LC_MESSAGES/django.po"))


def compile_catalogues(sources: Path, folder: Path) -> None:
    """Make what gettext reads, where it is not there yet; what belonged to older contents goes.

    Args:
        sources: The folder of the catalogues that people edit.
        folder: Where they belong; named after their contents.

    Raises:
        OSError: Where it cannot be written.
    """
    if folder.is_dir():
        return
    for former in folder.parent.glob("*"):
        if not former.suffix:  # one with a suffix is being made by a process that starts beside this one
            shutil.rmtree(former, ignore_errors=True)
    made = folder.with_name(f"{folder.name}.{os.getpid()}")
    for path in catalogue_paths(sources):
        with path.open("rb") as file:
            save_compiled(read_po(file), made, path.parent.parent.name)
    made.mkdir(parents=True, exist_ok=True)
    try:
        made.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(made, ignore_errors=True)


def compile_pseudo_catalogues(root: Path, folder: Path) -> None:
    """Make the catalogues of the languages that nobody speaks, from every message of the source tree at `root`."""
    for language in PSEUDO:
        catalogue = Catalog(locale=PSEUDO[language])
        for message, context, _place in messages(root):
            counts = isinstance(message, tuple)
            plurals = (
                tuple(pseudo(message[1]) for _ in range(catalogue.num_plurals)) if counts else pseudo(str(message))
            )
            catalogue.add(message, plurals, context=context)
        language_part, _, territory = language.partition("-")
        save_compiled(catalogue, folder, f"{language_part}_{territory.upper()}")


def save_compiled(catalogue: Catalog, folder: Path, name: str) -> None:
    """Write one catalogue as gettext reads it, below the name of its locale."""
    path = folder / name / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in list(catalogue):
        # `{% translate figure.note %}` looks a text up with its percent signs doubled, and halves what it finds.
        if isinstance(message.id, str) and message.string and "%" in message.id.replace("%%", ""):
            said = str(message.string).replace("%", "%%")
            catalogue.add(message.id.replace("%", "%%"), said, context=message.context)
    with path.open("wb") as file:
        write_mo(file, catalogue)


def pseudo(text: str) -> str:
    """Return a text with accents, in brackets and a third longer; placeholders and markup stay.

    >>> pseudo("Save %(name)s")
    '[Šåvé %(name)s ~~~~]'
    """
    parts = re.split(f"({_PLACEHOLDER.pattern})", text)
    said = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    # In words of eight signs: a longer one would break no line, as no language's does.
    longer = "~" * max(1, len(text) // 3)
    return f"[{said} {' '.join(longer[start : start + 8] for start in range(0, len(longer), 8))}]"


def messages(root: Path) -> Iterator[Found]:
    """Return every message of code, templates and data files, once for each place."""
    yield from _messages_of_code(root)
    yield from _messages_of_templates(root)
    yield from _messages_of_data(root)
    yield from _messages_of_tables(root)


def _messages_of_code(root: Path) -> Iterator[Found]:
    for app in _CODE:
        for path in sorted((root / app).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for _line, message, _comments, context in extract_from_file("python", path, keywords=_KEYWORDS):
                yield message, context, place


def _messages_of_templates(root: Path) -> Iterator[Found]:
    for path in sorted((root / "templates").rglob("*.*")):
        place = path.relative_to(root).as_posix()
        for call in _CALL.finditer(templatize(path.read_text())):
            yield *_read_call(call), place


def _read_call(call: re.Match[str]) -> tuple[Message, str | None]:
    name, *literals = call.groups()
    texts = [ast.literal_eval(text) for text in literals if text is not None]
    context = texts.pop(0) if "p" in name.removesuffix("gettext") else None
    return (texts[0], texts[1]) if name.startswith("n") else texts[0], context


def _messages_of_data(root: Path) -> Iterator[Found]:
    for path in sorted((root / "fixtures").rglob("*.toml")):
        place = path.relative_to(root).as_posix()
        row = tomllib.loads(path.read_text())
        units = () if path.stem == "ledger" else _units_of(row)
        for text in (*prose_of(row, path), *units):
            yield text, None, place


def _messages_of_tables(root: Path) -> Iterator[Found]:
    """Return the texts of reference tables that pages show to whoever fills in a project; sources stay as they are."""
    for name, columns in _SHOWN_OF_TABLES.items():
        path = root / "fixtures" / "reference" / name
        if not path.exists():  # a tree of a test
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in columns:
                    yield row[column], None, path.relative_to(root).as_posix()


def _units_of(row: object) -> Iterator[str]:
    """Return the words of units below a table; `cases/month` is said as "cases per month"."""
    if isinstance(row, list):
        for part in row:
            yield from _units_of(part)
    elif isinstance(row, dict):
        for key, value in row.items():
            if key == "unit" and isinstance(value, str):
                yield from (word for word in value.split("/") if word.isalpha() or " " in word)
            else:
                yield from _units_of(value)
