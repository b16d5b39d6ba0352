"""Which simple option a scenario is held against: a truth table. Nothing is told to do what it does already."""

import pytest

from decisions.domain.simple import find_simple_way, is_simple_way, product_counts
from estimates.domain.figures.ruled_out import ApproachStatus, ExclusionRule
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.draws import Draws
from projects.domain.expressions import Rule
from projects.domain.reader import Reader

FORM = {"option": "A form", "kind": "form", "status": "tried", "share": 30.0}
PRODUCT = {"option": "An add-on", "kind": "product", "status": "looked", "share": 45.0}
GOOD_FORM = FORM | {"share": 60.0}
OUT_PRODUCT = PRODUCT | {"status": "ruled_out"}
NO_SHARE = {"option": "An add-on", "kind": "product", "status": "idea"}
BUYING_IS_OUT = {
    "buy": ApproachStatus(
        (ExclusionRule(approaches=("buy",), field_id="x", when=Rule.parse("a.b == 1"), reason="No."),)
    )
}


def answers(approach, *rows, coverage=70.0):
    said = {"compute.approach": approach, "tried.simplest": list(rows) or None, "value.coverage": coverage}
    return Answers({
        field_id: Answer(field_id=field_id, state=AnswerState.KNOWN, value=value)
        for field_id, value in said.items() if value is not None
    })  # fmt: skip


def held_against(given, standings=None):
    """Return the name of the simple option that a scenario is held against, as the results ask for it."""
    products = product_counts(given, standings or {})
    found = find_simple_way(Reader(given, get_catalogue().fields, Draws(7)), products=products)
    return found.name if found else None


@pytest.mark.parametrize(
    ("approach", "rows", "name", "itself"),
    [
        ("api", (FORM, PRODUCT), "An add-on", False),
        ("api", (GOOD_FORM, PRODUCT), "A form", False),
        ("api", (PRODUCT,), "An add-on", False),
        ("api", (), None, False),
        (None, (FORM, PRODUCT), "An add-on", False),
        ("buy", (FORM, PRODUCT), "A form", False),
        ("buy", (GOOD_FORM, PRODUCT), "A form", False),
        ("buy", (PRODUCT,), None, True),
        ("buy", (PRODUCT, OUT_PRODUCT), None, True),
        ("buy", (FORM | {"status": "ruled_out"}, PRODUCT), None, True),
        ("buy", (OUT_PRODUCT,), None, False),
        ("buy", (NO_SHARE,), None, False),
        ("buy", (FORM,), "A form", False),
        ("buy", (), None, False),
        ("retrieval", (OUT_PRODUCT, FORM), "A form", False),
    ],
)  # fmt: skip
def test_scenario_is_held_against_what_it_is_not_itself(approach, rows, name, itself):
    given = answers(approach, *rows)
    assert (held_against(given), is_simple_way(given, lambda: answers("api"))) == (name, itself)


@pytest.mark.parametrize(
    ("approach", "base", "itself"),
    [("no_ai", "api", True), ("no_ai", None, True), ("no_ai", "no_ai", False), ("api", "no_ai", False)],
)
def test_scenario_without_ai_is_the_simple_way_where_the_base_takes_another(approach, base, itself):
    assert is_simple_way(answers(approach, FORM), lambda: answers(base)) is itself


def test_base_is_not_asked_where_it_does_not_matter():
    def never():
        raise AssertionError

    assert not is_simple_way(answers("api", FORM), never)


@pytest.mark.parametrize(("rows", "name"), [((FORM, PRODUCT), "A form"), ((PRODUCT,), None)])
def test_product_is_no_way_out_where_an_answer_rules_buying_out(rows, name):
    assert held_against(answers("api", *rows), BUYING_IS_OUT) == name


def test_simple_option_says_whether_it_is_bought():
    found = [
        find_simple_way(Reader(answers("api", row), get_catalogue().fields, Draws(7))).is_product
        for row in (FORM, PRODUCT)
    ]
    assert found == [False, True]
