"""Formulas as they stand at a figure: read, worked out over numbers or draws, and written with other words.

What a page shows is what was calculated: the same text gives the figure its draws and its reader the sum by hand.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import numpy as np

from projects.domain.draws import Draw
from projects.domain.same_draws import OfSameDraws, final, is_final
from projects.domain.text import gettext_noop

Value = float | Draw
"""A number, or draws of one, shape (count,)."""
Values = Mapping[str, Value]
_Step = Callable[[Values], Value]

_KEPT_BYTES = 64_000_000
_worked_out = OfSameDraws[Value](_KEPT_BYTES, lambda value: value.nbytes if isinstance(value, np.ndarray) else 0)

LONGEST = 60_000
"""Characters of a formula: the sum over a team of a thousand people."""


def _either(single: Callable[[float], float], many: Callable[[Any], Draw]) -> Callable[[Value], Value]:
    return lambda value: many(value) if isinstance(value, np.ndarray) else float(single(value))


def _extreme(single: Callable[[float, float], float], many: Callable[[Any, Any], Draw]) -> Callable[..., Value]:
    def of_two(left: Value, right: Value) -> Value:
        wide = isinstance(left, np.ndarray) or isinstance(right, np.ndarray)
        return many(left, right) if wide else float(single(left, right))  # type: ignore[arg-type]  # both are numbers

    return lambda *values: reduce(of_two, values)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": _either(math.exp, np.exp),
    "ln": _either(math.log, np.log),
    "min": _extreme(min, np.minimum),
    "max": _extreme(max, np.maximum),
    "ceil": _either(math.ceil, np.ceil),
    "floor": _either(math.floor, np.floor),
    # A half goes to the even number beside it.
    "round": _either(round, np.round),
    "sqrt": _either(math.sqrt, np.sqrt),
}
_OF_MANY = {"min", "max"}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+−×*/^(),]))")
_SPELLED = {"−": "-", "×": "*", "^": "**"}


class NoArithmetic(ValueError):
    """A formula that holds words or signs beyond arithmetic, such as a sum over months."""


class Formula:
    """A formula that is shown and worked out: numbers, names, + − × / ^, parentheses and the functions of `FUNCTIONS`.

    Args:
        text: Such as `gpu_hours × price_usd_per_gpu_hour`.

    Raises:
        NoArithmetic: Where it is more than arithmetic.
    """

    def __init__(self, text: str) -> None:
        self.text, self._step = text, _compile(text)

    def over(self, values: Values) -> Value:
        """Work it out, in the order of the signs, over numbers, draws or both.

        Args:
            values: The value of each name [any unit]; draws all of one shape (count,).

        Returns:
            A number where all values are numbers, else draws of their shape.

        Raises:
            NoArithmetic: Where a name has no value, or a broken power is taken of less than nothing.
            ArithmeticError: Where numbers cannot be worked out, such as a division by 0.
        """
        wide = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
        if not all(map(is_final, wide.values())):
            return self._step(values)
        said = (self.text, *(name if name in wide else (name, value) for name, value in values.items()))
        return _worked_out.of(said, tuple(wide.values()), lambda: self._final(values))

    def _final(self, values: Values) -> Value:
        result = self._step(values)
        return final(result) if isinstance(result, np.ndarray) else result


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Work a formula out by hand, as its reader would. Raises as `Formula` and `Formula.over` do."""
    return float(Formula(formula).over(values))


@lru_cache(maxsize=1024)
def _compile(text: str) -> _Step:
    """Return a function that works a formula out; read once, worked out for each change of an answer."""
    if len(text) > LONGEST:
        raise NoArithmetic(f"a formula has at most {LONGEST} characters, not {len(text)}")
    spelled = (repr(float(token)) if kind == "number" else _SPELLED.get(token, token) for kind, token in tokens(text))
    try:
        return _step(ast.parse(" ".join(spelled), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise NoArithmetic(f"{text!r} is no arithmetic: {error}") from None


def _power(base: Value, power: Value) -> Value:
    if np.any(np.less(base, 0)) and np.any(np.not_equal(power, np.floor(power))):
        raise NoArithmetic("a broken power of less than nothing has no value")
    raised: Value = base**power
    return raised


_SIGNS: dict[type[ast.operator], Callable[[Any, Any], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
}


def _step(node: ast.expr) -> _Step:
    match node:
        case ast.Constant(value=float() as number):
            return lambda values: number
        case ast.Name(id=name):
            return lambda values: _look_up(values, name)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            step = _step(inner)
            return lambda values: -step(values)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return _sum(node)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
            work_out, before, after = _SIGNS[type(sign)], _step(left), _step(right)
            return lambda values: work_out(before(values), after(values))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in FUNCTIONS:
            return _call(name, [_step(argument) for argument in given])
    raise NoArithmetic(f"{ast.unparse(node)!r} is no arithmetic")


def _sum(node: ast.expr) -> _Step:
    """Work a sum out from left to right without a step within a step for each summand: sums may be long."""
    later: list[tuple[Callable[[Any, Any], Value], _Step]] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        later.append((_SIGNS[type(node.op)], _step(node.right)))
        node = node.left
    first, rest = _step(node), tuple(reversed(later))
    return lambda values: reduce(lambda sum, summand: summand[0](sum, summand[1](values)), rest, first(values))


def _look_up(values: Values, name: str) -> Value:
    if name not in values:
        raise NoArithmetic(f"{name!r} has no value")
    value = values[name]
    return value if isinstance(value, np.ndarray) else float(value)


def _call(name: str, steps: list[_Step]) -> _Step:
    if not steps or (len(steps) != 1 and name not in _OF_MANY):
        raise NoArithmetic(f"{name} takes one value")
    work_out = FUNCTIONS[name]
    return lambda values: work_out(*(step(values) for step in steps))


class FormulaPiece(NamedTuple):
    """A part of a formula as it is shown, with the blanks around it."""

    text: str
    named: bool = False
    """Whether it stands for a name of the formula."""


SAID = {
    "exp": gettext_noop("e to the power of"),
    "ln": gettext_noop("natural logarithm of"),
    "min": gettext_noop("the smallest of"),
    "max": gettext_noop("the largest of"),
    "ceil": gettext_noop("rounded up"),
    "floor": gettext_noop("rounded down"),
    "round": gettext_noop("rounded"),
    "sqrt": "√",
    "^": gettext_noop("to the power of"),
}
"""Functions and powers as people read them."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def pieces(
    formula: str,
    name: Callable[[str], str],
    number: Callable[[float], str],
    *,
    shares: Collection[str] = (),
    word: Callable[[str], str] = str,
) -> tuple[FormulaPiece, ...]:
    """Return a formula as people read it: words for its names and functions, and its numbers as they write them.

    Args:
        formula: As `evaluate` takes it.
        name: Says a name.
        number: Says a number.
        shares: Names that count in percent: "mfu / 100" is said as the share alone, "25 %" or "MFU".
        word: Says one of `SAID` in the reader's language.

    Raises:
        NoArithmetic: Where it is more than arithmetic.
    """
    parts, shown, place = list(tokens(formula)), list[FormulaPiece](), 0
    while place < len(parts):
        kind, text = parts[place]
        first = place == 0 or parts[place - 1][1] in {"(", ",", "^"}
        place += 1
        if kind == "number":
            shown.append(FormulaPiece(number(float(text))))
        elif text == "^" and shown and (raised := _raised(parts[place : place + 1])):
            # Of a name as a whole: "a share of all²" would read as if only its last word were squared.
            if shown[-1].named:
                shown[-1:] = [FormulaPiece("("), shown[-1], FormulaPiece(")")]
            shown.append(FormulaPiece(raised))
            place += 1
        elif text in SAID:
            said = SAID[text] if text == "sqrt" else f"{word(SAID[text])} "
            shown.append(FormulaPiece(f" {said}" if text == "^" else said))
        elif kind == "sign":
            shown.append(FormulaPiece(_spaced({"-": "−", "*": "×"}.get(text, text), first=first)))
        elif text in shares and parts[place : place + 2] == [("sign", "/"), ("number", "100")]:
            place += 2
            shown.append(FormulaPiece(name(text), named=True))
        else:
            bare = name(text).removesuffix("%").rstrip("\u00a0 ") if text in shares else name(text)
            shown.append(FormulaPiece(bare, named=True))
    return tuple(shown)


def _raised(following: Sequence[tuple[str, str]]) -> str:
    """Return a whole number as a power that stands above the line; "" for any other."""
    return following[0][1].translate(_RAISED) if following and following[0][1].isdecimal() else ""


def _spaced(sign: str, *, first: bool) -> str:
    if sign == ",":
        return ", "
    return f" {sign} " if sign in "+−×/" and not first else sign


def tokens(formula: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a formula: what each is (number, name or sign) and its text. Raises NoArithmetic."""
    place, end = 0, len(formula.rstrip())
    while place < end:
        match = _TOKEN.match(formula, place)
        if match is None:
            raise NoArithmetic(f"{formula!r} holds more than arithmetic")
        place = match.end()
        yield str(match.lastgroup), match[str(match.lastgroup)]
