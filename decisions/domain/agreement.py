"""Whether what one section says agrees with what another one says: ratios that rules may look at."""

from projects.domain.answers import Answers

MONTHS_PER_YEAR = 12


def agreement_of(answers: Answers, benefit: float | None) -> dict[str, float]:
    """Return how far two statements of the same thing lie apart, each as a ratio; what is not known is left out.

    Args:
        answers: The scenario's visible answers.
        benefit: Likely benefit a year at full use [money/year], or None while unknown.

    Returns:
        `result.cases_ratio`: cases a year / twelve times the cases of a month.
        `result.worth_ratio`: what it is said to be worth a year / the benefit that is worked out; left out where a
        scenario only takes over what was said of its base.
        `result.saving_ratio`: saved on one case / what a case costs today.
    """
    yearly, monthly = _likely(answers, "value.cases_per_year"), _likely(answers, "why.volume")
    worth, saving = _likely(answers, "strategy.yearly_value"), _likely(answers, "value.saving_per_case")
    cost_of_month = _likely(answers, "problem.monthly_cost")
    cost_of_case = None if not cost_of_month or not monthly else cost_of_month / monthly
    ratios = {
        "result.cases_ratio": _ratio(yearly, None if monthly is None else MONTHS_PER_YEAR * monthly),
        "result.worth_ratio": None if answers["strategy.yearly_value"].inherited else _ratio(worth, benefit),
        "result.saving_ratio": _ratio(saving, cost_of_case),
    }
    return {name: ratio for name, ratio in ratios.items() if ratio is not None}


def _likely(answers: Answers, field_id: str) -> float | None:
    value = answers.range(field_id)
    return None if value is None else value.likely


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other is not None and other > 0 else None
