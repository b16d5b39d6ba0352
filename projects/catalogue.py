"""The catalogue of this installation, read once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import ngettext

from projects.domain.adopted import Adopted, OwnRange, with_own_defaults
from projects.domain.datafiles import BrokenDataFile
from projects.domain.fields import Catalogue
from projects.domain.ledger import check_ledger
from projects.domain.ledger_changes import apply_changes
from projects.domain.ledger_file import read_ledger
from projects.domain.loading import load_catalogue, load_names, load_word_lists
from projects.domain.packs import QuestionPackVersion, with_pack
from projects.formatting import Formatter
from projects.languages import ByLanguage, reading_language

ORDER = ("problem", "readiness", "data", "approach", "compute", "team", "value", "training", "evaluation")
"""The sections as they stand in the task list. A condition may look at any of them; see `Catalogue.asking_order`."""

LEDGER = "ledger.toml"


@ByLanguage
def get_catalogue() -> Catalogue:
    """Return everything that can be asked.

    Raises:
        BrokenDataFile: Where a data file cannot be used; the start refuses it (see `apps`).
    """
    ledger, catalogue = read_ledger(settings.FIXTURES / LEDGER), read_catalogue()
    check_ledger(ledger, catalogue)
    return apply_changes(ledger, catalogue)


def is_readable() -> bool:
    """Tell whether the catalogue can be read, so that what stands on it is; why not, the start says once."""
    try:
        get_catalogue()
    except BrokenDataFile:
        return False
    return True


def read_catalogue() -> Catalogue:
    """Return the fields as the section files have them, whatever the ledger says of them."""
    return load_catalogue(
        section_paths(settings.FIXTURES),
        load_word_lists(settings.FIXTURES / "checks.toml"),
        load_names(settings.FIXTURES / "reference"),
    )


def catalogue_in(
    money_per_usd: float,
    note: str,
    adopted: Adopted | None = None,
    pack: QuestionPackVersion | None = None,
    named: Mapping[str, str] | None = None,
    began: date | None = None,
) -> Catalogue:
    """Return the catalogue as a project asks it.

    Args:
        money_per_usd: One US dollar in its currency; see `Catalogue.in_currency`.
        note: What is added to the source of a converted default.
        adopted: What its organisation learnt, in place of published defaults.
        pack: What its organisation leaves out and adds.
        named: What own questions were called that are not asked any more, by the id of their field.
        began: When the project did: defaults that count from a later day are none of its own. None: all count.
    """
    names = tuple(sorted(named.items())) if named else ()
    known = (money_per_usd, note, adopted, pack, names)
    catalogue = _catalogue_in(*known, (), reading_language())
    withheld = catalogue.withheld(began) if began else ()
    return _catalogue_in(*known, withheld, reading_language()) if withheld else catalogue


@lru_cache(maxsize=32)
def _catalogue_in(
    money_per_usd: float,
    note: str,
    adopted: Adopted | None,
    pack: QuestionPackVersion | None,
    names: tuple[tuple[str, str], ...],
    withheld: tuple[str, ...],
    _language: str,
) -> Catalogue:
    if names:
        return replace(_catalogue_in(money_per_usd, note, adopted, pack, (), withheld, _language), named=dict(names))
    asked = get_catalogue() if pack is None else with_pack(get_catalogue(), pack)
    catalogue = asked.without_defaults(withheld).in_currency(money_per_usd, note)
    return catalogue if adopted is None else with_own_defaults(catalogue, adopted, say_own)


def say_own(own: OwnRange) -> str:
    """Name the source of a range that an organisation learnt."""
    words = ngettext(
        "Our own %(count)s project, adopted %(day)s", "Our own %(count)s projects, adopted %(day)s", own.count
    )
    return words % {"count": own.count, "day": Formatter.for_reader().date(own.day)}


def section_paths(fixtures: Path) -> list[Path]:
    """Return the section files in the order of the task list; a section of somebody's own comes last."""
    paths = (fixtures / "sections").glob("*.toml")
    return sorted(paths, key=lambda path: (ORDER.index(path.stem) if path.stem in ORDER else len(ORDER), path.stem))
