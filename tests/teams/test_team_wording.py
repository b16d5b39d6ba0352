import pytest

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.figures import Figure
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.formatting import Formatter
from teams.domain.forecast import Forecast
from teams.domain.hiring import TAKE_CONTRACTOR, Sentence, advise_hiring
from teams.domain.plan import PlanProblem
from teams.domain.reading import NO_RATE, PlanBasis, read_plan
from teams.reference import get_roles
from teams.wording import advice_row, say, say_break_even, say_chance, say_forecast, say_problem

WRITE = Formatter.for_reader("USD")


def test_sentence_is_filled_in_as_the_reader_writes_numbers():
    params = {"months": (2.0, ""), "saving": (41_000.4, "money"), "break_even": (4.44, "")}
    assert say(Sentence(text=TAKE_CONTRACTOR, params=params), WRITE) == (
        "Use a contractor: for 2 months that costs $41k less than hiring. Hiring pays off from 4.4 months."
    )


def test_typed_names_are_shown_as_they_are():
    sentence = Sentence(text="%(name)s", params={"name": ("100 % <b>%(x)s", "")})
    assert say(sentence, WRITE) == "100 % <b>%(x)s"


def test_problem_is_said_with_its_role():
    problem = PlanProblem(row=2, column="rate_per_hour", message=NO_RATE, params={"label": "Reviewer", "year": "2026"})
    assert say_problem(problem) == "Reviewer has no rate. We used the usual US range of the role, pay of 2026."


def test_break_even_is_said_in_three_ways():
    said = [say_break_even(it, WRITE) for it in (None, Range.exactly(0), Range(low=3, likely=4.5, high=7))]
    assert said == [
        "Hiring does not pay off here.", "Hiring pays off from the first month.",
        "Hiring pays off from 4.5 months, between 3 and 7.",
    ]  # fmt: skip


def test_advice_row_marks_the_best_way():
    row = {"role": "reviewer", "rate_per_hour": 1.0}
    answers = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.KNOWN, value=[row])})
    plan = read_plan(Reader(answers, get_catalogue().fields, Draws(7)), PlanBasis(roles=get_roles()))
    found = advice_row(advise_hiring(plan, Draws(7, 200))[0], WRITE)
    assert [(option.label, option.best) for option in found.options] == [
        ("Contractor", True), ("Part-time employee", False), ("Full-time employee", False)
    ]  # fmt: skip
    assert all(isinstance(option.figure, Figure) for option in found.options)
    assert (found.label, found.found, found.break_even) == ("Reviewer", False, "Hiring does not pay off here.")
    assert found.chance == "A contractor costs less in every case."


def test_break_even_that_may_never_come_says_so():
    assert say_break_even(Range(low=3, likely=10, high=120), WRITE) == (
        "Hiring pays off from 10 months: 3 at best, perhaps never."
    )


def test_chance_is_never_said_to_be_certain_where_it_is_not():
    assert [say_chance(share) for share in (0.0, 0.001, 0.5, 0.9999)] == [
        "An employee costs less in every case.",
        "A contractor costs less in 1 out of 100 cases.",
        "A contractor costs less in 50 out of 100 cases.",
        "A contractor costs less in 99 out of 100 cases.",
    ]


def forecast(**values):
    usual = {
        "cumulative": (Range.exactly(0),),
        "budget": 150_000.0,
        "chance_inside": 0.61,
        "expected_overrun": 21_000.0,
    }
    return Forecast(**usual | {"month_money_runs_out": Range(low=6.2, likely=6.9, high=8.1)} | values)


def test_forecast_is_said_in_cases_money_and_months():
    assert say_forecast(forecast(), WRITE) == [
        "It stays within the agreed $150k in 61 out of 100 cases.",
        "When it does not, the average shortfall is $21k.",
        "The money then runs out in month 7, in month 9 at the latest.",
    ]


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (Range(low=5.2, likely=6.9, high=8.1), "in month 7, between month 6 and month 9."),
        (Range(low=5.2, likely=6.4, high=6.9), "in month 7, in month 6 at the earliest."),
    ],
)
def test_month_in_which_the_money_runs_out_is_no_end_of_its_own_range(ends, words):
    assert say_forecast(forecast(month_money_runs_out=ends), WRITE)[2] == f"The money then runs out {words}"


def test_forecast_that_always_fits_is_not_called_certain():
    found = forecast(chance_inside=1.0, expected_overrun=0.0, month_money_runs_out=None)
    assert say_forecast(found, WRITE) == ["It stays within the agreed $150k in 99 out of 100 cases."]


def test_forecast_that_never_fits_is_said_as_page_1_says_it():
    found = forecast(chance_inside=0.0, month_money_runs_out=Range.exactly(2.5))
    assert say_forecast(found, WRITE)[0] == "It stays within the agreed $150k in 1 out of 100 cases."
    assert say_forecast(found, WRITE)[2] == "The money runs out in month 3."


def test_forecast_without_a_budget_has_nothing_to_say():
    assert say_forecast(forecast(budget=None, chance_inside=None), WRITE) == []
