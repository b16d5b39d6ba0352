"""The appendix's inputs of the figures: each source is said once, under a number that its inputs name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from decisions.headline import assumed_inputs
from projects.domain.figures import Input, Origin, distinct_inputs
from projects.domain.pay import says_pay
from projects.domain.text import pieces_of, whose
from projects.explaining import say_told
from projects.formatting import Formatter
from reports.domain.report import Block, Paragraph, ReportSection, ReportTable
from reports.rooms.source import ReportSource
from reports.rooms.tables import without_empty


def assumptions(source: ReportSource) -> ReportSection:
    """Return every input of the figures, with where it comes from."""
    inputs = _inputs_of(source)
    listed = _Sources(source.write)
    answered = [given for given in inputs if given.origin is Origin.ANSWER]
    tables = [
        *_tables(source, listed, [given for given in inputs if given.origin is Origin.ASSUMPTION], _("We assume")),
        *_tables(source, listed, answered, _("The project answered")),
        *_tables(source, listed, [given for given in inputs if given.origin is Origin.REFERENCE], _("Published")),
    ]
    blocks: list[Block] = [*_how_to_read(source.write, answered), *tables, *listed.table()] if inputs else []
    title, empty = _("Assumptions and inputs"), _("There are no figures yet.")
    return ReportSection(id="assumptions", title=title, finding=_finding(source), blocks=tuple(blocks), empty=empty)


def _inputs_of(source: ReportSource) -> list[Input]:
    hidden = source.workspace.pay_hidden
    return [
        _readable_input(source, given)
        for given in distinct_inputs(source.results.figures.values())
        if given.origin is not Origin.RESULT and not (hidden and given.pay)
    ]


def _readable_input(source: ReportSource, given: Input) -> Input:
    """Return an input without a note that may name pay: an answer's note is its source."""
    asked = source.catalogue.fields.get(given.field_id)
    told = given.origin is Origin.ANSWER and asked is not None and says_pay(asked)
    return replace(given, source="") if told and source.workspace.hide_pay else given


def _finding(source: ReportSource) -> str:
    assumed, counted = assumed_inputs(source.results)
    words = ngettext(
        "%(n)s of %(all)s inputs of the business case and the team is our assumption."
        " The list also holds those of computing and of the plans.",
        "%(n)s of %(all)s inputs of the business case and the team are our assumptions."
        " The list also holds those of computing and of the plans.",
        assumed,
    )
    return words % {"n": assumed, "all": counted} if assumed else ""


def _how_to_read(write: Formatter, answered: Iterable[Input]) -> list[Block]:
    """Say what the numbers are, and once on which days answers without a note were given."""
    words = [_("The number in the last column is that of the source, in the list at the end of this part.")]
    days = sorted({given.source_date for given in answered if given.source_date and not given.source})
    told = {"first": write.date(days[0]), "last": write.date(days[-1])} if days else {}
    if len(days) == 1:
        words.append(_("Answers without a number were given on %(first)s, without a note.") % told)
    elif days:
        words.append(_("Answers without a number were given from %(first)s to %(last)s, without a note.") % told)
    return [Paragraph(text=" ".join(words), shows_pay=False)]


_AT_LENGTH = 40
"""Letters from which on what is added to a source has a number of its own, as several inputs share it."""


@dataclass
class _Sources:
    """The sources in the order in which they are first named."""

    write: Formatter
    said: dict[str, int] = field(default_factory=dict)

    def number(self, given: Input) -> str:
        """Return the numbers of an input's sources; "" where it has none."""
        numbers = [self.said.setdefault(text, len(self.said) + 1) for text in self._texts(given)]
        return ", ".join(map(str, dict.fromkeys(numbers)))

    def _texts(self, given: Input) -> list[str]:
        """Return an input's source; what is added at length, such as a rate of exchange, is a source of its own."""
        own, added = list[str](), list[str]()
        for text in map(say_told, pieces_of(given.source)):
            (added if own and len(text) >= _AT_LENGTH else own).append(text.removesuffix("."))
        first = ", ".join(part for part in ("; ".join(own), self.write.date(given.source_date)) if own and part)
        return [*([first] if first else []), *(text[:1].upper() + text[1:] for text in added)]

    def table(self) -> list[Block]:
        """Return the list of them."""
        rows = tuple((str(number), text) for text, number in self.said.items())
        head = (_("No."), _("Source and date"))
        label = _("Sources")
        return [ReportTable(label=label, head=head, rows=rows, numeric=(False, False), shows_pay=False)] if rows else []


def _tables(source: ReportSource, listed: _Sources, inputs: Sequence[Input], label: str) -> Iterator[ReportTable]:
    """Yield inputs as a table; what is told of several things alike, such as roles, stands in a row for each."""
    of_rows: dict[str, dict[str, Input]] = {}
    for given in inputs:
        if named := whose(given.label):
            of_rows.setdefault(named[0], {})[named[1]] = given
    of_rows = {row: told for row, told in of_rows.items() if len(told) > 1}
    plain = [given for given in inputs if (whose(given.label) or ("", ""))[0] not in of_rows]
    if plain:
        rows = tuple((say_told(given.label), _said(source.write, given), listed.number(given)) for given in plain)
        head = (_("Input"), pgettext("number", "Value"), _("Source"))
        yield ReportTable(label=label, head=head, rows=rows, numeric=(False,) * 3, shows_pay=False)
    if of_rows:
        yield _by_row(source, listed, of_rows, "" if plain else label)


def _by_row(source: ReportSource, listed: _Sources, of_rows: dict[str, dict[str, Input]], label: str) -> ReportTable:
    columns = list(dict.fromkeys(what for told in of_rows.values() for what in told))
    rows = tuple(
        (
            say_told(row),
            *(_said(source.write, told[what]) if what in told else "" for what in columns),
            ", ".join(dict.fromkeys(number for given in told.values() if (number := listed.number(given)))),
        )
        for row, told in of_rows.items()
    )
    heads = [text[:1].upper() + text[1:] for text in map(say_told, columns)]
    head, body = without_empty((_("Who"), *heads, _("Source")), rows)
    numeric = (False, *(name != _("Source") for name in head[1:]))
    return ReportTable(label=label, head=head, rows=body, numeric=numeric, shows_pay=False)


def _said(write: Formatter, given: Input) -> str:
    """Say an input's value, with the unit where its label does not say it already."""
    text = write.range(given.value, given.unit)
    names = [_(name) for name in given.unit.split("/") if name and name not in _SAID_BY_SIGN]
    if all(_names(say_told(given.label).lower(), name.lower()) for name in names):
        return text
    # The likely value stands last, and its unit agrees with it.
    last = write.bare(given.unit, compact=False)(given.value.likely)
    return text.removesuffix(last) + write.quantity(given.value.likely, given.unit)


_SAID_BY_SIGN = frozenset(["money", "%", "ratio"])
_SYMBOL = 2
"""Letters of a unit that is a symbol, such as GB: it is found as a word only."""


def _names(label: str, unit: str) -> bool:
    bare = unit.removesuffix("s") if len(unit) > _SYMBOL + 1 else unit
    return bare in (label if len(unit) > _SYMBOL else label.split())
