"""The part about the team: presence, cost, forecast, and how open roles are filled."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from decisions.results import whole_forecast_of
from reports.domain.report import Block, Items, Paragraph, ReportSection
from reports.rooms.source import ReportSource
from teams.results import advice_of, mix_of
from teams.wording import advice_row, mix_words, say_forecast


def team(source: ReportSource) -> ReportSection:
    """Return who works on it for how long, and what that costs."""
    estimate = source.results.team
    blocks: list[Block] = []
    if estimate.plan.assumed:
        said = _("No team has been planned yet; we assume the five usual roles.")
        blocks.append(Paragraph(text=said, shows_pay=False))
    if estimate.by_role:
        blocks += source.charts("team.")
    blocks += source.figures((*estimate.headlines, *source.results.budget.figures))
    blocks += [*_forecast(source), *_staffing(source)]
    finding = source.drawn["team.presence"].title if estimate.by_role else ""
    return ReportSection(id="team", title=_("Team"), finding=finding, blocks=tuple(blocks))


def _forecast(source: ReportSource) -> Iterable[Block]:
    """Yield what the agreed budget means, for the team and for everything."""
    people = say_forecast(source.results.budget.forecast, source.write)
    whole = say_forecast(whole_forecast_of(source.workspace), source.write)
    items = ((_("People and expenses"), " ".join(people)), (_("Total up to launch"), " ".join(whole)))
    if people and whole:
        yield Items(label=_("Agreed budget"), items=items)


def _staffing(source: ReportSource) -> Iterable[Block]:
    """Yield the mix in words, else the advice for each role; which is the cheaper one tells of a person's pay already.

    Never both: the advice leaves out the months until somebody is hired, so the two may name different ways.
    """
    write, workspace = source.write, source.workspace
    mix = mix_words(mix_of(workspace), write)
    reasons = (*mix.lost, *((mix.clash,) if mix.clash else ()), *mix.reasons, *mix.relax)
    advice = [advice_row(given, write) for given in advice_of(workspace) if given.best is not None]
    if advice and not mix.rows:
        items = tuple((row.label, row.sentence) for row in advice)
        yield Items(label=_("How to fill open roles"), items=items)
    if reasons:
        yield Items(label=_("Mix"), items=((_("No mix fits the limits"), " ".join(reasons)),))
    elif mix.rows:
        ways = tuple((row.label, f"{row.way}. {' '.join(row.sentences)}") for row in mix.rows)
        counted = _("Only the months of the project are in it.")
        together = f"{mix.sentence} {counted}"
        yield Items(label=_("Cheapest mix"), items=((_("All together"), together), *ways))
