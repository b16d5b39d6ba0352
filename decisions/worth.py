"""What it is said to be worth, beside the benefit that follows from cases, coverage, use and what one case saves."""

from django.utils.translation import gettext as _

from decisions.results import results_of
from projects.access import Workspace
from projects.domain.figures import Origin
from projects.domain.ranges import Range

PER_CASE, PER_YEAR = "value.saving_per_case", "strategy.yearly_value"


def say_worth(workspace: Workspace) -> str:
    """Say what one case saves, what that comes to in a year, and how that stands to what somebody said it is worth.

    Returns:
        "" while the benefit cannot be worked out, or where it is hidden with pay.
    """
    results, write = results_of(workspace), workspace.formatter
    benefit = results.case.benefit
    if benefit is None or not workspace.may_show(benefit):
        return ""
    case = next(given for given in benefit.inputs if given.field_id == PER_CASE)
    words = _(
        "One case that is used saves about %(case)s. With cases, coverage and use that comes to"
        " %(benefit)s a year, less the time for checking."
    )
    if case.origin is Origin.ASSUMPTION:
        words = _(
            "One case that is used saves about %(case)s: our guess from your hours. With cases, coverage and use"
            " that comes to %(benefit)s a year, less the time for checking."
        )
    sums = words % {"case": write.quantity(case.value.likely, "money"), "benefit": _ends(workspace, benefit.value)}
    said = workspace.visible_answers.range(PER_YEAR)
    return f"{sums} {_compared(workspace, said, benefit.value)}" if said else sums


def _ends(workspace: Workspace, value: Range) -> str:
    """Write a range short: $70k (−$14k to $313k)."""
    write = workspace.formatter.money_compact
    if value.is_exact:
        return write(value.likely)
    ends = {"likely": write(value.likely), "low": write(value.low), "high": write(value.high)}
    return _("%(likely)s (%(low)s to %(high)s)") % ends


def _compared(workspace: Workspace, said: Range, benefit: Range) -> str:
    words = _("Your answer to “Worth in a year” is %(said)s; the two fit each other.")
    if said.low > benefit.high:
        words = _("Your answer to “Worth in a year” is %(said)s, which is more: one of the two is wrong.")
    elif said.high < benefit.low:
        words = _("Your answer to “Worth in a year” is %(said)s, which is less: one of the two is wrong.")
    return words % {"said": _ends(workspace, said)}
