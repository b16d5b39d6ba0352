"""What goes on from a plan to the rest of the project, and what does not, with the reason."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from decisions.domain.plan_figures import CASES_NEEDED, LABEL_WORK, LABELS_BEYOND, SAMPLE_LABELS
from decisions.results import results_of
from estimates.domain.figures.corpus import PREPARATION, STORAGE, TOKENS
from estimates.domain.figures.ruled_out import APPROACH
from estimates.domain.figures.tries import RUNS
from projects.access import Workspace
from projects.domain.answers import AnswerState
from projects.domain.expressions import visible_fields
from projects.domain.figures import Figure
from projects.wording import say_answer
from scoping.domain.plans.training import PROMPT
from teams.suggestions import suggestions_of

RATE = "evaluation.judge_rate"


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What goes on from a plan to another page."""

    place: str
    url_name: str
    says: str
    figure: Figure | None = None


def data_flows(workspace: Workspace) -> list[Flow]:
    """Return what the data plan hands on."""
    results = results_of(workspace)
    flows = list(_to_compute(workspace, TOKENS, PREPARATION))
    for figure_id in ("case.labels", "case.data_bought"):
        if figure := results.figures.get(figure_id):
            flows.append(_value(_(figure.label), figure))
    flows += _storage(workspace)
    if says := _two_prices(workspace):
        flows.append(_value(says))
    return [*flows, *_to_team(workspace, "data."), *_to_test(workspace)]


def training_flows(workspace: Workspace) -> list[Flow]:
    """Return what the training plan hands on."""
    results = results_of(workspace)
    sheet = results.plans.sheet
    if sheet is None:
        return []
    if sheet.method.id != PROMPT:
        return list(_to_compute(workspace, RUNS))
    calls = results.figures.get("compute.prompt_tests")
    flows = [] if calls is None or not workspace.may_show(calls) else [_compute(_(calls.label), calls)]
    if results.answers.value(APPROACH) == "self_host":
        flows.append(
            _compute(_("No call of a round is paid: the model runs on machines that are counted by the hour."))
        )
    return [*flows, *_to_team(workspace, "training.")]


def evaluation_flows(workspace: Workspace) -> list[Flow]:
    """Return what the evaluation plan hands on."""
    figures = results_of(workspace).figures
    flows = []
    if (calls := figures.get("compute.pilot_calls")) and workspace.may_show(calls):
        flows.append(_compute(_(calls.label), calls))
    for figure_id in ("case.judging", "case.judging_per_year"):
        if (figure := figures.get(figure_id)) and workspace.may_show(figure):
            flows.append(_value(_(figure.label), figure))
    return [*flows, *_judges(workspace)]


def _value(says: str, figure: Figure | None = None) -> Flow:
    return Flow(place=_("Value"), url_name="decisions:value", says=says, figure=figure)


def _compute(says: str, figure: Figure | None = None) -> Flow:
    return Flow(place=_("Compute"), url_name="estimates:compute", says=says, figure=figure)


def _to_compute(workspace: Workspace, *field_ids: str) -> Iterator[Flow]:
    """Yield what computing takes from a plan; where somebody answered there, why it takes nothing."""
    results, write = results_of(workspace), workspace.formatter
    for field_id in field_ids:
        asked, counted = workspace.catalogue.fields[field_id], results.compute.assumed.get(field_id)
        proposed = results.plans.proposals.get(field_id)
        if counted is not None and (proposed is not None or field_id == TOKENS):
            says = _("Training reads %(value)s, from these answers, until you say otherwise.")
            if field_id != TOKENS:
                says = _("%(label)s: %(value)s, from these answers, until you say otherwise.")
            said = {"label": _(asked.label), "value": write.range(counted.value, counted.unit)}
            yield _compute(says % said)
        elif proposed is not None and results.answers.state(field_id) is AnswerState.KNOWN:
            said_there = results.answers.range(field_id)
            if said_there and math.isclose(said_there.likely, proposed.value.likely):
                continue
            value = write.quantity(proposed.value.likely, proposed.unit, compact=True)
            yield _compute(_said_there(workspace, field_id, _("from these answers it would be %s") % value))


def _said_there(workspace: Workspace, field_id: str, otherwise: str) -> str:
    """Say that an answer under Compute counts, and what would; not which answer, to whoever does not see that page."""
    asked = workspace.catalogue.fields[field_id]
    if not workspace.grant.opens("compute"):
        return _("%(label)s: Compute has an answer of its own, and that counts; %(otherwise)s.") % {
            "label": _(asked.label),
            "otherwise": otherwise,
        }
    said = say_answer(workspace.readable_answers[field_id], asked, workspace.formatter)
    words = _("%(label)s: you say %(said)s, and that counts; %(otherwise)s.")
    return words % {"label": _(asked.label), "said": said, "otherwise": otherwise}


def _storage(workspace: Workspace) -> Iterator[Flow]:
    """Yield how much is kept, and whether that is what computing counts."""
    results = results_of(workspace)
    figure = results.figures.get("data.storage")
    if figure is None:
        return
    if results.answers.state(STORAGE) is AnswerState.KNOWN:
        size = workspace.formatter.quantity(figure.value.likely, figure.unit, compact=True)
        yield _compute(_said_there(workspace, STORAGE, _("the text alone takes %s") % size))
    elif STORAGE in results.compute.assumed:
        yield _compute(_(figure.label), figure)
    elif STORAGE in visible_fields(workspace.catalogue, workspace.answers):
        yield _compute(_("Not counted until you say how many months it is kept: storage for the text"), figure)
    else:
        yield _compute(_("Not counted, as no model is taught: storage for the text"), figure)


def _two_prices(workspace: Workspace) -> str:
    """Say which of two prices of a label the budget counts, and what the other one would come to; "" where one is."""
    results, write = results_of(workspace), workspace.formatter
    quoted, beyond = results.answers.range("data.label_price"), results.plans.figures.get(LABELS_BEYOND)
    if quoted is None or beyond is None or not workspace.may_show(beyond):
        return ""
    words = _(
        "The budget counts the quoted %(price)s per label. By minutes and rate it is %(work)s: %(sum)s more for all."
    )
    if beyond.value.likely < 0:
        words = _(
            "The budget counts the quoted %(price)s per label. By minutes and rate it is %(work)s: %(sum)s less for "
            "all."
        )
    work = results.plans.figures[LABEL_WORK].value
    return words % {
        "price": write.money(quoted.likely),
        "work": write.money(work.likely),
        "sum": write.money_compact(abs(beyond.value.likely)),
    }


def _to_team(workspace: Workspace, section: str) -> Iterator[Flow]:
    """Yield what a plan asks of the team, and whether a team of one's own does it: its shares count as they are.

    Args:
        workspace: The scenario.
        section: How the ids of the plan's fields begin.
    """
    plan = results_of(workspace).team.plan
    lacking = {suggestion.id for suggestion in suggestions_of(plan, workspace.formatter)}
    for due in plan.changes:
        if due.declined or section not in due.change.when:
            continue
        says = [_(due.reason)]
        if plan.people and not plan.assumed and workspace.grant.opens("team"):
            too_small = due.change.id in lacking
            says.append(_("Your own shares count: they are smaller.") if too_small else _("Your own shares cover it."))
        yield Flow(place=_("Team"), url_name="teams:team", says=" ".join(says))


def _to_test(workspace: Workspace) -> Iterator[Flow]:
    """Yield how many labelled cases the test takes, and how many it needs."""
    results = results_of(workspace)
    labelled, share = results.answers.range("data.label_count"), results.answers.value("data.test_share")
    if labelled is None or share is None:
        return
    kept = workspace.formatter.number(labelled.likely * share / 100)
    place, url_name = _("Evaluation plan"), "decisions:evaluation"
    says = _("%(cases)s of the labelled cases are kept for the test.") % {"cases": kept}
    yield Flow(place=place, url_name=url_name, says=says)
    needed = results.plans.figures.get(CASES_NEEDED)
    if needed is not None:
        yield Flow(place=place, url_name=url_name, says=_(needed.label), figure=needed)


def _judges(workspace: Workspace) -> Iterator[Flow]:
    """Yield why the test costs no judges, and what the right answers of a sample after launch come to."""
    results = results_of(workspace)
    if RATE in visible_fields(workspace.catalogue, workspace.answers):
        if results.answers.state(RATE) is not AnswerState.KNOWN:
            yield _value(_("Not counted until you say what an hour of a judge costs: judging the test."))
        return
    if results.answers.state("evaluation.measures") is AnswerState.KNOWN:
        yield _value(_("No judges are paid: a program compares each result with its right answer."))
    sample = results.figures.get(SAMPLE_LABELS)
    if sample is not None and workspace.may_show(sample):
        whose = _("Work of the people who care for it, and not added to what they cost: right answers for the sample")
        yield _value(whose, sample)
