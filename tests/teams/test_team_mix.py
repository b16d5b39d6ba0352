"""The staffing mix: the solver against trying everything, and what it says of its choice."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.reader import Reader
from teams.domain.cost import estimate_team
from teams.domain.hiring import HiringWay, advise_hiring
from teams.domain.mix import MixProblem, best_mix, read_limits
from teams.domain.reading import PlanBasis
from teams.reference import get_roles
from teams.solver import solve

DRAWS = Draws(7, 200)
FIELDS = get_catalogue().fields
# Half of the time for six months: a contractor costs 52,000, an employee 0.5 × (78,000 + 12,000) = 45,000.
SEAT = {
    "role": "data_engineer", "contract": "hired", "share_pct": 50.0, "first_month": 1.0, "last_month": 6.0,
    "rate_per_hour": 100.0, "salary_per_year": 120_000.0,
}  # fmt: skip
DEAR = SEAT | {"role": "data_scientist", "rate_per_hour": 200.0}


def answers_of(rows, **values):
    given_ = {"roles": rows, "duration_months": 6.0, "schedule_slip": 0.0, "hiring_cost": 10.0, "loaded_factor": 1.3,
              "hiring_months": 0.0} | values  # fmt: skip
    return Answers(
        {
            f"team.{name}": Answer(field_id=f"team.{name}", state=AnswerState.KNOWN, value=it)
            for name, it in given_.items()
        }
    )


def mix(*rows, by=solve, **values):
    answers = answers_of(list(rows), **values)
    return best_mix(
        estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles())),
        read_limits(Reader(answers, FIELDS, DRAWS)),
        DRAWS,
        by,
    )


def ways(found):
    return [choice.option.way for choice in found.choices]


def said(sentences):
    return [
        sentence.text
        % {key: it if isinstance(it, str) else round(it, 6) for key, (it, _unit) in sentence.params.items()}
        for sentence in sentences
    ]


# ---------------------------------------------------------------- the solver


def try_everything(question):
    """Return the cheapest columns by trying each combination."""
    best = None
    for columns in itertools.product(*(range(len(row)) for row in question.costs)):
        used = [
            sum(row[column] for row, column in zip(rows, columns, strict=True))
            for rows in (question.contractors, question.hires)
        ]
        limits = (question.most_contractors, question.most_hires)
        if all(most is None or count <= most for count, most in zip(used, limits, strict=True)):
            cost = sum(row[column] for row, column in zip(question.costs, columns, strict=True))
            best = min(best or (cost, columns), (cost, columns))
    return best


option = st.tuples(st.integers(0, 50_000), st.integers(0, 1), st.integers(0, 1))
limit = st.none() | st.integers(0, 6)


@given(st.lists(st.lists(option, min_size=1, max_size=3), min_size=1, max_size=6), limit, limit)
@settings(max_examples=150, deadline=None)
def test_solver_finds_what_trying_everything_finds(seats, most_contractors, most_hires):
    costs, contractors, hires = (tuple(tuple(choice[part] for choice in seat) for seat in seats) for part in range(3))
    question = MixProblem(
        costs=costs, contractors=contractors, hires=hires, most_contractors=most_contractors, most_hires=most_hires
    )
    found, best = solve(question), try_everything(question)
    assert (found is None) == (best is None)
    if found is not None:
        assert sum(row[column] for row, column in zip(costs, found, strict=True)) == best[0]


def test_sixty_seats_are_solved_within_their_limits():
    costs = tuple((1_000.0 * seat % 37_000, 900.0 * seat % 31_000, 50_000.0) for seat in range(60))
    use = ((1, 0, 0),) * 60, ((0, 1, 1),) * 60
    question = MixProblem(costs=costs, contractors=use[0], hires=use[1], most_contractors=40, most_hires=25)
    found = solve(question)
    assert found is not None
    assert sum(use[0][seat][way] for seat, way in enumerate(found)) <= 40
    assert sum(use[1][seat][way] for seat, way in enumerate(found)) <= 25


@pytest.mark.parametrize("most", [None, 1])
def test_two_ways_of_the_same_cost_take_the_first(most):
    question = MixProblem(
        costs=((5.0, 5.0, 5.0),), contractors=((1, 0, 0),), hires=((0, 1, 1),), most_contractors=most, most_hires=None
    )
    assert solve(question) == [0]


rows = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["data_engineer", "data_scientist", "reviewer"]),
            "name": st.sampled_from(["", "", "Sam"]),
            "contract": st.sampled_from(["hired", "employed"]),
            "share_pct": st.sampled_from([20.0, 50.0, 95.0]),
            "first_month": st.sampled_from([1.0, 3.0]),
            "last_month": st.sampled_from([3.0, 6.0]),
            "rate_per_hour": st.floats(40, 200),
            "salary_per_year": st.floats(60_000, 200_000),
        }
    ),
    min_size=1,
    max_size=5,
)


@given(
    rows, st.sets(st.sampled_from(["data_engineer", "reviewer"])), limit, limit, st.booleans(),
    st.sampled_from([0.0, 1.5, 4.0]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_mix_is_the_cheapest_that_the_limits_allow(table, in_house, most_contractors, most_hires, bridge, lead):
    limits = {"in_house_roles": sorted(in_house) or None, "bridge": "yes" if bridge else "no", "hiring_months": lead}
    limits |= {"most_contractors": most_contractors, "most_hires": most_hires}
    asked = {name: value for name, value in limits.items() if value is not None}

    def by_hand(question):
        best = try_everything(question)
        return None if best is None else best[1]

    found, tried = mix(*table, **asked), mix(*table, by=by_hand, **asked)
    assert found.cost == pytest.approx(tried.cost)
    if not found.choices:
        assert said(found.clash) == said(tried.clash)
        assert said(found.relax) == said(tried.relax)
        assert found.lost or found.clash
        return
    options = [choice.option for choice in found.choices]
    assert most_contractors is None or sum(taken.contractors for taken in options) <= most_contractors
    assert most_hires is None or sum(taken.hires for taken in options) <= most_hires
    for choice in found.choices:
        assert choice.person.role.id not in in_house or choice.option.way is not HiringWay.CONTRACT
        assert bridge or not choice.option.bridged_months
        assert bool(choice.binding) == (choice.option.cost > choice.free.cost)
    assert found.cost >= found.free_cost - 1e-6


# ---------------------------------------------------------------- what it chooses and says


def test_without_limits_every_role_takes_its_cheapest_way():
    found = mix(SEAT, SEAT | {"rate_per_hour": 60.0})
    assert ways(found) == [HiringWay.PART_TIME, HiringWay.CONTRACT]
    assert (found.cost, found.price_of_limits) == (pytest.approx(45_000 + 31_200), 0)
    assert said(found.choices[0].sentences) == ["The cheapest option, 7000.0 less than the next."]


def test_mix_without_limits_agrees_with_the_advice():
    table = [{"role": role} for role in get_roles()]
    answers = answers_of(table)
    plan = estimate_team(Reader(answers, FIELDS, DRAWS), PlanBasis(roles=get_roles())).plan
    advised = {advice.person.key: advice.best for advice in advise_hiring(plan, DRAWS)}
    assert {choice.person.key: choice.option.way for choice in mix(*table).choices} == advised


def test_role_that_must_be_in_house_is_hired_and_says_what_that_costs():
    found = mix(SEAT | {"rate_per_hour": 60.0}, in_house_roles=["data_engineer"])
    assert ways(found) == [HiringWay.PART_TIME]
    assert found.price_of_limits == pytest.approx(45_000 - 31_200)
    assert said(found.choices[0].sentences) == [
        "Because the role must be in-house. A contractor would cost 13800.0 less."
    ]


def test_own_role_is_in_house_as_other():
    own = SEAT | {"role": "other", "title": "Test lead", "rate_per_hour": 60.0}
    assert ways(mix(own, in_house_roles=["other"])) == [HiringWay.PART_TIME]


def test_months_typed_one_by_one_are_bridged_by_the_month():
    typed = {"presence": {"1": 0.0, "2": 0.0, "3": 50.0, "4": 50.0}, "last_month": 4.0}
    found = mix(DEAR | typed, hiring_months=3.0)
    expected = 0.5 * (200 * 2080 / 12 + 120_000 / 12 * 1.3 + 12_000)
    assert (ways(found), found.cost) == ([HiringWay.PART_TIME], pytest.approx(expected))
    assert found.choices[0].option.bridged_months == 1


def test_only_hire_goes_where_it_saves_most():
    found = mix(SEAT, DEAR, most_hires=1)
    assert ways(found) == [HiringWay.CONTRACT, HiringWay.PART_TIME]
    assert found.choices[0].binding == "hires"
    assert said(found.one_more) == ["One more hire would save 7000.0."]


def test_contractors_are_counted_with_those_who_are_there():
    cheap = SEAT | {"rate_per_hour": 60.0}
    found = mix(cheap | {"name": "Sam"}, cheap, most_contractors=1)
    assert ways(found) == [HiringWay.CONTRACT, HiringWay.PART_TIME]
    assert found.choices[1].binding == "contractors"
    assert said(found.choices[0].sentences) == ["Sam is already on the team."]


def test_late_hire_is_bridged_by_a_contractor_who_is_paid():
    found = mix(DEAR, hiring_months=2.0)
    # Two of six months at 200 an hour, four at the employee's cost, and the hire.
    expected = 0.5 * (2 * 200 * 2080 / 12 + 4 * 120_000 / 12 * 1.3 + 12_000)
    assert (ways(found), found.cost) == ([HiringWay.PART_TIME], pytest.approx(expected))
    assert said(found.choices[0].sentences)[1] == (
        "A contractor covers until the new employee starts, after 2.0 months."
    )
    assert found.choices[0].option.contractors == 1


def test_bridge_that_is_forbidden_leaves_the_contractor():
    found = mix(DEAR, hiring_months=2.0, bridge="no")
    assert (ways(found), found.choices[0].binding) == ([HiringWay.CONTRACT], "bridge")


def test_work_that_ends_before_a_hire_starts_is_contracted():
    found = mix(SEAT | {"last_month": 2.0}, hiring_months=2.0)
    assert said(found.choices[0].sentences) == [
        "The only option: a new employee would start after 2.0 months, when the work is over."
    ]


def test_figure_of_the_mix_is_the_sum_of_its_ways():
    found = mix(SEAT, DEAR | {"name": "Sam"})
    assert found.figure.value.likely == pytest.approx(found.cost)
    assert [term.figure_id for term in found.figure.inputs] == ["team.part_time_data_engineer_1", ""]
    assert found.figure.shows_pay


def test_seats_with_limits_and_nobody_to_seat_are_solved():
    assert solve(MixProblem(costs=(), contractors=(), hires=(), most_contractors=1, most_hires=None)) == []


def test_nobody_at_all_costs_nothing():
    nobody = Answers({"team.roles": Answer(field_id="team.roles", state=AnswerState.NOT_RELEVANT)})
    team = estimate_team(Reader(nobody, FIELDS, DRAWS), PlanBasis(roles=get_roles()))
    found = best_mix(team, read_limits(Reader(nobody, FIELDS, DRAWS)), DRAWS, solve)
    assert (found.cost, found.choices, found.figure.value.likely) == (0, (), 0)


# ---------------------------------------------------------------- where nothing fits


def test_too_few_people_are_named_with_what_to_relax():
    found = mix(SEAT, SEAT, SEAT, most_contractors=1, most_hires=1)
    assert said(found.clash) == ["contractors: 1 at most", "new employees: 1 at most"]
    assert said(found.relax) == ["Raise the limit on contractors to 2.", "Raise the limit on new employees to 2."]
    assert (found.choices, found.figure) == ((), None)


def test_limit_that_is_not_to_blame_is_not_named():
    found = mix(SEAT, SEAT, in_house_roles=["data_engineer"], most_hires=1, most_contractors=5)
    assert said(found.clash) == ["the roles that must be in-house", "new employees: 1 at most"]
    assert said(found.relax) == ["Allow contractors for those roles.", "Raise the limit on new employees to 2."]


def test_bridge_counts_as_a_contractor():
    found = mix(SEAT, in_house_roles=["data_engineer"], hiring_months=2.0, most_contractors=0)
    assert said(found.clash) == ["contractors: 0 at most"]
    assert said(found.reasons) == [
        "A new employee starts after 2.0 months, but work begins earlier for 1.0 of the roles: each needs a "
        "contractor until then. Starting later, or naming people already on the team, helps too."
    ]
    assert "Raise the limit on contractors to 1." in said(found.relax)


@pytest.mark.parametrize(
    ("row", "values", "message"),
    [
        ({"name": "Sam"}, {}, "Data engineer must be in-house, but Sam is contracted. Change the contract, or "
                              "allow a contractor for the role."),
        ({}, {"hiring_months": 2.0, "bridge": "no"},
         "Data engineer must be in-house, but the work starts in month 1.0 and a new employee after 2.0 months. Start "
         "later, allow cover, or name someone already on the team."),
        ({"last_month": 1.0}, {"hiring_months": 2.0},
         "Data engineer must be in-house, but the work is over before a new employee could start, after 2.0 months. "
         "Name someone already on the team, or allow a contractor for the role."),
    ],
)  # fmt: skip
def test_seat_that_nobody_can_fill_says_why(row, values, message):
    found = mix(SEAT | row, in_house_roles=["data_engineer"], **values)
    assert said(found.lost) == [message]
    assert found.choices == ()


def test_limits_that_nobody_set_are_none():
    limits = read_limits(Reader(Answers({}), FIELDS, DRAWS))
    assert (limits.names, limits.bridge) == ((), True)


def test_page_offers_the_roles_of_the_table_as_in_house():
    assert {choice.value for choice in FIELDS["team.in_house_roles"].choices} == set(get_roles())
