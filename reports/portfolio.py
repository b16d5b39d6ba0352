"""All projects that somebody may see, side by side: figures in one currency, which set to fund, how estimates held."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.descriptions import Point, ScatterChart
from decisions.content import get_rulebook
from decisions.domain.portfolio import (
    ActualOutcome,
    FundedSet,
    FundingCandidate,
    Means,
    TrackRecord,
    UnfundedProject,
    UnfundedReason,
    fund,
    track_record,
)
from decisions.domain.verdict import STOP
from decisions.funding import solve_funding
from decisions.models import Afterwards, Decision, PortfolioFigures
from decisions.portfolio_figures import kept_figures
from decisions.wording import SaidOutcome, say_outcome
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer
from projects.domain.currency import USD
from projects.domain.fields import Field, Section
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.stored import settle
from projects.domain.text import gettext_noop
from projects.formatting import Formatter, hundredths_of
from projects.models import BASE, Browser, Member, Project, today
from projects.models import Answer as AnswerRow
from projects.packs import asked_of, own_section_of
from projects.reference import get_rates
from projects.wording import say_answer

COST, RUNNING, BENEFIT, VALUE, MONTHS = (
    "case.cost_to_launch",
    "case.running_cost",
    "case.benefit",
    "case.net_value",
    "team.months",
)
MEASURES = ("cost", "months", "use", "benefit")
"""What is compared after launch."""
SORTS = ("ratio", "value", "cost", "benefit", "months", "points", "payback", "name")


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """One project of the list."""

    project: Project
    kept: PortfolioFigures | None
    is_fresh: bool
    factor: float | None
    """What its money is multiplied by to be that of the list; None where the two cannot be compared."""
    is_own: bool
    decision: Decision | None
    afterwards: Afterwards | None
    answer: str = ""
    """To the question that is asked across projects."""

    @property
    def key(self) -> str:
        """What the row is called in a form."""
        return str(self.project.pk)

    @property
    def figures(self) -> Mapping[str, Any]:
        """What was worked out last, in the project's own money."""
        return self.kept.figures if self.kept else {}

    def money(self, figure_id: str) -> Range | None:
        """Return a figure in the money of the list."""
        ends = self.figures.get("figures", {}).get(figure_id)
        if ends is None or self.factor is None:
            return None
        return Range(**{end: ends[end] * self.factor for end in ("low", "likely", "high")})

    @property
    def cost(self) -> Range | None:
        return self.money(COST)

    @property
    def benefit(self) -> Range | None:
        return self.money(BENEFIT)

    @property
    def value(self) -> Range | None:
        return self.money(VALUE)

    @property
    def is_guessed(self) -> bool:
        """Whether nobody has said what a case saves, so that benefit and value are our guess."""
        return bool(self.figures.get("is_guessed"))

    @property
    def months(self) -> float | None:
        """Likely months to launch."""
        ends = self.figures.get("figures", {}).get(MONTHS)
        return ends["likely"] if ends else None

    @property
    def points(self) -> float | None:
        return self.figures.get("points")

    @property
    def payback(self) -> int | None:
        """In 100."""
        share = self.figures.get("shares", {}).get("payback")
        return None if share is None else hundredths_of(share)

    @property
    def ratio(self) -> float | None:
        """Net value for each unit of the cost to launch."""
        return self.value.likely / self.cost.likely if self.value and self.cost and self.cost.likely else None

    @property
    def outcome(self) -> SaidOutcome:
        rulebook, known = get_rulebook(), self.figures.get("verdict", "")
        return say_outcome(rulebook.outcome(known) if known in rulebook.strictness else None)

    @property
    def slug(self) -> str:
        return str(self.figures.get("slug") or BASE)

    @property
    def people(self) -> dict[int, float]:
        """Full-time people by calendar month; where no start is known, from this month on."""
        now = today()
        months: dict[int, float] = {}
        for number, (start, heads) in enumerate(self.figures.get("people", ())):
            first = date.fromisoformat(start) if start else None
            place = 12 * first.year + first.month if first else 12 * now.year + now.month + number
            months[place] = months.get(place, 0.0) + heads
        return months

    def sort_key(self, name: str) -> tuple[bool, Any]:
        """Return what the list is sorted by: the best first, what is unknown last."""
        if name == "name":
            return (False, self.project.name.casefold())
        worth: float | None = {
            "ratio": self.ratio,
            "value": self.value.likely if self.value else None,
            "points": self.points,
            "benefit": self.benefit.likely if self.benefit else None,
            "payback": self.payback,
            "cost": -self.cost.likely if self.cost else None,
            "months": None if self.months is None else -self.months,
        }[name]
        return (worth is None, 0 if worth is None else -worth)


@dataclass(frozen=True, kw_only=True)
class PortfolioQuery:
    """What somebody wants to see."""

    query: str = ""
    show: str = ""
    verdict: str = ""
    currency: str = ""
    sort: str = "ratio"
    question_id: str = ""
    budget: float | None = None
    people: float | None = None
    required: frozenset[str] = frozenset()

    @property
    def funds(self) -> bool:
        """Whether a set is asked for."""
        return self.budget is not None or self.people is not None


def visible_projects(browser: Browser | None) -> list[Project]:
    """Return every project that a browser may see whole, with pay: its own, and those it is a full member of."""
    if browser is None:
        return []
    members = Member.objects.open().filter(browser=browser, hide_pay=False)
    whole = [member.project_id for member in members if not member.parts]
    alive = Project.objects.alive()
    return list((alive.owned_by(browser) | alive.filter(pk__in=whole)).distinct().order_by("-changed_at", "pk"))


class Portfolio:
    """The list.

    Args:
        browser: Who looks.
        asked: What for.
    """

    def __init__(self, browser: Browser | None, asked: PortfolioQuery) -> None:
        self.browser, self.asked = browser, asked
        self.all = visible_projects(browser)

    @cached_property
    def currency(self) -> str:
        """The one that is asked for, else that of most projects."""
        if self.asked.currency in self.currencies:
            return self.asked.currency
        return Counter(project.currency for project in self.all).most_common(1)[0][0] if self.all else USD

    @cached_property
    def currencies(self) -> list[str]:
        """Those of the projects."""
        return sorted({project.currency for project in self.all} | {USD})

    @cached_property
    def write(self) -> Formatter:
        return Formatter.for_reader(self.currency)

    @cached_property
    def sections(self) -> list[Section]:
        """What can be compared: what ships, and the own sections of the projects, each in its newest version."""
        packs = {project.pack_id: project for project in self.all if project.pack_id is not None}
        own = [section for number in sorted(packs) if (section := own_section_of(packs[number]))]
        return [*get_catalogue().sections.values(), *{section.id: section for section in own}.values()]

    @cached_property
    def question(self) -> Field | None:
        """The one that is asked across all projects."""
        fields = (field for section in self.sections for field in section.fields)
        return next((field for field in fields if field.id == self.asked.question_id), None)

    @cached_property
    def rows(self) -> list[ProjectRow]:
        """The projects that match, the best first."""
        rows = [row for row in self._rows if self._matches(row)]
        return sorted(rows, key=lambda row: row.sort_key(self.asked.sort))

    @cached_property
    def _rows(self) -> list[ProjectRow]:
        kept = kept_figures(self.all)
        decisions = {
            row.project_id: row for row in Decision.objects.filter(project__in=self.all).order_by("decided_on", "pk")
        }
        told = {row.project_id: row for row in Afterwards.objects.filter(project__in=self.all)}
        answers = self._answers()
        return [
            ProjectRow(
                project=project,
                kept=kept[project.pk][0],
                is_fresh=kept[project.pk][1],
                factor=self._factor(project),
                is_own=project.owner_id == getattr(self.browser, "pk", None),
                decision=decisions.get(project.pk),
                afterwards=told.get(project.pk),
                answer=answers.get(project.pk, ""),
            )
            for project in self.all
        ]

    def _answers(self) -> dict[Any, str]:
        """Return what each project's base says of the question that is asked across projects."""
        if self.question is None:
            return {}
        fields = {project.pk: asked_of(project).fields.get(self.question.id, self.question) for project in self.all}
        rows = AnswerRow.objects.filter(scenario__project__in=self.all, scenario__slug=BASE, field_id=self.question.id)
        said: dict[Any, Answer] = {
            row.scenario.project_id: settle(row.to_answer(), fields[row.scenario.project_id].unlimited)
            for row in rows.select_related("scenario")
        }
        return {
            project.pk: say_answer(
                said[project.pk], fields[project.pk], Formatter.for_reader(project.currency, project.country)
            )
            for project in self.all
            if project.pk in said
        }

    def _factor(self, project: Project) -> float | None:
        """Return what turns a project's money into that of the list: by its own rate into dollars, and on."""
        if project.currency == self.currency:
            return 1.0
        if project.currency != USD and project.rate_date is None:
            return None
        rate = self.money_per_usd
        return None if rate is None else rate / project.money_per_usd

    @cached_property
    def money_per_usd(self) -> float | None:
        """What a dollar is worth in the currency of the list: by the newest rate of a project, else the shipped one."""
        if self.currency == USD:
            return 1.0
        dated = [
            (project.rate_date, project.money_per_usd)
            for project in self.all
            if project.currency == self.currency and project.rate_date
        ]
        shipped = get_rates().get(self.currency)
        return max(dated)[1] if dated else shipped.money_per_usd if shipped else None

    def _matches(self, row: ProjectRow) -> bool:
        asked, project = self.asked, row.project
        if (asked.show == "archived") != bool(project.archived_at):
            return False
        shows = {
            "templates": project.is_template,
            "decided": row.decision is not None,
            "undecided": row.decision is None,
            "launched": row.afterwards is not None,
        }
        is_match = asked.query.casefold() in f"{project.name}\n{project.summary}".casefold()
        return is_match and shows.get(asked.show, True) and asked.verdict in ("", row.outcome.id)

    @property
    def missing(self) -> list[ProjectRow]:
        """Those whose figures are not worked out, or no longer hold."""
        return [row for row in self.rows if not row.is_fresh]

    @property
    def incomparable(self) -> list[ProjectRow]:
        """Those whose money cannot be turned into that of the list."""
        return [row for row in self.rows if row.factor is None]

    # ---------------------------------------------------------------- which to fund

    @cached_property
    def _candidates(self) -> dict[str, ProjectRow]:
        return {row.key: row for row in self.rows if self.bar(row) == ""}

    def bar(self, row: ProjectRow) -> str:
        """Say why a project cannot be in a set at all; "" where it can."""
        if row.project.is_template:
            return _("It is a template.")
        if row.kept is None:
            return _("Its figures are not calculated yet.")
        if row.factor is None:
            return _("It has no exchange rate, so its money cannot be compared.")
        if row.cost is None or row.value is None:
            return _("Its cost or its net value is not known yet.")
        if row.is_guessed:
            return _("What a case saves is only our guess so far.")
        if row.outcome.id == STOP:
            return _("Its verdict is Stop.")
        return ""

    @cached_property
    def funded(self) -> FundedSet | None:
        """The set that brings most; None where none was asked for, or where those that must be in do not fit."""
        if not self.asked.funds:
            return None
        candidates = [
            FundingCandidate(id=key, cost=row.cost.likely, value=row.value.likely, people=row.people)
            for key, row in self._candidates.items()
            if row.cost and row.value
        ]
        means = Means(
            budget=self.asked.budget,
            people=self.asked.people,
            required=self.asked.required & self._candidates.keys(),
        )
        return fund(candidates, means, solve_funding)

    @property
    def left_out(self) -> list[tuple[ProjectRow, str]]:
        """Every project that is not in the set, and why."""
        if self.funded is None:
            return []
        told = [(self._candidates[left.id], self._say_left(left)) for left in self.funded.left]
        return told + [(row, self.bar(row)) for row in self.rows if self.bar(row)]

    def _say_left(self, left: UnfundedProject) -> str:
        names = ", ".join(
            _("“%(sentence)s”") % {"sentence": self._candidates[key].project.name} for key in left.instead_of
        )
        loses = self.write.money_compact(left.loses)
        if left.why is UnfundedReason.LESS and names:
            return _("Taking it in place of %(names)s would bring %(loses)s less.") % {"names": names, "loses": loses}
        return {
            UnfundedReason.NO_VALUE: _("It is likely to cost %(loses)s more than it brings.") % {"loses": loses},
            UnfundedReason.TOO_EXPENSIVE: _("It alone costs more than the budget."),
            UnfundedReason.TOO_MANY_PEOPLE: _("It alone needs more people than there are."),
            UnfundedReason.NO_ROOM: _("It does not fit beside those that must be in."),
            UnfundedReason.LESS: _("Taking it in would bring %(loses)s less.") % {"loses": loses},
        }[left.why]

    def picture(self) -> ScatterChart | None:
        """Return benefit against cost; None where fewer than two projects have both."""
        chosen = self.funded.chosen if self.funded else frozenset()
        points = tuple(
            Point(
                name=row.project.name,
                x=row.cost.likely,
                y=row.benefit.likely,
                spread=row.benefit,
                own=row.key in chosen,
                hollow=row.outcome.id in ("", STOP),
                labelled=len(self.rows) <= 12,
            )
            for row in self.rows
            if row.cost and row.benefit and row.cost.likely > 0 and row.benefit.likely > 0
        )
        if len(points) < 2:
            return None
        return ScatterChart(
            id="portfolio.value",
            title=_("Value against effort"),
            subtitle=_(
                "Up: likely benefit per year at full use. Right: likely cost to launch. Both scales are logarithmic. "
                "Hollow: Stop, or no verdict yet."
            ),
            label=_("Benefit and cost of each project"),
            points=points,
            x_name=_("Cost to launch"),
            y_name=_("Benefit per year"),
            format=self.write.money_compact,
            x_format=self.write.money_compact,
        )

    # ---------------------------------------------------------------- after launch

    @cached_property
    def records(self) -> list[tuple[str, TrackRecord, str]]:
        """How estimates held over all projects that were launched: what of, the record, and in words."""
        records_of_all = []
        for measure in MEASURES:
            record = track_record(list(filter(None, (_outcome(row, measure) for row in self.rows))))
            if record is not None:
                records_of_all.append((measure_name(measure), record, say_record(record)))
        return records_of_all


def measure_name(measure: str) -> str:
    """Name what is compared after launch."""
    return {
        "cost": _("Cost to launch"),
        "months": _("Months to launch"),
        "slip": _("Overrun against plan"),
        "contingency": _("Contingency, as a share of the cost to launch"),
        "use": _("Share of people who use it"),
        "benefit": _("Benefit per year"),
    }[measure]


def _outcome(row: ProjectRow, measure: str) -> ActualOutcome | None:
    told = row.afterwards
    actual, ends = (getattr(told, measure), told.estimate.get(measure)) if told else (None, None)
    factor = row.factor if measure in {"cost", "benefit"} else 1.0
    if actual is None or not ends or factor is None:
        return None
    low, likely, high = (ends[end] * factor for end in ("low", "likely", "high"))
    return ActualOutcome(estimate=Range(low=low, likely=likely, high=high), actual=actual * factor)


def say_record(record: TrackRecord) -> str:
    """Say how far estimates were off, and how many actuals lay inside their range."""
    off = record.too_low_by
    share = 0 if off is None else round(abs(off) * 100)
    if off is None or not share:
        words = _("Estimates were right.")
    elif off > 0:
        words = _("Estimates were %(share)s%% too low.") % {"share": share}
    else:
        words = _("Estimates were %(share)s%% too high.") % {"share": share}
    inside = ngettext(
        "%(inside)s of %(count)s is inside its range.", "%(inside)s of %(count)s are inside their ranges.", record.count
    )
    return f"{words} {inside % {'inside': record.inside, 'count': record.count}}"


# ---------------------------------------------------------------- to take away


def as_table(portfolio: Portfolio) -> tuple[list[str], list[list[str | float | None]]]:
    """Return the list as a table: its head, and a row for each project; amounts as numbers in one currency."""
    unit = portfolio.currency
    chosen = portfolio.funded.chosen if portfolio.funded else frozenset()
    head = [
        _("Project"),
        _("Verdict"),
        _("Decided"),
        _("In the set"),
        *(
            f"{_(name)}, {unit}"
            for name in (
                gettext_noop("Cost to launch, low"),
                gettext_noop("Cost to launch, likely"),
                gettext_noop("Cost to launch, high"),
                gettext_noop("Running cost per year"),
                gettext_noop("Benefit per year"),
                gettext_noop("Net value, low"),
                gettext_noop("Net value, likely"),
                gettext_noop("Net value, high"),
            )
        ),
        _("Net value is our guess"),
        _("Net value per unit of cost"),
        _("Months to launch"),
        _("Chance of payback, in 100"),
        _("Readiness, points out of 100"),
        _("Up to date"),
        _("Own currency"),
    ]
    if portfolio.question:
        head.append(_(portfolio.question.label))
    return head, [_cells(row, portfolio, chosen) for row in portfolio.rows]


def _cells(row: ProjectRow, portfolio: Portfolio, chosen: frozenset[str]) -> list[str | float | None]:
    running = row.money(RUNNING)
    decided = row.decision.decided_on.isoformat() if row.decision else ""
    cells: list[str | float | None] = [
        row.project.name,
        row.outcome.label,
        decided,
        _("yes") if row.key in chosen else "",
        *_ends(row.cost),
        _ends(running)[1],
        _ends(row.benefit)[1],
        *_ends(row.value),
        _("yes") if row.is_guessed else "",
        row.ratio,
        row.months,
        row.payback,
        row.points,
        _("yes") if row.is_fresh else _("no"),
        row.project.currency,
    ]
    return [*cells, row.answer] if portfolio.question else cells


def _ends(value: Range | None) -> tuple[float | None, ...]:
    return (value.low, value.likely, value.high) if value else (None, None, None)
