"""What costs that nobody has answered usually come to, and what the net value is with them.

They are in no sum: a figure that changed because nobody answered would be ours and not the project's. They are told
beside the net value, so that a blank is never nothing in silence.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from decisions.domain.netvalue import RoomDraws, net_value_draws
from decisions.domain.value_rules import UsualCost
from projects.domain.draws import Draw, summarise
from projects.domain.expressions import Facts
from projects.domain.figures import Input, input_of
from projects.domain.ranges import Range
from projects.domain.reader import Reader

_DIGITS = 2


@dataclass(frozen=True, kw_only=True)
class Usual:
    """The costs that nobody has answered, as they usually are."""

    inputs: Mapping[str, Input]
    """By field id; of some costs nobody can say what is usual."""
    value: Range | None
    """The net value with them [money]; None while it cannot be worked out, or where there are none."""


def find_usual(
    read: Reader,
    rooms: RoomDraws,
    rules: Iterable[UsualCost],
    open_fields: Iterable[str],
    *,
    cost: Draw | None,
    money_per_usd: float,
) -> Usual:
    """Return what the costs that nobody has answered usually come to.

    Args:
        read: The scenario's inputs.
        rooms: What the rooms below hand down.
        rules: What is usual, money in US dollars.
        open_fields: The ids of the fields of costs that are in no sum.
        cost: Cost to launch, shape (count,) [money], or None while unknown.
        money_per_usd: One US dollar in the project's currency.
    """
    blank, facts = set(open_fields), Facts(answers=read.answers, money_per_usd=money_per_usd)
    inputs: dict[str, Input] = {}
    for rule in rules:
        holds = rule.when is None or facts.holds(rule.when)
        if rule.field_id not in blank or not holds or (rule.share_of_cost and cost is None):
            continue
        field = read.fields[rule.field_id]
        scale = money_per_usd if field.unit == "money" else 1.0
        if rule.share_of_cost and cost is not None:
            scale = summarise(cost).likely / 100
        ends = [rounded_roughly(end * scale) for end in (rule.value.low, rule.value.likely, rule.value.high)]
        value = Range(low=ends[0], likely=ends[1], high=ends[2])
        inputs[rule.field_id] = input_of(field, value, source=rule.source, source_date=rule.date)
    drawn = None
    if inputs:
        drawn = net_value_draws(read.proposing(inputs), rooms)
    return Usual(inputs=inputs, value=None if drawn is None else summarise(drawn))


def rounded_roughly(value: float) -> float:
    """Return a value with two digits that count: more would be more than anybody knows."""
    if not value:
        return 0.0
    return float(round(value, _DIGITS - 1 - math.floor(math.log10(abs(value)))))
