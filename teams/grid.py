"""The plan as a spreadsheet: role × month, what was typed over what we propose, with its totals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.fields import slug_id
from projects.domain.figures import Origin
from projects.domain.lazy import cached_property
from projects.explaining import say_told
from projects.formatting import Formatter
from teams.charts import month_labels
from teams.domain.cost import PersonCost, TeamEstimate
from teams.domain.phases import Phase
from teams.domain.plan import Person, PlanProblem
from teams.domain.presence import work_by_month
from teams.domain.roles import OTHER, Contract, Seniority
from teams.suggestions import Suggestion, gaps_of, suggestions_of
from teams.wording import say_problem

FIELD_ID = "team.roles"
PREFIX = "team-roles-value"
# The upper ends of the shades, in percent: those of the heat chart.
SHADES = ((0.0, "p0"), (25.0, "p1"), (50.0, "p2"), (75.0, "p3"))


def shade(presence_pct: float) -> str:
    """Return the shade of a cell: none, up to a quarter, up to a half, up to three quarters, more."""
    return next((name for end, name in SHADES if presence_pct <= end + 1e-9), "p4")


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One month of one row."""

    name: str
    """Of its input."""
    typed: str
    """What somebody planned, as text; "" where the proposal counts."""
    proposed: str
    label: str
    """What it is, for those who do not see row and column."""
    shade: str
    bad: bool = False


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One person of the plan, or a row of the table that cannot be counted."""

    number: int
    """Counted from 0, as in the names of the inputs."""
    label: str
    about: str
    """Name, contract and pay in a few words."""
    cells: tuple[GridCell, ...]
    months: str
    cost: str
    counted: bool


@dataclass(frozen=True, kw_only=True)
class PhaseBand:
    """One phase above the months: how many columns stand before, in and after it."""

    label: str
    before: int
    length: int
    after: int
    words: str
    """First and last month, for those who do not see the columns."""


class TeamGrid:
    """The table role × month of a scenario.

    Args:
        workspace: The project and its reader.
        found: Its team.
        sent: What was sent and could not be saved: it is shown as it was typed.
        bad_cells: The names of the inputs that could not be read.
    """

    def __init__(
        self,
        workspace: Workspace,
        found: TeamEstimate,
        *,
        sent: Mapping[str, str] | None = None,
        bad_cells: Collection[str] = (),
    ) -> None:
        self.workspace, self.estimate, self.plan = workspace, found, found.plan
        self.sent, self.bad_cells = sent or {}, bad_cells
        self.write: Formatter = workspace.formatter

    @cached_property
    def months(self) -> list[str]:
        """What stands above the columns."""
        return month_labels(self.estimate, self.write)

    @cached_property
    def _labels(self) -> list[str]:
        named = self.plan.start is not None
        text = _("%(month)s, percent") if named else _("month %(month)s, percent")
        return [text % {"month": month} for month in self.months]

    @property
    def version(self) -> int:
        """That of the answer it shows: the page's script leaves alone what is older than what it saved."""
        return self.workspace.answers[FIELD_ID].version

    @property
    def editable(self) -> bool:
        """Whether there are rows to write in: a proposal is taken over first."""
        return not self.plan.assumed

    @cached_property
    def rows(self) -> list[GridRow]:
        counted = {person.person.row: person for person in self.estimate.by_role}
        stays = [replace(person.person.stay, typed=()) for person in self.estimate.by_role]
        proposals = dict(zip(counted, work_by_month(stays, self.plan.months), strict=True))
        grid_rows = []
        for number, stored in enumerate(self._stored, start=1):
            costed = counted.get(number)
            share = costed.person.share_pct.value.likely if costed else 0.0
            proposed = proposals[number] * share if costed else [0.0] * self.plan.months
            grid_rows.append(self._row(number - 1, stored, costed, proposed))
        return grid_rows

    @cached_property
    def _stored(self) -> Sequence[Mapping[str, Any]]:
        answer = self.workspace.visible_answers[FIELD_ID]
        if answer.state is AnswerState.KNOWN and answer.value:
            return list(answer.value)
        return [{} for _person in self.plan.people]

    def _row(
        self, number: int, stored: Mapping[str, Any], cost: PersonCost | None, proposed: Sequence[float]
    ) -> GridRow:
        typed = stored.get("presence") if isinstance(stored.get("presence"), Mapping) else {}
        label = say_told(cost.person.label) if cost else self._label_of(stored, number)
        cells = []
        for month, usual in enumerate(proposed, start=1):
            name = f"{PREFIX}-{number}-presence_{month}"
            part = typed.get(str(month)) if typed else None
            text = self.sent.get(name, "" if part is None else self.write.typed(part, "%" if 0 < part < 2 else ""))
            cell = GridCell(
                name=name,
                typed=text,
                proposed=self.write.number(usual, 0) if cost else "",
                label=f"{label}, {self._labels[month - 1]}",
                shade=shade(usual if part is None else part),
                bad=name in self.bad_cells,
            )
            cells.append(cell)
        return GridRow(
            number=number,
            label=label,
            about=self._about(cost.person) if cost else _("not included, see below"),
            cells=tuple(cells),
            months=self.write.number(cost.person_months, 1) if cost else "",
            cost=self.write.money_compact(cost.likely) if cost else "",
            counted=cost is not None,
        )

    def _label_of(self, stored: Mapping[str, Any], number: int) -> str:
        roles = {choice.value: choice.label for choice in _column(self.workspace, "role")}
        return str(stored.get("title") or "") or _(roles.get(stored.get("role"), roles[OTHER]))

    def _about(self, person: Person) -> str:
        hired = person.contract is Contract.HIRED
        contract = _("contracted") if hired else _("employed")
        levels = {Seniority.JUNIOR: _("junior"), Seniority.SENIOR: _("senior")}
        parts = [person.name or _("to be recruited"), levels.get(person.seniority, ""), contract]
        return ", ".join(part for part in parts if part)

    @property
    def people_at_work(self) -> list[str]:
        """Head-count of each month, in full-time people."""
        return [self.write.number(month.head_count, 1) for month in self.estimate.by_month]

    @property
    def spent(self) -> list[str]:
        """Likely cost of each month."""
        return [self.write.money_compact(month.ends.likely) for month in self.estimate.by_month]

    @property
    def all_months(self) -> str:
        return self.write.number(sum(person.person_months for person in self.estimate.by_role), 1)

    @property
    def all_cost(self) -> str:
        return self.write.money_compact(self.estimate.ends.likely)

    @property
    def bands(self) -> list[PhaseBand]:
        """The phases, as far as the columns reach."""
        return [self._band(phase) for phase in self.plan.phases if phase.first_month <= self.plan.months]

    def _band(self, phase: Phase) -> PhaseBand:
        first, last = phase.first_month, min(phase.last_month, self.plan.months)
        labels = self.months
        words = labels[first - 1]
        if last > first:
            words = _("%(first)s to %(last)s") % {"first": words, "last": labels[last - 1]}
        return PhaseBand(
            label=_(phase.label), before=first - 1, length=last - first + 1, after=self.plan.months - last, words=words
        )

    @property
    def summary(self) -> str:
        """Say the plan in one line."""
        return _("At most %(people)s people at once, %(months)s person-months, likely cost %(cost)s without delay.") % {
            "people": self.write.number(self.estimate.head_count_peak, 1),
            "months": self.all_months,
            "cost": self.all_cost,
        }

    @property
    def length(self) -> str:
        """Say how long the plan runs."""
        text = _("The plan runs %(months)s, as we assume.") if self._length_assumed else _("The plan runs %(months)s.")
        return text % {"months": self.write.quantity(self.plan.duration_months.value.likely, "months")}

    @property
    def _length_assumed(self) -> bool:
        return self.plan.duration_months.origin is Origin.ASSUMPTION

    @property
    def too_much(self) -> list[str]:
        """Say who is planned for more than a full month: once for each, the worst month."""
        worst: dict[str, Any] = {}
        for overcommitment in self.estimate.overcommitted:
            if (
                overcommitment.name not in worst
                or overcommitment.presence_pct > worst[overcommitment.name].presence_pct
            ):
                worst[overcommitment.name] = overcommitment
        labels = self.months
        text = _("%(name)s is planned for %(share)s in %(month)s. No one has more than 100%%.")
        return [
            text % {"name": peak.name, "share": self.write.percent(peak.presence_pct), "month": labels[peak.month - 1]}
            for peak in worst.values()
        ]

    @property
    def stretched(self) -> list[str]:
        """Say whose month does not hold the work any more where coding assistants slow it down."""
        labels = self.months
        text = _(
            "%(label)s: if the assistants slow the work down, it takes %(share)s of %(month)s. The months stay as "
            "planned: leave room, or plan a second person."
        )
        return [
            text
            % {
                "label": stretch.label,
                "share": self.write.percent(stretch.presence_pct),
                "month": labels[stretch.month - 1],
            }
            for stretch in self.estimate.stretched
        ]

    @property
    def gaps(self) -> list[str]:
        """Say which of the usual roles nobody has, and what goes wrong without them."""
        return gaps_of(self.plan)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Say what is not counted, each with the place to go to."""
        return self._said(counted=False)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Say what was assumed for a row or looks odd, each with the place to go to."""
        return self._said(counted=True)

    @property
    def remarks(self) -> int:
        """How many gaps and notes there are."""
        return len(self.gaps) + len(self.notes)

    def _said(self, *, counted: bool) -> list[tuple[str, str]]:
        return [(say_problem(problem), _place(problem)) for problem in self.plan.problems if problem.counted is counted]

    @property
    def suggestions(self) -> list[Suggestion]:
        """Return the changes that the answers ask for."""
        return suggestions_of(self.plan, self.write)


def _place(problem: PlanProblem) -> str:
    return "#q-" + slug_id(problem.field_id)


def _column(workspace: Workspace, column_id: str) -> Sequence[Any]:
    columns = workspace.catalogue.fields[FIELD_ID].columns
    return next(column.choices for column in columns if column.id == column_id)
