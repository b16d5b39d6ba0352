"""Formulas as they stand at a figure: read, worked out, and written with other words for their names.

Only for showing and checking: figures are worked out by plain code, and tests hold the two against each other.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "ln": math.log,
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
    "sqrt": math.sqrt,
}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+−×*/^(),]))")


class NoArithmetic(ValueError):
    """A formula that holds words or signs beyond arithmetic, such as a sum over months."""


def names_in(formula: str) -> tuple[str, ...]:
    """Return the names in a formula, each once, in order. Raises NoArithmetic."""
    tokens = list(_tokens(formula))
    return tuple(dict.fromkeys(text for kind, text in tokens if kind == "name" and text not in FUNCTIONS))


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Work a formula out by hand, as its reader would.

    Args:
        formula: Numbers, names, + − × / ^, parentheses and the functions of `FUNCTIONS`.
        values: The value of each name [any unit].

    Raises:
        NoArithmetic: Where it is more than arithmetic, or names something that has no value.
        ArithmeticError: Where it cannot be worked out, such as a division by 0.
    """
    return _Reader(list(_tokens(formula)), values).result()


class Piece(NamedTuple):
    """A part of a formula as it is shown, with the blanks around it."""

    text: str
    named: bool = False
    """Whether it stands for a name of the formula."""


def pieces(
    formula: str, name: Callable[[str], str], number: Callable[[float], str], *, shares: Collection[str] = ()
) -> tuple[Piece, ...]:
    """Return a formula with other words for its names and other digits for its numbers.

    Args:
        formula: As `evaluate` takes it.
        name: Says a name.
        number: Says a number.
        shares: Names that count in percent: "mfu / 100" is said as the share alone, "25 %" or "MFU".

    Raises:
        NoArithmetic: Where it is more than arithmetic.
    """
    tokens, found, place = list(_tokens(formula)), list[Piece](), 0
    while place < len(tokens):
        kind, text = tokens[place]
        first = place == 0 or tokens[place - 1][1] in {"(", ","}
        place += 1
        if kind == "number":
            found.append(Piece(number(float(text))))
        elif kind == "sign" or text in FUNCTIONS:
            found.append(Piece(_spaced({"-": "−", "*": "×"}.get(text, text), first=first)))
        elif text in shares and tokens[place : place + 2] == [("sign", "/"), ("number", "100")]:
            place += 2
            found.append(Piece(name(text), named=True))
        else:
            bare = name(text).removesuffix("%").rstrip("\u00a0 ") if text in shares else name(text)
            found.append(Piece(bare, named=True))
    return tuple(found)


def _spaced(sign: str, *, first: bool) -> str:
    if sign == ",":
        return ", "
    return f" {sign} " if sign in "+−×/" and not first else sign


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(formula.rstrip())
    while place < end:
        found = _TOKEN.match(formula, place)
        if found is None:
            raise NoArithmetic(f"{formula!r} holds more than arithmetic")
        place = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


class _Reader:
    """Works out one formula by descending from sums to products, powers and values."""

    def __init__(self, tokens: list[tuple[str, str]], values: Mapping[str, float]) -> None:
        self.tokens, self.values, self.place = tokens, values, 0

    def result(self) -> float:
        found = self._sum()
        if self.place != len(self.tokens):
            raise NoArithmetic(f"{self._next!r} stands where a sign is expected")
        return found

    @property
    def _next(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def _take(self, *signs: str) -> str:
        """Return the next sign if it is one of these, and step over it; else an empty text."""
        if self._next in signs and self.place < len(self.tokens):
            self.place += 1
            return self.tokens[self.place - 1][1]
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise NoArithmetic(f"{sign!r} is missing")

    def _sum(self) -> float:
        found = self._product()
        while sign := self._take("+", "-", "−"):
            found = found + self._product() if sign == "+" else found - self._product()
        return found

    def _product(self) -> float:
        found = self._power()
        while sign := self._take("×", "*", "/"):
            found = found / self._power() if sign == "/" else found * self._power()
        return found

    def _power(self) -> float:
        if self._take("-", "−"):
            return -self._power()
        base = self._value()
        if not self._take("^"):
            return base
        power = self._power()
        if base < 0 and power != int(power):
            raise NoArithmetic("a broken power of less than nothing has no value")
        return float(base**power)

    def _value(self) -> float:
        if self._take("("):
            found = self._sum()
            self._expect(")")
            return found
        if self.place >= len(self.tokens) or self.tokens[self.place][0] == "sign":
            raise NoArithmetic("a number or a name is missing")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return float(text)
        if text in FUNCTIONS:
            return self._call(text)
        if text not in self.values:
            raise NoArithmetic(f"{text!r} has no value")
        return self.values[text]

    def _call(self, name: str) -> float:
        given = self._arguments()
        if len(given) != 1 and name not in {"min", "max"}:
            raise NoArithmetic(f"{name} takes one value")
        return float(FUNCTIONS[name](given) if name in {"min", "max"} else FUNCTIONS[name](*given))

    def _arguments(self) -> list[float]:
        self._expect("(")
        found = [self._sum()]
        while self._take(","):
            found.append(self._sum())
        self._expect(")")
        return found
