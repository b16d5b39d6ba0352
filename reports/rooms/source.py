"""What every part of the report is written from: a workspace, its results, and a few ways to say them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from charts.descriptions import Chart
from decisions.actions import SaidAction, actions_of
from decisions.options_said import SaidOptions, say_options
from decisions.results import Results, results_of
from decisions.wording import SaidLight, SaidVerdict, SaidWayUp, fill, say_verdict, say_way_up
from projects.access import Workspace
from projects.domain.answers import Answers
from projects.domain.fields import Catalogue
from projects.domain.figures import Figure
from projects.domain.lazy import cached_property
from projects.domain.text import gettext_noop
from projects.explaining import say_told
from projects.formatting import Formatter
from projects.wording import say_answer
from reports.charts import printed_charts
from reports.domain.report import Block, DrawnChart, ReportSection, ReportTable

PAY_HIDDEN = gettext_noop(
    "This link hides pay. Everything that could reveal what someone earns is left out: pay itself, and each total, "
    "chart and date that moves with it."
)
CHARTS = {
    "data.left": gettext_noop("Text that is left"),
    "compute.costs_once": gettext_noop("Up to launch"),
    "compute.costs_monthly": gettext_noop("Per month"),
    "compute.volume": gettext_noop("Hosted or own"),
    "compute.rent_or_buy": gettext_noop("Rent or buy"),
    "team.presence": gettext_noop("Presence"),
    "team.spending": gettext_noop("Spending"),
    "team.cost_by_role": gettext_noop("Cost by role"),
    "team.forecast": gettext_noop("Forecast"),
    "case.value": gettext_noop("Net value"),
    "case.tornado": gettext_noop("What decides"),
    "case.parts": gettext_noop("Cost to launch"),
    "case.cash": gettext_noop("Cash by month"),
    "case.forecast": gettext_noop("Whole budget"),
}
"""Where a chart stands in the margin of the report, by its id; they are drawn in this order, each in its section."""


class ReportSource:
    """A scenario as its reader may see it. What takes time is worked out when a part asks for it."""

    def __init__(self, workspace: Workspace, *, is_link: bool = False) -> None:
        self.workspace = workspace
        self.is_link = is_link
        """Whether it is read through a link, which shows one scenario alone."""
        self.answers: Answers = workspace.readable_answers
        self.write: Formatter = workspace.formatter
        self.catalogue: Catalogue = workspace.catalogue

    @cached_property
    def results(self) -> Results:
        """What all rooms say."""
        return results_of(self.workspace)

    @cached_property
    def verdict(self) -> SaidVerdict:
        """The verdict in words."""
        return say_verdict(self.workspace)

    @cached_property
    def way_up(self) -> SaidWayUp | None:
        """What would lift the verdict."""
        return say_way_up(self.workspace)

    @cached_property
    def actions(self) -> tuple[SaidAction, ...]:
        """Everything that is to be done."""
        return actions_of(self.workspace)

    @cached_property
    def options(self) -> SaidOptions:
        """Every approach side by side."""
        return say_options(self.workspace)

    @cached_property
    def drawn(self) -> dict[str, Chart]:
        """The charts that can be printed, by their id."""
        return printed_charts(self.workspace)

    def may_compare(self, slug: str) -> bool:
        """Tell whether the reader may see what is worked out in a scenario; "" for what is worked out here."""
        return not self.is_link or slug in ("", self.workspace.scenario.slug)

    def light(self, light_id: str) -> SaidLight:
        """Return one of the lights of the verdict."""
        return next(light for light in self.verdict.lights if light.id == light_id)

    def say(self, field_id: str) -> str:
        """Say the answer to a field."""
        return say_answer(self.answers[field_id], self.catalogue.fields[field_id], self.write)

    def filled(self, sentence: str) -> str:
        """Return a sentence with the answers and figures that it names."""
        return fill(sentence, self.results.facts, self.workspace)

    def charts(self, room: str) -> list[Block]:
        """Return a room's charts as blocks: those that can be drawn yet."""
        ids = (chart for chart in CHARTS if chart.startswith(room) and chart in self.drawn)
        return [DrawnChart.of(self.drawn[chart], label=_(CHARTS[chart])) for chart in ids]

    def figures(self, figures: Iterable[Figure], *, label: str = "") -> list[Block]:
        """Return figures as tables: those that the reader may see, and the others."""
        shown: list[Figure] = []
        hidden: list[Figure] = []
        for figure in figures:
            (shown if self.workspace.may_show(figure) else hidden).append(figure)
        return [self._figure_table(some, label or _("Figures")) for some in (shown, hidden) if some]

    def _figure_table(self, figures: Sequence[Figure], label: str) -> ReportTable:
        rows = tuple(
            (
                say_told(figure.label),
                *(self.write.quantity(end, unit, compact=True) for end in (value.low, value.likely, value.high)),
            )
            for figure in figures
            for value, unit in (self.write.fitting(figure.value, figure.unit),)
        )
        return ReportTable(
            label=label,
            head=(_("Figure"), _("Low"), _("Likely"), _("High")),
            rows=rows,
            numeric=(False, True, True, True),
            shows_pay=any(figure.shows_pay for figure in figures),
        )

    def readable(self, section: ReportSection) -> ReportSection:
        """Return a section without the blocks that the reader may not see; it says that some are left out."""
        shown = tuple(block for block in section.blocks if self.workspace.may_show(block))
        if len(shown) == len(section.blocks):
            return section
        note = _(PAY_HIDDEN)
        return replace(section, blocks=shown, note=note if shown else "", empty=note)
