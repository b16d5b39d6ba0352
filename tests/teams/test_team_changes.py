"""What the answers change in the proposed team: with a reason, and not where somebody declined."""

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.draws import Draws
from projects.domain.expressions import Facts
from projects.domain.reader import Reader
from teams.domain.changes import due_changes, load_changes
from teams.domain.cost import estimate_team
from teams.domain.reading import PlanBasis, proposed_rows, usual_share, written_out
from teams.reference import get_changes, get_roles

DRAWS = Draws(7, 200)


def answers_of(values):
    return Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
    )


def due(**values):
    answers = answers_of({name.replace("__", "."): value for name, value in values.items()})
    return due_changes(get_changes(), Facts(answers=answers), Reader(answers, get_catalogue().fields, Draws(7)))


def ids(changes):
    return [change.change.id for change in changes if not change.declined]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"data__shape": 4, "data__labels": "all", "solution__approval": "sample"}, []),
        ({"data__shape": 2}, ["poor_data"]),
        ({"data__shape": 1}, ["poor_data", "scattered_data"]),
        ({"data__sample_checked": "nobody"}, ["poor_data"]),
        ({"readiness__15": 1}, ["poor_data"]),
        ({"data__labels": "none"}, ["no_labels"]),
        ({"data__labels": "none", "data__label_count": 600.0, "data__label_price": 2.0}, []),
        ({"solution__approval": "all"}, ["strict_review"]),
        ({"solution__error_harm": 3, "solution__error_noticed": "never"}, ["strict_review"]),
        ({"data__agreement": "rarely"}, ["no_agreement"]),
    ],
)
def test_answers_ask_for_what_they_mean(values, expected):
    assert ids(due(**values)) == expected


def test_every_change_says_why_and_from_where():
    assert all(change.reason and change.source.startswith("Plumbline's proposal") for change in get_changes())


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ({"data__shape": 2, "data__sample_checked": "full"}, "Expect weeks of cleaning: by your own answer"),
        ({"readiness__14": 1, "data__sample_checked": "full"}, "Expect weeks of joining: by your own rating"),
        ({"data__sample_checked": "nobody"}, "Expect weeks of cleaning: nobody has measured the data"),
        ({"data__redaction": "people"}, "Names have to be masked"),
        (
            {"data__redaction": "people", "data__redaction_misses": {"low": 0, "likely": 1, "high": 2}},
            "Names are masked",
        ),
        ({"data__preparation": [{"step": "join"}]}, "Tables must be joined before"),
        ({"data__preparation": [{"step": "read"}]}, "Scans or sound must be read out before"),
        ({"data__preparation": [{"step": "read"}, {"step": "join"}]}, "Scans or sound must be read out and tables"),
    ],
)
def test_change_says_why_by_the_answers_that_ask_for_it(values, begins):
    (change,) = due(**values)
    assert change.reason.startswith(begins)


def test_poor_data_raise_data_engineering_and_management():
    roles, changes = get_roles(), due(data__shape=2)
    shares = {role: usual_share(roles[role], changes) for role in ("data_engineer", "data_manager", "data_analyst")}
    assert (shares["data_engineer"].low, shares["data_engineer"].high) == (25, 35)
    assert (shares["data_manager"].low, shares["data_manager"].high) == (25, 35)
    assert shares["data_analyst"] == roles["data_analyst"].share_pct


def test_roles_that_are_needed_come_after_the_five():
    rows = proposed_rows(due(data__labels="none", solution__approval="all"))
    assert [row["role"] for row in rows][5:] == ["annotator", "reviewer"]


def test_declined_change_is_shown_and_does_not_count():
    changes = due(data__shape=2, team__declined_changes=["poor_data"])
    assert [(change.change.id, change.declined) for change in changes] == [("poor_data", True)]
    assert usual_share(get_roles()["data_engineer"], changes) == get_roles()["data_engineer"].share_pct


def test_proposal_with_changes_costs_the_same_written_out():
    changes = due(data__shape=1, data__labels="none")
    fields, roles = get_catalogue().fields, get_roles()
    assumed = estimate_team(Reader(answers_of({}), fields, DRAWS), PlanBasis(roles=roles, changes=changes))
    rows = written_out(proposed_rows(changes), roles, changes)
    written = estimate_team(
        Reader(answers_of({"team.roles": rows}), fields, DRAWS), PlanBasis(roles=roles, changes=changes)
    )
    assert written.total.value == assumed.total.value
    assert len(assumed.by_role) == 6


ROUNDS = {"compute__approach": "api", "training__prompt_hours": {"low": 3.0, "likely": 4.0, "high": 5.0}}


def expert_of(**values):
    return [row for row in proposed_rows(due(**values)) if row["role"] == "domain_expert"]


def test_rounds_of_a_prompt_are_read_by_a_domain_expert_for_their_hours():
    (expert,) = expert_of(**ROUNDS)
    # 10 rounds × 3, 4, 5 hours / (6 months × 2,080 / 12 hours)
    assert [round(100 * end) for end in expert["share_pct"].values()] == [288, 385, 481]
    (longer,) = expert_of(**ROUNDS, training__prompt_rounds=20.0)
    assert longer["share_pct"]["likely"] == pytest.approx(2 * expert["share_pct"]["likely"])


def test_hours_of_a_prompt_are_not_counted_twice():
    (expert,) = expert_of(**ROUNDS, data__agreement="rarely")
    assert "share_pct" not in expert  # comes with the usual share, which has room for them
    assert expert_of(**ROUNDS, team__declined_changes=["prompt_rounds"]) == []
    assert expert_of(**{**ROUNDS, "compute__approach": "fine_tune"}) == []


def test_hours_of_a_prompt_cost_what_they_come_to():
    changes, fields, roles = due(**ROUNDS), get_catalogue().fields, get_roles()
    plain, read = (
        estimate_team(Reader(answers_of({}), fields, DRAWS), PlanBasis(roles=roles, changes=some))
        for some in ((), changes)
    )
    expert = next(cost for cost in read.by_role if cost.person.role.id == "domain_expert")
    pay = roles["domain_expert"].salary_per_year.likely
    assert expert.likely == pytest.approx(40 / 2080 * pay * 1.3)  # 1.3: what an employee costs for each 1.00 of salary
    assert read.total.value.likely > plain.total.value.likely


def test_share_that_was_typed_is_left_alone():
    changes, fields, roles = due(data__shape=1), get_catalogue().fields, get_roles()
    rows = [{"role": "data_engineer", "share_pct": 20.0}, {"role": "data_manager"}]
    found = estimate_team(
        Reader(answers_of({"team.roles": rows}), fields, DRAWS), PlanBasis(roles=roles, changes=changes)
    )
    assert [cost.person.share_pct.value.likely for cost in found.by_role] == [20, 35]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('id = "magic"\nwhen = "answered(data.labels)"\nreason = "x"\nadd = ["annotator"]', "magic is no choice of"),
        ('id = "no_labels"\nwhen = "nonsense("\nreason = "x"\nadd = ["annotator"]', "cannot be read"),
        ('id = "no_labels"\nwhen = "answered(data.labels)"\nreason = "x"\nadd = ["witch"]', "witch is no role"),
        ('id = "no_labels"\nwhen = "answered(data.labels)"\nreason = "x"', "needs roles to add"),
        ('id = "no_labels"\nwhen = "answered(data.labels)"\nreason = "x"\nraise = ["annotator"]', "points_pct"),
    ],
)
def test_broken_change_is_refused_with_its_reason(tmp_path, change, message):
    path = tmp_path / "plan_changes.toml"
    path.write_text(f'format = 1\n[[change]]\n{change}\nsource = "ours"\nchecked_on = 2026-11-24\n', encoding="utf-8")
    with pytest.raises(BrokenDataFile, match=message):
        load_changes(path, get_catalogue(), get_roles())


def test_change_that_cannot_be_declined_is_refused(tmp_path):
    path = tmp_path / "plan_changes.toml"
    path.write_text(
        'format = 1\n[[change]]\nid = "no_labels"\nwhen = "answered(data.labels)"\nreason = "x"\n'
        'add = ["annotator"]\nsource = "ours"\nchecked_on = 2026-11-24\n',
        encoding="utf-8",
    )
    with pytest.raises(BrokenDataFile, match="which no change has"):
        load_changes(path, get_catalogue(), get_roles())
