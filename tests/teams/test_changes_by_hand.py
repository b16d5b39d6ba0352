"""What answers change in our proposal of a team, on changes made by hand: shares raised, roles added, hours counted."""

import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.datafiles import BrokenDataFile
from projects.domain.draws import Draws
from projects.domain.expressions import Facts
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from teams.domain.changes import DueChange, TeamChange, due_changes, load_changes, points_for, roles_added
from teams.domain.reading import proposed_rows, usual_share
from teams.reference import get_roles

FIELDS = get_catalogue().fields
ROUNDS, HOURS = "training.prompt_rounds", "training.prompt_hours"


def change(name="c", **changes):
    usual = {
        "label": name,
        "when": "data.shape <= 2",
        "reason": f"By {name}.",
        "source": "ours",
        "checked_on": "2026-11-28",
    }
    return TeamChange(id=name, **(usual | changes))


def due(name="c", *, declined=False, share=None, **changes):
    return DueChange(change=change(name, **changes), reason="", declined=declined, share=share)


def answers_of(**said):
    known = {name.replace("__", "."): value for name, value in said.items()}
    return Answers({name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in known.items()})


def found(*changes, **said):
    return due_changes(changes, Facts(answers=answers_of(**said)), Reader(answers_of(**said), FIELDS, Draws(7)))


# ---------------------------------------------------------------- shares that go up


def test_points_of_all_changes_that_name_a_role_are_added_up():
    changes = (due("a", raised=("x", "y"), points_pct=5), due("b", raised=("x",), points_pct=10))
    assert (points_for("x", changes), points_for("y", changes), points_for("z", changes)) == (15, 5, 0)


def test_declined_change_raises_nothing():
    assert points_for("x", (due(raised=("x",), points_pct=5, declined=True),)) == 0


def test_raised_share_stays_within_full_time():
    role = get_roles()["data_engineer"]
    low, high = role.share_pct.low, role.share_pct.high
    some, many = (usual_share(role, (due(raised=(role.id,), points_pct=points),)) for points in (5, 95))
    assert (some.low, some.high) == (low + 5, high + 5)
    assert many == Range.exactly(100)


# ---------------------------------------------------------------- roles that are added


def test_role_that_two_changes_add_stands_once_with_its_usual_share():
    changes = (due("a", added=("x",), share=Range.exactly(30)), due("b", added=("x", "y"), share=Range.exactly(40)))
    assert roles_added(changes) == {"x": None, "y": Range.exactly(40)}


def test_role_of_a_declined_change_is_not_added():
    changes = (due("a", added=("x",), declined=True), due("b", added=("y",)))
    assert roles_added(changes) == {"y": None}


def test_added_roles_stand_behind_the_five_and_one_of_the_five_is_never_doubled():
    rows = proposed_rows((due("a", added=("reviewer", "data_engineer"), share=Range.exactly(30)),))
    assert [row["role"] for row in rows].count("data_engineer") == 1
    assert rows[-1] == {"role": "reviewer", "contract": "employed", "share_pct": Range.exactly(30).to_json()}


# ---------------------------------------------------------------- hours that are counted


def share(**said):
    usual = {"data__shape": 1, "training__prompt_rounds": 10.0, "training__prompt_hours": 4.0,
             "team__duration_months": 6.0, "team__hours_per_year": 1200.0}  # fmt: skip
    known = {name: value for name, value in (usual | said).items() if value is not None}
    return found(change(added=("reviewer",), hours=(ROUNDS, HOURS)), **known)[0].share


def test_hours_are_a_share_of_one_person_over_the_project():
    # 10 rounds × 4 hours of 600
    assert share().likely == pytest.approx(100 * 40 / 600)


@pytest.mark.parametrize(
    ("said", "factor"),
    [
        ({"training__prompt_rounds": 20.0}, 2),
        ({"training__prompt_hours": 2.0}, 0.5),
        ({"team__duration_months": 12.0}, 0.5),
        ({"team__hours_per_year": 2400.0}, 0.5),
    ],
)
def test_each_number_moves_the_share_in_proportion(said, factor):
    assert share(**said).likely == pytest.approx(factor * share().likely)


def test_range_of_the_hours_is_the_range_of_the_share():
    found_ = share(training__prompt_hours={"low": 2.0, "likely": 4.0, "high": 6.0})
    assert (found_.low / found_.likely, found_.high / found_.likely) == pytest.approx((0.5, 1.5))


def test_hours_beyond_full_time_are_full_time():
    assert share(training__prompt_rounds=1e6) == Range.exactly(100)


def test_change_without_hours_comes_with_the_usual_share():
    assert found(change(added=("reviewer",)), data__shape=1)[0].share is None


# ---------------------------------------------------------------- which are due, and why


@pytest.mark.parametrize(("shape", "is_due"), [(1, True), (2, True), (3, False)])
def test_change_is_due_where_its_rule_holds(shape, is_due):
    assert bool(found(change(added=("reviewer",)), data__shape=shape)) is is_due


def test_first_case_that_holds_says_why_else_the_reason():
    told = change(added=("reviewer",), cases=(("data.shape == 1", "Case one."), ("data.shape <= 2", "Case two.")))
    assert [found(told, data__shape=shape)[0].reason for shape in (1, 2)] == ["Case one.", "Case two."]
    assert (
        found(change(added=("reviewer",), cases=(("data.shape == 1", "Case one."),)), data__shape=2)[0].reason
        == "By c."
    )


def test_declined_change_is_still_due_and_says_that_it_was_declined():
    both = found(change("a", added=("x",)), change("b", added=("y",)), data__shape=1, team__declined_changes=["b"])
    assert [(each.change.id, each.declined) for each in both] == [("a", False), ("b", True)]


# ---------------------------------------------------------------- the file

GOOD = (
    'id = "no_labels"\nwhen = "answered(data.labels)"\nreason = "x"\nadd = ["annotator"]\nsource = "ours"\n'
    "checked_on = 2026-11-24\n"
)


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("format = 1", "format = 2", 1, "format must be 1"),
        ('add = ["annotator"]', 'add = ["witch"]', 6, "witch is no role of the reference table"),
        ('add = ["annotator"]', 'raise = ["witch"]\npoints_pct = 5', 6, "witch is no role of the reference table"),
        ('reason = "x"', 'reason = ""', 5, "reason of no_labels is empty"),
        ('source = "ours"\n', "", 2, "no_labels has no source"),
        ("checked_on = 2026-11-24", 'checked_on = "now"', 8,
         "checked_on of no_labels must be a day such as 2026-11-16, not 'now'"),
        ('add = ["annotator"]', 'add = ["annotator"]\npoints_pct = 5', 3,
         "no_labels needs roles to add, or roles to raise and points_pct"),
        ('add = ["annotator"]', 'add = ["annotator"]\nhours = ["data.labels"]', 7,
         "data.labels is no number that anybody asks for"),
        ('add = ["annotator"]', 'add = ["annotator"]\nhours = ["data.nothing"]', 7,
         "data.nothing is no number that anybody asks for"),
        ('add = ["annotator"]', 'add = ["annotator"]\nwhy = "x"', 7, "no_labels has an unknown key why"),
        ('id = "no_labels"', 'id = "magic"', 3,
         "magic is no choice of team.declined_changes, so nobody could decline it"),
    ],
)  # fmt: skip
def test_broken_change_is_refused_with_its_line(tmp_path, before, after, line, reason):
    content = f"format = 1\n[[change]]\n{GOOD}"
    assert before in content
    path = tmp_path / "plan_changes.toml"
    path.write_text(content.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile) as caught:
        load_changes(path, get_catalogue(), get_roles())
    assert (caught.value.path.name, caught.value.line, caught.value.reason) == ("plan_changes.toml", line, reason)


def test_change_that_stands_twice_is_refused_at_the_second(tmp_path):
    path = tmp_path / "plan_changes.toml"
    path.write_text(f"format = 1\n[[change]]\n{GOOD}[[change]]\n{GOOD}", encoding="utf-8")
    with pytest.raises(BrokenDataFile, match="id no_labels occurs twice") as caught:
        load_changes(path, get_catalogue(), get_roles())
    assert caught.value.line == 10
