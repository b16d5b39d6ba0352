"""What the value page shows beyond the sums, worked out when somebody looks and once for each state of the project."""

from dataclasses import dataclass

import numpy as np

from decisions.content import get_value_rules
from decisions.domain.accuracy import Accuracy, find_accuracy
from decisions.domain.breakeven import BreakEven, NetValueLine, find_lines
from decisions.domain.learning import BeingWrong, Unknown, being_wrong, find_unknowns
from decisions.domain.netvalue import calendar_of, flows_of
from decisions.results import results_of
from projects.access import Workspace
from projects.domain.draws import summarise
from projects.domain.ranges import Range
from projects.memory import Remembered, RememberedBriefly

HALF, NINE_TENTHS = 0.5, 0.9


@dataclass(frozen=True, kw_only=True)
class MonthlyCash:
    """The money month by month, not discounted."""

    so_far: tuple[Range, ...]
    """P10, P50 and P90 of the sum by the end of month 0, 1, 2, … [money]."""
    of_month: tuple[Range, ...]
    """P10, P50 and P90 of the month itself, month 0 first [money]."""

    @property
    def deepest(self) -> int:
        """The month by whose end most money is out, in the median case."""
        return min(range(len(self.so_far)), key=lambda month: self.so_far[month].likely)


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What one main input has to be, everything else as it is."""

    line: NetValueLine
    half: BreakEven | None
    """For five cases in ten to pay back; None where it is out of reach."""
    most: BreakEven | None
    """For nine in ten."""


@RememberedBriefly
def lines_of(workspace: Workspace) -> tuple[NetValueLine, ...]:
    """Return the net value of a scenario as a line in each main input; none while it cannot be worked out."""
    results = results_of(workspace)
    return find_lines(results.reader, results.rooms) if results.case.value else ()


@Remembered
def needed_of(workspace: Workspace) -> tuple[Needed, ...]:
    """Return what each main input would have to be for it to pay back."""
    return tuple(
        Needed(line=line, half=line.break_even(HALF), most=line.break_even(NINE_TENTHS)) for line in lines_of(workspace)
    )


@Remembered
def accuracy_of(workspace: Workspace) -> Accuracy | None:
    """Return net value and cost against coverage; None while they cannot be worked out."""
    results, power = results_of(workspace), get_value_rules().accuracy_power
    return find_accuracy(results.reader, results.case.value_draws, lines_of(workspace), power)


@Remembered
def cash_of(workspace: Workspace) -> MonthlyCash | None:
    """Return the money month by month; None while it cannot be worked out."""
    results = results_of(workspace)
    flows = flows_of(results.reader, results.rooms)
    if flows is None or results.rooms.months is None:
        return None
    nothing = Range.exactly(0.0)
    total, so_far, of_month = np.zeros(len(flows.cost)), [nothing], [nothing]
    for flow in calendar_of(results.reader, results.rooms.months).cash_by_month(flows):
        total += flow
        so_far.append(summarise(total))
        of_month.append(summarise(flow))
    return MonthlyCash(so_far=tuple(so_far), of_month=tuple(of_month))


@Remembered
def being_wrong_of(workspace: Workspace) -> BeingWrong | None:
    """Return what being wrong costs; None while the net value cannot be worked out."""
    values = results_of(workspace).case.value_draws
    return None if values is None else being_wrong(values)


@Remembered
def unknowns_of(workspace: Workspace) -> tuple[Unknown, ...]:
    """Return what it would be worth to know each uncertain input, the most first."""
    results = results_of(workspace)
    if results.case.value_draws is None:
        return ()
    return find_unknowns(results.reader, results.rooms, results.case.value_draws, get_value_rules().counts)
