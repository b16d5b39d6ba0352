"""Coding assistants: what trials found of the time that coding takes with them, and what a team's choice means."""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from projects.domain.answers import Answer
from projects.domain.currency import Exchange
from projects.domain.fields import Field
from projects.domain.figures import Input, Origin, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader
from projects.domain.text import gettext_noop, joined

FIELD, MEASURED = "team.coding_assistants", "team.assistant_time"
SOME, ALL = "some", "all"
COLUMNS = (
    *("topic", "id", "label", "low", "likely", "high", "unit", "counted"),
    *("evidence", "source", "source_date", "tier", "checked_on", "valid_from"),
)
TRIAL, USE, SEAT, CODE = "trial", "use", "seat", "code"
PART_THAT_IS_CODE = gettext_noop("part of the work that is code")
BOTH_ALIKE = gettext_noop("Trials that point opposite ways, each as likely as the other")
_Z = NormalDist().inv_cdf(0.975)
_STEPS = 60
"""Halvings of the search for a percentile: beyond what a float tells apart."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One row of the table: what somebody found or asks, or what is ours."""

    topic: str
    id: str
    label: str
    value: Range | None
    """In the row's unit; of a trial the likely value and its 95 % interval. None where no interval was published."""
    evidence: str
    source: str
    checked_on: str
    """ISO date on which the source was read."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of coding assistants."""

    trials: tuple[Evidence, ...]
    """Those that count."""
    time: Range
    """Time with / time without, from all of them: P10, P50 and P90."""
    use: Evidence
    """Of those who code, how many use one where some do [%]."""
    seat: Evidence
    """US dollars a month."""
    code: Mapping[str, Evidence]
    """How much of a role's work is code, by role id [%]; roles that are not named write none."""


@dataclass(frozen=True, kw_only=True)
class Assistants:
    """What a team that codes with assistants is worked out from."""

    time: Input
    """Time that coding takes with an assistant / without."""
    users_pct: Input
    """Of those who code [%]."""
    code_pct: Mapping[str, Input]
    """How much of the work is code, by role id [%]."""
    seat: Input
    """Of one user [money/month]."""

    def effort_at(self, role_id: str, end: str) -> float:
        """Return the work of a role / that without assistants where all comes out low, likely or high."""
        if role_id not in self.code_pct:
            return 1.0
        gain = getattr(self.time.value, end) - 1
        # Both ends lie where most of the work is touched, unless even there time moves the other way.
        touched = end if end == "likely" else "high" if (gain < 0) is (end == "low") else "low"
        used = getattr(self.users_pct.value, touched) / 100
        return 1 + float(getattr(self.code_pct[role_id].value, touched) / 100 * used * gain)


def pooled(trials: Sequence[Range]) -> Range:
    """Return P10, P50 and P90 of what a project may meet where each trial is as likely to be like it.

    Each is a log-normal with the trial's likely value and its 95 % interval; none is averaged away by another.

    Args:
        trials: One or more positive ranges, each with the ends of its 95 % interval.
    """
    shapes = [
        NormalDist(math.log(value.likely), max(1e-9, (math.log(value.high) - math.log(value.low)) / (2 * _Z)))
        for value in trials
    ]

    def percentile(share: float) -> float:
        low = min(shape.inv_cdf(0.01) for shape in shapes)
        high = max(shape.inv_cdf(0.99) for shape in shapes)
        for _step in range(_STEPS):
            middle = (low + high) / 2
            below = sum(shape.cdf(middle) for shape in shapes) / len(shapes)
            low, high = (middle, high) if below < share else (low, middle)
        return round(math.exp(low), 2)

    return Range(low=percentile(0.1), likely=percentile(0.5), high=percentile(0.9))


def read_known(lines: Iterable[str]) -> Known:
    """Read the table of evidence.

    Args:
        lines: A CSV file with the columns `COLUMNS`.

    Raises:
        ValueError: With the line and what is wrong there.
    """
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"coding assistants, line 1: the columns must be {', '.join(COLUMNS)}")
    rows: dict[str, dict[str, Evidence]] = {topic: {} for topic in (TRIAL, USE, SEAT, CODE)}
    for row in reader:
        place = f"coding assistants, line {reader.line_num}"
        found, counted = _read_row(row, place), row["counted"] == "yes"
        if found.topic not in rows or found.id in rows[found.topic]:
            raise ValueError(f"{place}: {found.topic} {found.id} is no topic, or occurs twice")
        if counted and found.value is None:
            raise ValueError(f"{place}: what counts needs low, likely and high")
        if counted:
            rows[found.topic][found.id] = found
    if not (rows[TRIAL] and SOME in rows[USE] and SEAT in rows[SEAT]):
        raise ValueError("coding assistants: a trial that counts, the use of some or the price of a seat is missing")
    trials = tuple(rows[TRIAL].values())
    return Known(
        trials=trials,
        time=pooled([evidence.value for evidence in trials if evidence.value]),
        use=rows[USE][SOME],
        seat=rows[SEAT][SEAT],
        code=rows[CODE],
    )


def _read_row(row: Mapping[str, str], place: str) -> Evidence:
    if row["counted"] not in ("yes", "no") or not (row["label"] and row["source"] and row["checked_on"]):
        raise ValueError(f"{place}: counted must be yes or no; label, source and checked_on must not be empty")
    ends = {end: row[end] for end in ("low", "likely", "high")}
    try:
        value = Range(**{end: float(text) for end, text in ends.items()}) if all(ends.values()) else None
        if value and value.low <= 0:
            raise ValueError(f"must be above 0, not {value.low:g}")
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    texts = {name: row[name] for name in ("topic", "id", "label", "evidence", "source", "checked_on")}
    return Evidence(value=value, **texts)


def read_assistants(read: Reader, known: Known | None, exchange: Exchange) -> Assistants | None:
    """Return what the team's choice means, or None where nobody uses one, nobody said so or nothing is known of them.

    Args:
        read: The scenario's answers.
        known: The table of evidence, or None where it does not count.
        exchange: Seats are priced in US dollars.
    """
    choice = read.answers.value(FIELD)
    if known is None or choice not in (SOME, ALL):
        return None
    seat = _input("assistant_seat", known.seat, "money/month", origin=Origin.REFERENCE)
    return Assistants(
        time=read.input(MEASURED) or _of_trials(read.fields[MEASURED], known),
        users_pct=_users(read.answers[FIELD], read.fields[FIELD], known),
        code_pct={role_id: _input("code_pct", evidence, "%") for role_id, evidence in known.code.items()},
        seat=replace(seat, value=seat.value.scaled(exchange.money_per_usd), source=joined(seat.source, exchange.note)),
    )


def _input(name: str, evidence: Evidence, unit: str, *, label: str = "", origin: Origin = Origin.ASSUMPTION) -> Input:
    if evidence.value is None:
        raise ValueError(f"{evidence.topic} {evidence.id} has no range")
    source = f"{evidence.evidence}. {evidence.source}" if evidence.evidence else evidence.source
    return Input(
        name=name,
        label=label or evidence.label,
        value=evidence.value,
        unit=unit,
        origin=origin,
        source=source,
        source_date=evidence.checked_on,
    )


def _of_trials(field: Field, known: Known) -> Input:
    sources = " ".join(f"{evidence.evidence}. {evidence.source}." for evidence in known.trials)
    newest = max(evidence.checked_on for evidence in known.trials)
    return input_of(field, known.time, source=joined(BOTH_ALIKE, sources), source_date=newest)


def _users(answer: Answer, field: Field, known: Known) -> Input:
    name, label = "assistant_users_pct", gettext_noop("Users among those who code")
    if answer.value == SOME:
        return replace(_input(name, known.use, "%", label=label), field_id=FIELD)
    when = answer.changed_at.date().isoformat() if answer.changed_at else ""
    return Input(
        name=name,
        label=label,
        value=Range.exactly(100.0),
        unit="%",
        origin=Origin.ANSWER,
        source=answer.note or answer.changed_by,
        source_date=when,
        field_id=field.id,
    )
