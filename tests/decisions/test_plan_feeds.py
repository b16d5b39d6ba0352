"""What sections feed: an answer given on its page moves tokens, shares, budget, duties, and the money on page 1."""

import pytest
from django.urls import reverse

from decisions.checklist import ChecklistPage
from decisions.results import results_of
from projects.access import Workspace
from tests.decisions.pages import url, words_of
from tests.decisions.test_plan_pages import sayer
from tests.estimates.test_by_hand import SCENARIOS
from tests.pageforms import as_data, read_forms

# The example moves by what a test says alone.
pytestmark = [pytest.mark.usefixtures("nothing_planned"), pytest.mark.once]

FINE_TUNE = {
    "compute.approach": "fine_tune", "compute.parameters": 8e9, "compute.finetune_method": "lora",
    "compute.accelerator": "A100-SXM-80GB", "compute.accelerator_count": 4,
}  # fmt: skip


def answer(owner, project, field_id, *said):
    """Answer a field as its page does: through the form that the page has, as text."""
    address, prefix = reverse("projects:answer", args=[project.pk, "base", field_id]), field_id.replace(".", "-")
    form = next(form for form in read_forms(owner.get(address).content.decode()) if form.answers)
    sent = [pair for pair in form.sent if pair[0] != f"{prefix}-value"]
    reply = owner.post(address, as_data([*sent, *((f"{prefix}-value", text) for text in said)]))
    assert 'data-result="saved"' in reply.content.decode()
    project.refresh_from_db()


def answer_row(owner, project, field_id, cells):
    """Answer a table with one row as its page does: a cell for each column."""
    address, prefix = reverse("projects:answer", args=[project.pk, "base", field_id]), field_id.replace(".", "-")
    form = next(form for form in read_forms(owner.get(address).content.decode()) if form.answers)
    sent = [pair for pair in form.sent if not pair[0].startswith(f"{prefix}-value")]
    reply = owner.post(
        address, as_data([*sent, *((f"{prefix}-value-0-{column}", said) for column, said in cells.items())])
    )
    assert 'data-result="saved"' in reply.content.decode()
    project.refresh_from_db()


@pytest.fixture
def give(owner, sample):
    return lambda field_id, *said: answer(owner, sample, field_id, *said)


@pytest.fixture
def say(sample):
    return sayer(sample.scenarios.get(slug="base"))


@pytest.fixture
def found(sample):
    """Return a function that gives the results as they are now."""

    def results():
        sample.refresh_from_db()
        return results_of(Workspace(sample, sample.scenarios.get(slug="base")))

    return results


def cost_on_page_1(owner, project):
    return words_of(owner.get(url("reports:report", project))).partition("Cost to launch")[2][:60]


TRAINED = {key: value for key, value in SCENARIOS["train"].items() if key != "compute.training_tokens"}
LABELS = {"data.labels": "none", "data.label_count": 5000, "data.label_minutes": 6, "data.label_rate": 60}
JUDGED = {"evaluation.measures": ["people"], "evaluation.judge_rate": 80}
MONEY = [
    # what it feeds, what is answered before, the field, less, more
    ("tokens of training", TRAINED, "data.raw_size", "9 billion", "900 billion"),
    ("cases of training", FINE_TUNE, "data.label_count", "500", "90000"),
    ("labelling", LABELS, "data.label_price", "1", "40"),
    ("judges of the test", JUDGED, "evaluation.judges", "1", "9"),
    ("size of the test", JUDGED, "evaluation.test_cases", "100", "5000"),
    ("tries as full runs", FINE_TUNE | {"compute.training_tokens": 2e9}, "training.trials", "2", "200"),
    ("rounds of the prompt", {"compute.approach": "api", "training.prompt_cases": 100_000}, "training.prompt_rounds",
     "2", "2000"),
    ("cases of the pilot", {"compute.approach": "api", "evaluation.pilot": "lot_case"}, "evaluation.pilot_cases",
     "1000", "9000000"),
    ("text of one answer", FINE_TUNE, "approach.context", "line", "long"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "field_id", "less", "more"), [row[1:] for row in MONEY], ids=[row[0] for row in MONEY]
)
def test_answer_on_its_page_moves_the_money_on_page_1(owner, sample, say, give, before, field_id, less, more):
    say(before)
    costs = []
    for said in (less, more):
        give(field_id, said)
        costs.append(cost_on_page_1(owner, sample))
    assert costs[0] != costs[1]


@pytest.mark.parametrize(("before", "field_id", "less", "more"), [
    ({"data.removal": "source", "data.removal_hours": {"low": 2, "likely": 2, "high": 2}}, "data.removal_requests",
     "5", "5000"),
    (JUDGED | {"evaluation.monitor": [{"signal": "sample"}]}, "evaluation.review_minutes", "1", "90"),
])  # fmt: skip
def test_answer_on_its_page_moves_the_running_cost_on_page_1(owner, sample, say, give, before, field_id, less, more):
    say(before)
    costs = []
    for said in (less, more):
        give(field_id, said)
        page = words_of(owner.get(url("reports:report", sample)))
        costs.append(page.partition("Running cost per year")[2][:60])
    assert costs[0] != costs[1]


SOURCE = {"source": "Papers", "unit": "documents", "right": "written"}


def test_source_moves_the_tokens_of_training_and_the_money_on_page_1(owner, sample, say, found):
    say(TRAINED)
    tokens, costs = [], []
    for count in ("1 million", "90 million"):
        answer_row(owner, sample, "data.inventory", SOURCE | {"count": count, "tokens_each": "900"})
        tokens.append(found().compute.assumed["compute.training_tokens"].value.likely)
        costs.append(cost_on_page_1(owner, sample))
    assert tokens[1] == pytest.approx(90 * tokens[0])
    assert costs[0] != costs[1]


def test_licence_of_a_source_is_in_the_money_on_page_1(owner, sample):
    costs = []
    for price in ("1000", "90000"):
        answer_row(owner, sample, "data.inventory", SOURCE | {"cost": price})
        costs.append(cost_on_page_1(owner, sample))
    assert costs[0] != costs[1]


def test_raw_web_pages_cost_preparation_on_page_1(owner, sample, say, found):
    say(TRAINED | {"compute.training_tokens": 2e12})
    before = cost_on_page_1(owner, sample)
    answer(owner, sample, "data.outside", "common_crawl")
    assert found().compute.assumed["compute.preparation_share"].value.likely == 15
    assert cost_on_page_1(owner, sample) != before


def test_text_that_is_kept_is_stored_in_the_running_cost_on_page_1(owner, sample, say):
    say(TRAINED | {"compute.training_tokens": 2e9, "data.retention_months": 24})
    costs = []
    for tokens in ("1 billion", "9 trillion"):
        answer(owner, sample, "data.raw_size", tokens)
        page = words_of(owner.get(url("reports:report", sample)))
        costs.append(page.partition("Running cost per year")[2][:60])
    assert costs[0] != costs[1]


def test_place_moves_the_carbon_and_the_line_of_the_run_sheet_in_the_report(owner, sample, say, found):
    say(SCENARIOS["train"] | {"solution.off_table": ["nothing"], "plan.budget_ceiling": 5e6})
    carbon = []
    for place in ("Poland", "Norway"):
        answer(owner, sample, "compute.region", place)
        carbon.append(found().figures["compute.carbon"].value.likely)
        assert f"in {place}: compare one region with a cleaner grid" in words_of(
            owner.get(url("reports:report", sample))
        )
    assert carbon[0] / carbon[1] == pytest.approx(0.6619 / 0.0301, rel=0.01)  # kg CO2e a kWh of the two grids


def test_right_to_a_source_that_is_open_is_a_risk_with_its_owner(owner, sample):
    told = []
    for right in ("written", "unclear"):
        answer_row(owner, sample, "data.inventory", SOURCE | {"right": right, "owner": "Ada Byron"})
        risks = words_of(owner.get(url("reports:report", sample))).partition("What may happen")[2].partition("## ")[0]
        told.append("The right to use “Papers” is not given" in risks and "Ada Byron" in risks)
    assert told == [False, True]


@pytest.mark.parametrize(("field_id", "quiet", "loud", "role"), [
    ("data.shape", "4", "1", "data_engineer"),
    ("data.sample_checked", "full", "nobody", "data_manager"),
    ("data.redaction", "patterns", "recogniser", "data_scientist"),
])  # fmt: skip
def test_answer_about_data_moves_the_share_of_a_role(owner, sample, say, give, found, field_id, quiet, loud, role):
    # A table without shares takes the usual ones, which the answers raise.
    say({"team.roles": [{"role": role_id} for role_id in ("data_engineer", "data_manager", "data_scientist")]})
    shares, costs = [], []
    for said in (quiet, loud):
        give(field_id, said)
        people = found().team.plan.people
        shares.append(next(person.share_pct.value.likely for person in people if person.role.id == role))
        costs.append(cost_on_page_1(owner, sample))
    assert shares[0] < shares[1]
    assert costs[0] != costs[1]


@pytest.mark.parametrize(("before", "field_id", "quiet", "loud", "role"), [
    ({}, "data.labels", "all", "none", "annotator"),
    ({}, "data.agreement", "always", "rarely", "domain_expert"),
    ({"compute.approach": "api"}, "training.prompt_hours", "0", "3 to 6", "domain_expert"),
])  # fmt: skip
def test_answer_brings_somebody_into_the_proposed_team(project, owner, base, before, field_id, quiet, loud, role):
    """The worked example has a team of its own, so an empty project is asked."""
    put = sayer(base)
    put(before)
    there = []
    for said in (quiet, loud):
        answer(owner, project, field_id, said)
        people = results_of(Workspace(project, base)).team.plan.people
        there.append(role in {person.role.id for person in people})
    assert there == [False, True]


@pytest.mark.parametrize(("statement", "field_id", "weak", "strong"), [
    ("12", "data.permission", ["no"], ["written"]),
    ("12", "data.basis", ["unclear"], ["contract"]),
    ("14", "data.shape", ["0"], ["4"]),
    ("15", "data.sample_checked", ["nobody"], ["full"]),
    ("16", "data.labels", ["none"], ["all"]),
    ("17", "data.bias", ["nothing"], []),
    ("17", "data.thin_groups", ["not_counted"], ["counted_none"]),
])  # fmt: skip
def test_answer_about_data_is_proposed_to_its_statement_of_readiness(
    owner, project, base, statement, field_id, weak, strong
):  # fmt: skip
    ratings = []
    for said in (weak, strong):
        answer(owner, project, field_id, *said)
        rows = {row.item.id: row for row in ChecklistPage(Workspace(project, base)).rows}
        proposal = rows[f"readiness.{statement}"].proposal
        ratings.append(proposal.rating if proposal else None)
    assert ratings[0] != ratings[1]


@pytest.mark.parametrize(("statement", "field_id", "weak", "strong"), [
    ("11", "data.sources", {"source": "Mail"}, {"source": "Mail", "access": "have"}),
    ("12", "data.inventory", {"source": "Mail", "right": "no"}, {"source": "Mail"}),
    ("13", "data.sources", {"source": "Mail", "access": "asked"}, {"source": "Mail", "access": "have"}),
    ("15", "data.inventory", {"source": "Mail", "quality": "unseen"}, {"source": "Mail"}),
])  # fmt: skip
def test_source_is_proposed_to_its_statement_of_readiness(owner, project, base, statement, field_id, weak, strong):
    ratings = []
    for cells in (weak, strong):
        answer_row(owner, project, field_id, cells)
        found = {row.item.id: row for row in ChecklistPage(Workspace(project, base)).rows}
        proposal = found[f"readiness.{statement}"].proposal
        ratings.append(proposal.rating if proposal else None)
    assert ratings[0] != ratings[1]


# 1.96² × 0.7 × 0.3 / 0.1² = 80.7: 81 cases in each of two.
GROUPS = {"evaluation.groups": ["language", "rare"], "evaluation.group_gap": 10, "evaluation.target": 70}


@pytest.mark.parametrize(("before", "field_id", "calm", "risky", "check"), [
    ({"solution.error_harm": 3}, "evaluation.pilot", "steps", "none", "check.no_pilot_with_harm"),
    ({"risk.touches": ["personal"]}, "data.removal", "source", "cannot", "check.removal_impossible"),
    (GROUPS, "evaluation.test_cases", "162", "161", "check.groups_without_cases"),
])  # fmt: skip
def test_answer_is_a_finding_and_an_action(owner, project, base, before, field_id, calm, risky, check):
    sayer(base)(before)
    there = []
    for said in (calm, risky):
        answer(owner, project, field_id, said)
        actions = owner.get(url("decisions:actions", project)).context["actions"]
        there.append(check in {action.key for action in actions})
    assert there == [False, True]


def test_class_of_the_law_brings_its_duties_as_actions(owner, project, base):
    sayer(base)(
        {"data.law_where": "eu", "data.law_role": "provider", "data.law_banned": ["none"], "data.law_faces": ["none"]}
    )
    keys = []
    for said in ("none", "employment"):
        answer(owner, project, "data.law_area", said)
        actions = owner.get(url("decisions:actions", project)).context["actions"]
        keys.append({action.key for action in actions if action.key.startswith("duty.")})
    assert len(keys[0]) < len(keys[1])
