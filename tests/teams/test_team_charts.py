import pytest

from charts.table import table
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from projects.formatting import Formatter
from teams.charts import forecast_chart, month_labels, presence_chart, role_cost_chart, spending_chart
from teams.domain.cost import estimate_team
from teams.domain.forecast import forecast_team
from teams.domain.reading import PlanBasis
from teams.reference import get_roles

WRITE = Formatter.for_reader("USD")
ROWS = [
    {"role": "data_engineer", "name": "Sam", "contract": "hired", "share_pct": 50.0, "rate_per_hour": 96.0},
    {"role": "data_analyst", "contract": "employed", "share_pct": 20.0, "salary_per_year": 60_000.0, "last_month": 1.0},
]


def estimate(rows=ROWS, **values):
    found = {"team.roles": rows, "team.duration_months": 2.0, "team.schedule_slip": 0.0, "team.loaded_factor": 1.3}
    found |= {name.replace("__", "."): value for name, value in values.items()}
    answers = Answers(
        {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in found.items()}
    )
    return estimate_team(Reader(answers, get_catalogue().fields, Draws(7, 200)), PlanBasis(roles=get_roles()))


def test_spending_is_stacked_by_month():
    chart = spending_chart(estimate(plan__start="2026-12-07"), WRITE)
    assert chart.title == "Spending peaks in December 2026 at $9.6k per month"
    assert table(chart).rows == (("Data engineer, Sam", "$8.3k", "$8.3k"), ("Data analyst", "$1.3k", "$0"))
    assert table(chart).foot == ("Together", "$9.6k", "$8.3k")
    assert chart.source == "Pay as entered; employees × 1.3"


def test_months_are_counted_while_no_start_is_known():
    assert month_labels(estimate(), WRITE) == ["1", "2"]
    assert spending_chart(estimate(), WRITE).title == "Spending peaks in month 1 at $9.6k per month"


def test_months_are_named_and_a_new_year_is_said():
    assert month_labels(estimate(plan__start="2026-12-07"), WRITE) == ["Dec 2026", "Jan 2027"]


def test_presence_is_in_percent():
    chart = presence_chart(estimate(), WRITE)
    assert chart.title == "At most 0.7 people at once; 1.2 person-months without delay"
    assert table(chart).rows == (("Data engineer, Sam", "50", "50"), ("Data analyst", "20", "0"))


def test_roles_stand_by_cost():
    chart = role_cost_chart(estimate(list(reversed(ROWS))), WRITE)
    assert chart.title == "Data engineer costs most, $17k"
    assert [row.name for row in chart.rows] == ["Data engineer, Sam", "Data analyst"]


def test_assumed_pay_is_named_as_the_source():
    assert role_cost_chart(estimate([{"role": "reviewer"}]), WRITE).source == (
        "US pay ranges where none is entered; employees × 1.3"
    )


def test_small_layers_go_together_where_there_are_too_many():
    rows = [{"role": role, "contract": "hired", "share_pct": 10.0} for role in get_roles()]
    found = estimate(rows)
    stacks = spending_chart(found, WRITE).stacks
    assert (len(stacks), stacks[-1].name) == (7, "Everyone else")
    assert sum(stack.values[0] for stack in stacks) == pytest.approx(found.by_month[0].ends.likely)


def test_charts_of_nobody_say_so():
    found = estimate([{"role": "reviewer", "share_pct": 150.0}])
    assert {spending_chart(found, WRITE).title, role_cost_chart(found, WRITE).title} == {"No team yet"}


def test_forecast_stands_against_the_budget():
    chart = forecast_chart(forecast_team(estimate(), 10_000.0), WRITE)
    assert chart.title == "1 in 100 chance that people and expenses alone stay within the agreed budget"
    whole = forecast_chart(forecast_team(estimate(), 10_000.0), WRITE, whole=True)
    assert whole.title == "1 in 100 chance of staying within the agreed budget"
    assert [line.name for line in chart.lines] == ["Team, with delay", "Agreed budget"]
    assert chart.mark is not None


def test_forecast_is_listed_with_its_ends_and_the_exact_budget_once():
    late = estimate(team__schedule_slip={"low": 0.0, "likely": 50.0, "high": 100.0})
    found = table(forecast_chart(forecast_team(late, 10_000.0), WRITE))
    ends = [f"Team, with delay, {end}" for end in ("low", "likely", "high")]
    assert found.head == ("Month", *ends, "Agreed budget")
    assert found.rows[0] == ("0", "$0", "$0", "$0", "$10k")
    assert {row[-1] for row in found.rows} == {"$10k"}


def test_forecast_of_exact_pay_without_delay_needs_no_ends():
    found = table(forecast_chart(forecast_team(estimate(), 10_000.0), WRITE))
    assert found.head == ("Month", "Team, with delay", "Agreed budget")
    assert found.rows == (("0", "$0", "$10k"), ("1", "$9.6k", "$10k"), ("2", "$18k", "$10k"))


def test_forecast_without_a_budget_says_what_it_comes_to():
    chart = forecast_chart(forecast_team(estimate(), None), WRITE)
    assert (chart.title, len(chart.lines), chart.mark) == ("Expected total cost: $18k", 1, None)
