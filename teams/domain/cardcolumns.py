"""What the columns of a rate card hold, by the whole meaning of their heads and not by one word in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from projects.domain.cells import Cell, one_line
from projects.domain.units import UnitNamed, named_unit
from teams.domain import cardwords as words
from teams.domain.cardmeaning import RATE, SALARY, CardColumnKind, Meaning, plain_letters, tokens_of, word_set
from teams.domain.cardpay import pay_meaning

LONGEST_HEAD = 120
_ROLES, _ROLE_EXTRAS, _NOT_ROLES = word_set(words.ROLES), word_set(words.ROLE_EXTRAS), word_set(words.NOT_ROLES)
_SENIORITIES, _SOURCES = word_set(words.SENIORITIES), word_set(words.SOURCES)
_CURRENCIES, _UNITS = word_set(words.CURRENCIES), word_set(words.UNITS)
# A column that says what kind of role it names is a role's too, where no better one is there.
_TYPES = word_set("type typ group description category")


def meaning_of(cell: Cell) -> Meaning:
    """Return what a cell of the row of heads names."""
    if not isinstance(cell, str):
        return Meaning(kind=CardColumnKind.NONE)
    head = one_line(cell)
    if not head or len(head) > LONGEST_HEAD:
        return Meaning(kind=CardColumnKind.NONE)
    return pay_meaning(head) or _other_meaning(tokens_of(plain_letters(head)))


def is_other_currency(named: str, currency: str) -> bool:
    """Tell whether a sign, code or word names another currency than the project's."""
    return named_unit(named, "money", currency) is not UnitNamed.OWN


# ---------------------------------------------------------------- everything else


def _other_meaning(tokens: Sequence[str]) -> Meaning:
    said = set(tokens)
    if said & _SENIORITIES and not said & {"id", "code", "date"}:
        return Meaning(kind=CardColumnKind.SENIORITY, rank=len(said))
    extras = said - _ROLES - _ROLE_EXTRAS
    if said & _ROLES and extras <= _TYPES and not said & _NOT_ROLES - _TYPES:
        return Meaning(kind=CardColumnKind.ROLE, rank=_role_rank(said, is_type=bool(extras)))
    for kind, known in (
        (CardColumnKind.SOURCE, _SOURCES),
        (CardColumnKind.CURRENCY, _CURRENCIES),
        (CardColumnKind.UNIT, _UNITS),
    ):
        if said & known:
            return Meaning(kind=kind, rank=len(said))
    return Meaning(kind=CardColumnKind.NONE)


def _role_rank(said: set[str], *, is_type: bool) -> int:
    """Return how much doubt a head leaves that it names the role: "Role" the least, "Resource type" the most."""
    place = min(place for place, text in enumerate(words.ROLES) if said & set(text.split()))
    is_job_title = "job" in said and len(said) > 1
    return 10 * place + 100 * is_type - is_job_title


# ---------------------------------------------------------------- the row of heads


@dataclass(frozen=True, kw_only=True)
class CardColumn:
    """One column of a card."""

    place: int
    """From 0."""
    head: str
    """As the card names it."""
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class PayColumns:
    """Columns that may hold one kind of pay: one, or one for each end."""

    columns: tuple[CardColumn, ...]
    certain: bool
    is_other_currency: bool

    @property
    def key(self) -> str:
        """What a page sends to choose it."""
        return "-".join(str(column.place) for column in self.columns)

    @property
    def label(self) -> str:
        """The heads of its columns, as the card names them."""
        return ", ".join(column.head for column in self.columns)


def columns_of(line: Sequence[Cell]) -> tuple[CardColumn, ...]:
    """Return the columns that a row names."""
    return tuple(
        CardColumn(place=place, head=one_line(cell), meaning=meaning_of(cell))
        for place, cell in enumerate(line)
        if isinstance(cell, str) and one_line(cell)
    )


def names_a_card(columns: Sequence[CardColumn]) -> bool:
    """Tell whether a row names the columns of a rate card: a role, and pay of whatever span of time."""
    kinds = {column.meaning.kind for column in columns}
    return CardColumnKind.ROLE in kinds and bool(kinds & {CardColumnKind.PAY, CardColumnKind.OTHER_PAY})


def column_of(columns: Sequence[CardColumn], kind: CardColumnKind) -> CardColumn | None:
    """Return the column of a kind, the likeliest where several are."""
    return min(
        (column for column in columns if column.meaning.kind is kind),
        key=lambda column: (column.meaning.rank, column.place),
        default=None,
    )


def candidates_for(columns: Sequence[CardColumn], pay: str, currency: str) -> tuple[PayColumns, ...]:
    """Return what may hold pay by the hour, or by the year; those in another currency only where no other does.

    Args:
        columns: Of the card.
        pay: `SALARY` or `RATE`.
        currency: The project's, as a code.
    """
    groups: list[list[CardColumn]] = []
    for column in columns:
        if pay in column.meaning.pays:
            group = next((group for group in groups if _belongs(column, group)), None)
            groups.append([column]) if group is None else group.append(column)
    candidates = [
        PayColumns(
            columns=tuple(group),
            certain=all(column.meaning.certain for column in group),
            is_other_currency=any(is_other_currency(named, currency) for named in group[0].meaning.currencies),
        )
        for group in groups
    ]
    return tuple(candidate for candidate in candidates if not candidate.is_other_currency) or tuple(candidates)


def _belongs(column: CardColumn, group: Sequence[CardColumn]) -> bool:
    """Tell whether a column is another end of a range: the same words, and an end that is not there yet."""
    ends = {other.meaning.end for other in group}
    fits = column.meaning.rest == group[0].meaning.rest and column.meaning.end not in ends
    # "Rate" beside "Rate min" and "Rate max" is the likely value.
    return fits and not {column.meaning.end, *ends} >= {"", "likely"}


def choose(
    columns: Sequence[CardColumn], currency: str, choices: Mapping[str, str]
) -> tuple[dict[str, PayColumns], tuple[str, ...]]:
    """Return the columns to read by kind of pay, and the kinds of pay to ask about.

    One certain candidate is taken. Two are asked about, and so is pay of which nothing is certain.

    Args:
        columns: Of the card.
        currency: The project's, as a code.
        choices: Keys of candidates that the person chose, by kind of pay; "" for none of them.
    """
    offers = {pay: candidates_for(columns, pay, currency) for pay in (RATE, SALARY)}
    chosen: dict[str, PayColumns] = {}
    unclear: list[str] = []
    for pay, candidates in offers.items():
        picked = next((candidate for candidate in candidates if candidate.key == choices.get(pay)), None)
        certain = [candidate for candidate in candidates if candidate.certain]
        if picked is not None:
            chosen[pay] = picked
        elif choices.get(pay) == "":
            continue
        elif len(certain) == 1:
            chosen[pay] = certain[0]
        elif certain:
            unclear.append(pay)
    if _overlap(list(chosen.values())):
        return {}, tuple(chosen)
    if not chosen and not unclear:
        unclear = [pay for pay, candidates in offers.items() if candidates and choices.get(pay) != ""]
    return chosen, tuple(unclear)


def _overlap(chosen: Sequence[PayColumns]) -> bool:
    """Tell whether one column was chosen for two kinds of pay."""
    places = [column.place for candidate in chosen for column in candidate.columns]
    return len(places) != len(set(places))
