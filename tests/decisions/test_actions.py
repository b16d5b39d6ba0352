"""One list of what is to be done: nothing twice, addressed to people, the sponsor first, with sum and date."""

from datetime import date

import pytest

from decisions.actions import actions_of, asks_of
from decisions.content import get_rulebook
from decisions.domain.actions import ActionKind, Addressee
from decisions.headline import headline_of
from decisions.models import ActionMark
from decisions.recording import record_decision
from decisions.verdicts import verdict_of
from decisions.wording import say_verdict
from projects.access import Workspace
from projects.models import Project
from reports.compose import compose_report
from scoping.content import get_second_look
from tests.decisions.pages import first_page, told, url, words_of
from tests.decisions.test_sample_verdicts import WANTED
from tests.decisions.test_verdict_pages import exactly, rate_all, sound, store

pytestmark = pytest.mark.once

UNKNOWN = {"state": "unknown", "owner": "Lena Marsh, privacy officer", "find_out_by": date(2026, 12, 11)}


def workspace_of(project, **more):
    return Workspace(project, project.scenarios.get(slug="base"), **more)


def actions(project, **more):
    return {action.key: action for action in actions_of(workspace_of(project, **more))}


def asks(project, **more):
    workspace = workspace_of(project, **more)
    return asks_of(workspace, actions_of(workspace))


# ---------------------------------------------------------------- nothing twice


@pytest.mark.parametrize("name", WANTED)
def test_every_reason_is_in_exactly_one_action(example, name):
    """The score alone is none: it goes up by the statements, which are actions of their own."""
    workspace = workspace_of(example(name))
    wanted = [reason.text for reason in say_verdict(workspace).reasons if not reason.text.startswith("Readiness ")]
    said = [text for action in actions_of(workspace) for text in (action.why, *action.also)]
    assert [text for text in wanted if sum(sentence.startswith(text) for sentence in said) != 1] == []


@pytest.mark.parametrize("name", WANTED)
def test_nothing_is_said_twice(example, name):
    found = actions_of(workspace_of(example(name)))
    assert len({action.key for action in found}) == len(found)
    assert len({action.what for action in found}) == len(found)


def test_pilot_that_is_planned_already_is_not_asked_for(example):
    said = [action.what for action in actions_of(workspace_of(example("hospital")))]
    assert "Let the pilot that is planned count what moves the net value most." in said
    assert not [what for what in said if what.startswith("Run a pilot")]


def test_small_first_version_is_asked_for_once(example):
    found = {action.key: action for action in actions_of(workspace_of(example("consortium")))}
    said = [action.what for action in found.values() if action.what.startswith("Cut to one team")]
    assert said == ["Cut to one team, one type of case and twelve weeks. Write down what comes later."]


@pytest.mark.parametrize("name", WANTED)
def test_nobody_is_asked_twice_and_the_sponsor_comes_first(example, name):
    found = asks(example(name))
    assert [ask.is_sponsor for ask in found] == [True, *(False for _ in found[1:])]
    assert len({ask.person for ask in found}) == len(found)


def test_statement_its_open_question_and_its_finding_are_one_action(project):
    """Rating 28 unknown, the assessment unknown, and a finding that there is none: one person, one day, one action."""
    rate_all(project)
    store(project, readiness__28=UNKNOWN, risk__assessed=UNKNOWN, risk__touches=["rights"])
    found = actions(project)
    action = found["assessment"]
    assert action.person == Addressee(name="Lena Marsh", role="privacy officer")
    assert action.due == date(2026, 12, 11)
    assert not {"readiness.28", "risk.assessed", "check.rights_without_assessment"} & set(found)


@pytest.mark.parametrize(
    ("rating", "what"), [(0, "Use a checklist or an expert"), (UNKNOWN, "Count the cases of one month")]
)
def test_what_is_not_known_is_found_out_before_anything_is_given_up(project, rating, what):
    """A project is not told to use a checklist because nobody has counted its cases yet."""
    rate_all(project)
    store(project, readiness__06=rating)
    assert next(said for said in actions(project).values() if "often enough" in said.why).what.startswith(what)
    assert any(what in str(section.blocks) for section in compose_report(workspace_of(project)).sections)


def test_open_question_of_somebody_else_stays_an_action_of_its_own(project):
    rate_all(project)
    store(project, readiness__28=UNKNOWN, risk__assessed=UNKNOWN | {"owner": "Sam"}, risk__touches=["rights"])
    found = actions(project)
    names = {found["assessment"].person.name, found["risk.assessed"].person.name}
    assert names == {"Lena Marsh", "Sam"}


def test_role_is_taken_over_from_where_it_is_written(project):
    store(
        project,
        people__sponsor={"name": "Dana Whitfield", "role": "Head of claims"},
        why__volume=UNKNOWN | {"owner": "Dana Whitfield"},
    )
    assert actions(project)["volume"].person.role == "Head of claims"


def test_delivery_keeps_its_key_when_its_date_moves(project):
    row = {"what": "Access to the archive", "owner": "T. Okafor, IT", "due": "2027-01-18", "status": "promised"}
    store(project, plan__dependencies=[row, {"what": "Done already", "status": "done"}])
    (before,) = actions(project)
    store(project, plan__dependencies=[row | {"due": "2027-02-01", "what": "access to the ARCHIVE"}])
    after = actions(project)
    assert list(after) == [before]
    assert after[before].due == date(2027, 2, 1)
    assert after[before].kind is ActionKind.DELIVERY


# ---------------------------------------------------------------- the sum, the day, the effect


def test_sponsor_is_asked_for_a_sum_until_a_day(project):
    """Go: rated with evidence, a benefit far above the cost, the budget agreed."""
    sound(project, saving=40.0)
    store(project, team__schedule_slip=exactly(0), plan__start="2027-01-11")
    store(project, people__sponsor={"name": "Dana Whitfield", "role": "Head of claims"})
    workspace = workspace_of(project)
    assert say_verdict(workspace).outcome.id == "go"
    release = actions(project)["release"]
    # Six months from 11 January, in days of a mean month: 183.
    assert release.what.startswith("Release $")
    assert release.what.endswith(" until 11 July 2027.")
    assert release.why.startswith("Keep $")
    assert release.due == date(2027, 1, 11)
    assert release.person.name == "Dana Whitfield"


def test_sum_is_that_of_the_whole_budget_with_contingency(project):
    sound(project, saving=40.0)
    without = actions(project)["release"].what
    store(project, value__contingency_share=exactly(20))
    within = actions(project)["release"].what
    sums = [int(what.split("$")[1].split()[0].replace(",", "")) for what in (without, within)]
    assert sums[1] == pytest.approx(1.2 * sums[0], rel=0.01)
    assert "Contingency is not counted yet." not in actions(project)["release"].why


@pytest.mark.parametrize(
    ("rule", "ends"),
    [("", "for the pilot, and agree a stop rule."), ("Below 55 we stop.", "for the pilot.")],
)
def test_stop_rule_is_asked_for_where_there_is_none(project, rule, ends):
    sound(project)
    store(project, solution__error_harm=3, solution__approval="all", success__stop_rule=rule or UNKNOWN)
    assert say_verdict(workspace_of(project)).outcome.id == "pilot"
    assert actions(project)["release"].what.endswith(ends)


def test_fix_first_releases_nothing_and_says_when_to_decide_again(project):
    sound(project)
    store(project, readiness__28=UNKNOWN)
    release = actions(project)["release"]
    assert release.what == "Agree owners and dates. No money yet."
    assert release.why == "Decide again on 11 December 2026."


def test_day_of_the_decision_follows_an_action_that_was_moved(owner, project):
    sound(project)
    store(project, readiness__28=UNKNOWN)
    ActionMark.objects.create(project=project, key="assessment", due=date(2027, 1, 22))
    assert actions(project)["release"].why == "Decide again on 22 January 2027."
    for page in ("reports:overview", "decisions:decision", "decisions:actions"):
        said = words_of(owner.get(url(page, project)))
        assert "Decide again on 22 January 2027." in said
        assert "11 December" not in said


HOLDER = Addressee(role="Whoever holds the budget, through Dana Whitfield")


@pytest.mark.parametrize(("power", "person"), [
    ("both", Addressee(name="Dana Whitfield", role="Head of claims")), ("stop", HOLDER), ("advise", HOLDER),
])  # fmt: skip
def test_money_is_asked_of_whoever_may_give_it(project, power, person):
    sound(project, saving=40.0)
    store(project, people__sponsor={"name": "Dana Whitfield", "role": "Head of claims"}, people__sponsor_power=power)
    release = actions(project)["release"]
    assert release.what.startswith("Release $")
    assert release.person == person
    assert asks(project)[0].person == person


def test_stop_asks_nobody_for_money(project):
    sound(project, saving=40.0)
    store(
        project, plan__budget_ceiling=1_000, plan__budget_agreed=900, people__sponsor={"name": "Dana", "role": "Head"}
    )
    found = asks(project)
    assert [ask.person.name for ask in found] == ["Dana", ""]
    said = " ".join(line.what for ask in found for line in ask.lines)
    assert said.startswith("Stop it, or choose another slice. No money. Bring the likely cost below $1k, from")
    assert "Agree" not in said


def test_without_a_sponsor_the_ask_says_that_nobody_is_named(project):
    sound(project, saving=40.0)
    assert asks(project)[0].title == "Sponsor, not named yet"


def test_effect_names_every_light_that_an_action_moves(example):
    found = {action.key: action for action in actions_of(workspace_of(example("credit")))}
    assert found["approval"].effect == (
        "Readiness: one of 2 reasons for Stop or rethink; Risk and duty: one of 4 reasons for Stop or rethink"
    )


def test_number_without_any_default_replaces_no_guess(example):
    found = {action.key: action for action in actions_of(workspace_of(example("consortium")))}
    assert found["value.wrong_cost"].effect == "Fills a gap"
    assert found["people.hours_free"].effect == "Fills a gap"
    assert found["training.hours_between_failures"].effect == "Replaces a guess"


def test_effect_names_the_light_and_what_it_says_then(project):
    sound(project)
    store(project, readiness__28=UNKNOWN)
    action = actions(project)["assessment"]
    assert action.effect == "Readiness: no longer Fix first"
    assert action.decides


def test_one_of_two_reasons_alone_changes_nothing(project):
    sound(project)
    store(project, readiness__28=UNKNOWN, readiness__03=0)
    assert actions(project)["assessment"].effect == "Readiness: one of 2 reasons for Fix first"


def test_where_something_ends_it_nobody_is_asked_for_the_rest(example):
    project = example("credit")
    lines = [line for ask in asks(project) for line in ask.lines]
    assert lines[0].what == "Stop it, or choose another slice. No money."
    assert all(line.decides for line in lines)


# ---------------------------------------------------------------- nothing known


def test_empty_project_has_nothing_to_do(project):
    assert actions(project) == {}
    assert asks(project) == ()


def test_everything_not_relevant_gives_no_action_and_no_verdict(project):
    items = {item_id: {"state": "not_relevant"} for item_id in (f"readiness__{n:02}" for n in range(1, 31))}
    store(project, **items)
    assert verdict_of(workspace_of(project)).outcome is None
    assert actions(project) == {}


# ---------------------------------------------------------------- behind a link that hides pay


@pytest.mark.parametrize("name", ["claims", "hospital", "retailer"])
def test_no_sum_is_said_where_pay_is_hidden(example, name):
    found = actions(example(name), hide_pay=True)
    assert "budget" not in found
    assert "until" not in found["release"].what
    assert not any(sign in found["release"].what + found["release"].why for sign in "$£€")


# ---------------------------------------------------------------- the data file


def test_matters_name_findings_that_there_are():
    known = {check.id for check in get_second_look().checks}
    named = {name for matter in get_rulebook().matters for name in matter.about if name.startswith("check.")}
    assert named - known == set()


# ---------------------------------------------------------------- the same objects everywhere


@pytest.mark.parametrize("name", ["claims", "retailer", "bank"])
def test_sum_and_asks_are_the_same_on_every_page(owner, example, name):
    """Decision page, overview, report and page 1 of the PDF say the same sum and the same first asks."""
    project = example(name)
    (first, *_others) = asks(project)
    pages = [owner.get(url(page, project)) for page in ("decisions:decision", "reports:overview", "reports:report")]
    texts = [*map(words_of, pages), first_page(owner.get(url("reports:report_pdf", project)).content)]
    assert [text for text in texts if first.lines[0].what[:50] not in text] == []
    assert all(first.person.name in text for text in (texts[0], *texts[2:]))


def test_page_one_asks_at_most_five_people_and_the_sponsor_first(example):
    decision = compose_report(workspace_of(example("consortium"))).decision
    assert len(decision.asks) == 5
    assert decision.asks[0].who.startswith("Prof. Wiebke Janssen")
    assert len({ask.who for ask in decision.asks}) == 5


def test_chance_to_keep_the_budget_is_the_same_everywhere(owner, project):
    """By hand: 60,000 for sure, so an agreed 59,999 is never enough and 60,000 always is."""
    pay = {"contract": "employed", "share_pct": exactly(100), "salary_per_year": exactly(120_000)}
    store(
        project, team__roles=[{"role": "data_engineer", **pay}], team__loaded_factor=exactly(1),
        team__schedule_slip=exactly(0), team__duration_months=exactly(6),
    )  # fmt: skip
    for agreed, chance, said in ((59_999, 0.0, "1 in 100"), (60_000, 1.0, "99 in 100")):
        store(project, plan__budget_agreed=agreed)
        assert headline_of(workspace_of(project)).chance_inside == chance
        page = words_of(owner.get(url("decisions:decision", project)))
        assert page.count(f"Inside the agreed $60k {said}") == 2  # title block and the page itself
        inside = compose_report(workspace_of(project)).decision.inside
        assert inside.startswith(f"It stays inside the agreed $60k in {said.split()[0]} out of 100 cases")


def test_report_lists_every_action_and_the_recorded_decision(owner, project):
    store(project, readiness__28=UNKNOWN)
    assert "Lena Marsh, privacy officer" in words_of(owner.get(url("reports:report", project)))
    record_decision(Workspace(Project.objects.get(pk=project.pk), project.scenarios.get(slug="base")), told(project))
    decision = compose_report(workspace_of(project)).decision
    assert decision.recorded == "Decided on 16 November 2026 by Dana Whitfield: Pilot."
    store(project, problem__statement="Something else")
    assert compose_report(workspace_of(project)).decision.recorded.endswith("Answers have changed since.")


def test_sum_that_is_asked_for_does_not_hold_a_verdict_of_go(example):
    release = actions(example("retailer"))["release"]
    assert release.decides
    assert not release.holds


# ---------------------------------------------------------------- names where they are known


def test_role_of_the_team_is_who_has_it_in_the_plan(example):
    found = actions(example("hospital"))
    assert (found["readiness.14"].person.name, found["readiness.14"].helped_by) == ("Yves Monnier", "and Anne Roulin")
    # Nobody is found yet as data analyst; the domain expert is.
    assert (found["readiness.17"].person, found["readiness.17"].helped_by) == (
        Addressee(role="Data analyst"),
        "and Dr Sandro Keller",
    )


def test_fallback_is_kept_by_whoever_owns_it_after_launch(example):
    assert actions(example("claims"))["fallback"].person.name == "Priya Nair"
