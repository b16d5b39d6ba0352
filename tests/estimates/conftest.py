from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from estimates.domain.figures.compute import ComputeEstimate, estimate_compute
from estimates.domain.figures.work import Published
from estimates.domain.published.offers import NO_PRICES
from estimates.domain.published.reference import load_reference
from projects.catalogue import get_catalogue
from projects.domain.answers import Answer, Answers, AnswerState
from projects.domain.currency import Exchange
from projects.domain.draws import Draws
from projects.domain.expressions import visible_answers
from projects.domain.reader import Reader

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


@pytest.fixture(scope="session")
def reference():
    return load_reference(REFERENCE)


@pytest.fixture(scope="session")
def estimate_of(reference):
    """Return a function from known values by field id, and fields that are not relevant, to the estimate."""
    catalogue = get_catalogue()

    def work_out(
        values: dict[str, object], *, count: int = 2000, not_relevant: Sequence[str] = (), **options: float
    ) -> ComputeEstimate:
        known = {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
        known |= {name: Answer(field_id=name, state=AnswerState.NOT_RELEVANT) for name in not_relevant}
        answers = visible_answers(catalogue, Answers(known))
        read = Reader(answers, catalogue.fields, Draws(7, count))
        exchange = Exchange(**{name: options.pop(name) for name in ("money_per_usd", "note") if name in options})
        prices = options.pop("prices", NO_PRICES)
        return estimate_compute(read, Published(reference=reference, prices=prices, exchange=exchange), **options)

    return work_out


@pytest.fixture(scope="session")
def estimate_with(reference):
    """Return a function from known values and other reference data to the estimate."""
    catalogue = get_catalogue()

    def work_out(values: dict[str, object], *, money_per_usd: float = 1.0, **other: object) -> ComputeEstimate:
        known = Answers(
            {name: Answer(field_id=name, state=AnswerState.KNOWN, value=value) for name, value in values.items()}
        )
        answers = visible_answers(catalogue, known)
        published = Published(reference=replace(reference, **other), exchange=Exchange(money_per_usd=money_per_usd))
        return estimate_compute(Reader(answers, catalogue.fields, Draws(7, 2000)), published)

    return work_out


@pytest.fixture(scope="session")
def fields():
    """Every field by its id."""
    return get_catalogue().fields
