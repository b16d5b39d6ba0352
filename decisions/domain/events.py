"""Events that may happen: the law changes, a vendor ends the model. Each is drawn anew in every case."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from decisions.domain.calendar import Event
from projects.domain.draws import Draw, Draws
from projects.domain.ranges import Range
from projects.domain.reader import Reader

EVENTS = "value.events"


def events_of(read: Reader, horizon_months: int) -> tuple[Event, ...]:
    """Return the events that somebody named with a chance above 0, in the order of their rows.

    One that happens does so in a month between the first and the last that is counted, each as likely as any other.

    Args:
        read: The scenario's inputs.
        horizon_months: How long the value is counted [months].
    """
    return tuple(_events(read.answers.value(EVENTS) or (), read.draws, horizon_months))


def _events(rows: Iterable[Mapping[str, Any]], draws: Draws, horizon_months: int) -> Iterator[Event]:
    for number, row in enumerate(rows):
        chance = min(1.0, (row.get("chance") or 0.0) / 100)
        if chance <= 0:
            continue
        name = f"{EVENTS}.{number}"
        month = 1 + np.floor(draws.uniform(f"{name}.month") * horizon_months).astype(np.int64)

        def drawn(column: str, row: Mapping[str, Any] = row, name: str = name) -> Draw:
            cell = row.get(column)
            return np.zeros(draws.count) if cell is None else draws.of(f"{name}.{column}", Range.from_json(cell))

        yield Event(
            label=str(row.get("what") or ""),
            chance=chance,
            month=np.where(draws.uniform(f"{name}.happens") < chance, month, horizon_months + 1),
            cost=drawn("cost"),
            lost=np.clip(drawn("benefit_lost") / 100, 0.0, 1.0),
            running=drawn("running"),
        )
