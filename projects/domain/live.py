"""Numbers with the formula that gives them, for cells of a workbook: said once, and both always agree.

`a * (b + 1)` of two cells is the text `Inputs!$B$5*(Inputs!$B$6+1)` and the number that a spreadsheet shows for it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from projects.domain.formulas import NoArithmetic, evaluate, tokens

_COMPARISON, _SUM, _PRODUCT, _POWER, _ATOM = range(5)


@dataclass(frozen=True)
class Live:
    """A number and its formula, without the equals sign."""

    text: str
    value: float
    binding: int = _ATOM
    """How tightly its last sign binds: a looser one is put into brackets."""

    def __add__(self, other: "Live | float") -> "Live":
        return _joined(self, "+", other, _SUM, lambda left, right: left + right)

    def __radd__(self, other: float) -> "Live":
        return of(other) + self

    def __sub__(self, other: "Live | float") -> "Live":
        return _joined(self, "-", other, _SUM, lambda left, right: left - right)

    def __rsub__(self, other: float) -> "Live":
        return of(other) - self

    def __mul__(self, other: "Live | float") -> "Live":
        return _joined(self, "*", other, _PRODUCT, lambda left, right: left * right)

    def __rmul__(self, other: float) -> "Live":
        return of(other) * self

    def __truediv__(self, other: "Live | float") -> "Live":
        return _joined(self, "/", other, _PRODUCT, lambda left, right: left / right if right else math.nan)

    def __rtruediv__(self, other: float) -> "Live":
        return of(other) / self

    def __pow__(self, other: "Live | float") -> "Live":
        return _joined(self, "^", other, _POWER, lambda left, right: left**right)

    def __rpow__(self, other: float) -> "Live":
        return of(other) ** self

    def __neg__(self) -> "Live":
        return 0 - self

    def within(self, level: int) -> str:
        """Return the text, in brackets where its own sign binds less tightly than a level."""
        return self.text if self.binding >= level else f"({self.text})"


@dataclass(frozen=True)
class Truth:
    """Something that holds or not, and how a formula asks for it."""

    text: str
    holds: bool


def of(number: "Live | float") -> Live:
    """Return a number as it stands in a formula."""
    if isinstance(number, Live):
        return number
    return Live(_in_full(float(number)), float(number), _ATOM if number >= 0 else _SUM)


def _in_full(number: float) -> str:
    """Return a number without an exponent: not every spreadsheet reads 1e6."""
    return str(np.format_float_positional(number, trim="-"))


def _joined(left: Live, sign: str, right: Live | float, level: int, work_out: Callable[[float, float], float]) -> Live:
    other = of(right)
    # What is subtracted or divided by is one thing; of powers both sides are.
    before, after = level + (sign == "^"), level + (sign not in "+*")
    text = f"{left.within(before)}{sign}{other.within(after)}"
    return Live(text, work_out(left.value, other.value), level)


def at_most(left: Live | float, right: Live | float) -> Truth:
    """Ask whether one number is not above another."""
    one, two = of(left), of(right)
    return Truth(f"{one.within(_SUM)}<={two.within(_SUM)}", one.value <= two.value)


def equals(left: Live | float, right: Live | float) -> Truth:
    """Ask whether two numbers are the same."""
    one, two = of(left), of(right)
    return Truth(f"{one.within(_SUM)}={two.within(_SUM)}", one.value == two.value)


def says(cell: str, text: str, expected: str) -> Truth:
    """Ask whether a cell holds a word.

    Args:
        cell: Where it stands.
        text: What stands there now.
        expected: The word, one of ours.
    """
    return Truth(f'{cell}="{expected}"', text == expected)


def both(one: Truth, other: Truth) -> Truth:
    """Ask whether two things hold."""
    return Truth(f"AND({one.text},{other.text})", one.holds and other.holds)


def choose(truth: Truth, yes: Live | float, no: Live | float) -> Live:
    """Return one number where something holds, else another."""
    first, second = of(yes), of(no)
    return Live(f"IF({truth.text},{first.text},{second.text})", first.value if truth.holds else second.value)


_FUNCTIONS = {"exp": "EXP", "ln": "LN", "min": "MIN", "max": "MAX", "sqrt": "SQRT", "floor": "INT"}


def translated(formula: str, values: Mapping[str, Live]) -> Live:
    """Return a figure's formula over cells.

    Args:
        formula: As `formulas.Formula` takes it.
        values: What stands for each of its names.

    Raises:
        NoArithmetic: Where it is more than arithmetic, or a name has no value.
        ArithmeticError: Where it has no value, such as a division by 0.
    """
    value = evaluate(formula, {name: cell.value for name, cell in values.items()})
    if not math.isfinite(value):
        raise NoArithmetic(f"{formula!r} has no finite value")
    return Live("".join(_spelled(formula, values)), value, _COMPARISON)


def _spelled(formula: str, values: Mapping[str, Live]) -> list[str]:
    """Return the parts of the formula as a spreadsheet writes them.

    There is no function of one value that rounds up, so it is the floor of the negative; and none that rounds a half to
    the even number, so one is taken off where that lies below: of numbers from 0 on. A minus in front binds more
    tightly there than a power, so it is a factor.
    """
    out: list[str] = []
    open_brackets: list[tuple[str, int]] = []
    before = "("
    for kind, text in tokens(formula):
        sign = {"−": "-", "×": "*"}.get(text, text)
        if kind == "name" and text == "ceil":
            out.append("(-INT(-")
        elif kind == "name" and text == "round":
            pass  # written once what is rounded is known
        elif kind == "name":
            out.append(_FUNCTIONS[text] if text in _FUNCTIONS else values[text].within(_ATOM))
        elif kind == "number":
            out.append(_in_full(float(text)))
        elif sign == "-" and before in ("(", ","):
            out.append("-1*")
        elif sign == "(":
            open_brackets.append((before, len(out)))
            out.append("(")
        elif sign == ")":
            _close(out, *open_brackets.pop())
        else:
            out.append(sign)
        before = sign
    return out


def _close(out: list[str], function: str, opened: int) -> None:
    """End a bracket, and the function that it belongs to."""
    out.append(")")
    if function == "ceil":
        out.append("))")
    elif function == "round":
        inside = "".join(out[opened + 1 : -1])
        out[opened:] = [f"(ROUND({inside},0)-IF(MOD({inside},2)=0.5,1,0))"]
