"""The part about value: what it brings, what it costs, what decides."""

from django.utils.translation import gettext as _

from decisions.gaps import say_guessed
from reports.domain.report import ReportSection
from reports.rooms.source import ReportSource


def value(source: ReportSource) -> ReportSection:
    """Return the business case."""
    blocks = [*source.charts("case."), *source.figures(source.results.case.figures)]
    empty = _("Enter what one case is worth.")
    return ReportSection(
        id="value", title=_("Value"), finding=_what_comes_out(source), blocks=tuple(blocks), empty=empty
    )


def _what_comes_out(source: ReportSource) -> str:
    """Say what is gained or lost on average, and how likely it pays back."""
    case = source.results.case
    if case.value is None or not source.workspace.may_show(case.value):
        return ""
    words = _("Net value over %(months)s: likely %(value)s.") % {
        "months": source.write.count(case.horizon_months, "months"),
        "value": source.write.money_compact(case.value.value.likely),
    }
    return " ".join(said for said in (words, source.verdict.chance, say_guessed(source.workspace)) if said)
