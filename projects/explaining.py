"""Figures in words: the formula with the labels of its inputs, and with their values filled in."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from projects.domain.figures import Figure, Input, Origin
from projects.domain.formulas import FormulaPiece, NoArithmetic, evaluate, pieces
from projects.domain.ranges import Range
from projects.domain.text import Told, agreed, gettext_noop, in_a_row
from projects.formatting import Formatter

_ORIGINS = {
    Origin.ANSWER: gettext_noop("Answer"),
    Origin.ASSUMPTION: gettext_noop("Assumption"),
    Origin.REFERENCE: gettext_noop("Published"),
    Origin.RESULT: gettext_noop("Result"),
}


def say_origin(origin: Origin) -> str:
    """Say where an input comes from."""
    return _(_ORIGINS[origin])


_ALIKE = 0.005
"""Two values that differ by less look alike when they are rounded as a page rounds them."""


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A formula with values filled in, and what comes out by hand."""

    filled: tuple[FormulaPiece, ...]
    result: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """How a figure can be worked out again by whoever doubts it."""

    words: tuple[FormulaPiece, ...]
    """The formula in the labels of its inputs, or what goes into it where it is more than arithmetic."""
    likely: Worked | None
    """With every input at its likely value; None where the formula is more than arithmetic."""
    least: Worked | None = None
    """With every input at the end that makes the result small; None where nothing has a width."""
    most: Worked | None = None
    differs: bool = False
    """Whether the middle of the draws is another number than the one by hand."""

    def is_narrower(self, value: Range) -> bool:
        """Tell whether a range is narrower than from the ends of its inputs, as far as a reader would see it."""
        if self.least is None or self.most is None:
            return False
        return value.high - value.low < (self.most.value - self.least.value) * (1 - _ALIKE)


def say_told(text: str) -> str:
    """Return a text of the domain in the reader's language, with its values written as there.

    A text that is nobody's to translate, such as a paper's title or somebody's note, stays as it is.
    """
    write = Formatter.for_reader()

    def say(value: float | str | date) -> str:
        if isinstance(value, date):
            return write.date(value)
        if isinstance(value, str):
            return say_told(value) if value else ""
        return write.number(value)

    parts = text.parts if isinstance(text, Told) else ((text, {}),)
    return in_a_row(
        agreed(_(part) % {name: say(value) for name, value in values.items()}) if values else _(part)
        for part, values in parts
        if part
    )


def in_words(figure: Figure, write: Formatter) -> tuple[FormulaPiece, ...]:
    """Return a figure's formula in the labels of its inputs; where it is more than arithmetic, what goes into it."""
    labels = {given.name: say_told(given.label) for given in figure.inputs}
    shares = {given.name for given in figure.inputs if given.unit.startswith("%")}

    def name(identifier: str) -> str:
        return labels.get(identifier, identifier.replace("_", " "))

    listed = _("Calculated from: %(inputs)s.")
    if "Σ" in figure.formula:  # a sum over months is more than arithmetic
        listed = _("Calculated month by month from: %(inputs)s.")
    else:
        with suppress(NoArithmetic):
            return pieces(figure.formula, name, write.precise, shares=shares, word=_)
    return (FormulaPiece(listed % {"inputs": ", ".join(dict.fromkeys(labels.values()))}),)


def explain(figure: Figure, formatter: Formatter) -> Explanation:
    """Return a figure's formula in words and in numbers."""
    words = in_words(figure, formatter)
    try:
        likely = _worked(figure, {given.name: given.value.likely for given in figure.inputs}, formatter)
    except (NoArithmetic, ArithmeticError):
        return Explanation(words=words, likely=None)
    ends = _ends(figure)
    return Explanation(
        words=words,
        likely=likely,
        least=_worked(figure, ends[0], formatter) if ends else None,
        most=_worked(figure, ends[1], formatter) if ends else None,
        differs=not math.isclose(likely.value, figure.value.likely, rel_tol=_ALIKE),
    )


def _worked(figure: Figure, values: Mapping[str, float], formatter: Formatter) -> Worked:
    units = {given.name: given.unit for given in figure.inputs}
    shares = {name for name, unit in units.items() if unit.startswith("%")}

    def say(name: str) -> str:
        return formatter.precise(values[name], units[name])

    value = evaluate(figure.formula, values)
    return Worked(
        filled=pieces(figure.formula, say, formatter.precise, shares=shares, word=_),
        result=formatter.precise(value, figure.unit),
        value=value,
    )


def _ends(figure: Figure) -> tuple[dict[str, float], dict[str, float]] | None:
    """Return the values that make the result smallest and largest, each input taken at the end that leads there."""
    likely = {given.name: given.value.likely for given in figure.inputs}
    wide = [given for given in figure.inputs if not given.value.is_exact]
    if not wide:
        return None
    least, most = dict(likely), dict(likely)
    try:
        for given in wide:
            down, up = (_with(figure, likely, given, end) for end in (given.value.low, given.value.high))
            turned = down > up
            least[given.name] = given.value.high if turned else given.value.low
            most[given.name] = given.value.low if turned else given.value.high
        least, most = _turned(figure, least, smaller=True), _turned(figure, most, smaller=False)
        if evaluate(figure.formula, least) > evaluate(figure.formula, most):
            return None
    except (NoArithmetic, ArithmeticError):
        return None
    return least, most


def _turned(figure: Figure, values: dict[str, float], *, smaller: bool) -> dict[str, float]:
    """Turn an input to its other end where that leads further, now that the others stand at theirs.

    More users of what slows work down cost more, and of what speeds it up less: the end depends on another input.
    """
    best = evaluate(figure.formula, values)
    for given in figure.inputs:
        if not given.value.is_exact:
            other = given.value.low if values[given.name] == given.value.high else given.value.high
            turned = _with(figure, values, given, other)
            if turned < best if smaller else turned > best:
                values, best = {**values, given.name: other}, turned
    return values


def _with(figure: Figure, values: Mapping[str, float], given: Input, end: float) -> float:
    return evaluate(figure.formula, {**values, given.name: end})
