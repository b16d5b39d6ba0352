"""What flows in a month, said once: the formulas that a reader sees, a workbook's cells hold and tests check.

`calendar.Calendar` comes to the same without laying the months out, because the net value is asked for dozens of times
for each change of an answer. Months count from 1, at the start of the work, to the horizon. Events come on top.
"""

BUILD = "min(horizon_months, max(1, round(months)))"
"""Whole months of building within the horizon: the `build` of what follows."""
USE = "min(1, max(0, month − build) / max(ramp_up_months, 0.000000001))"
"""How far people use it, 0 to 1."""
CASES = "(1 + use_growth / 100)^((month − 0.5) / 12)"
"""The cases of a month's middle / those of today."""
BROUGHT = "((benefit − fixed) × cases + fixed) × use / 12"
"""The benefit of a month; `fixed` is the part of the yearly one that does not grow with the cases."""
_AFTER = "min(1, max(0, month − build))"
"""1 once it is launched, else 0."""
_LAST = "max(0, month + 1 − horizon_months)"
"""1 in the last month, else 0."""
PAID = f"cost_to_launch / build × (1 − {_AFTER}) + running_cost / 12 × {_AFTER} + switch_off_one_off × {_LAST}"
"""What a month costs: of building, then of running, and in the last one switching it off."""
WORTH = "money / (1 + discount_rate / 100)^(month / 12)"
"""What money of a month is worth at the start."""

NET_VALUE = "Σ month (benefit × use − running_cost) / 12 / (1 + discount_rate / 100)^(month / 12) − cost_to_launch"
"""All of it in a line, as a page shows it: the note beside it says what the line leaves out."""

SPENT_ON_LAUNCH = "cost_to_launch"
SPENT_ON_RUNNING = "running_cost × max(0, horizon_months − max(1, round(months))) / 12"
"""What is paid until the end of the horizon; switching off and events are added where there are any."""
