"""What went wrong with something typed, in words a manager understands."""

from collections.abc import Mapping, Sequence


class BadValue(ValueError):
    """A value that cannot be an answer.

    Args:
        message: One English sentence with `%(name)s` placeholders, marked by `gettext_noop`. It says what is wrong
            and what to write instead. The page translates it and fills in the parameters.
        params: What stands in the placeholders. May hold what a person typed: escape it where it is shown.
    """

    def __init__(self, message: str, params: Mapping[str, object] | None = None) -> None:
        self.message = message
        self.params = dict(params or {})
        super().__init__(message % self.params if self.params else message)

    @property
    def readings(self) -> tuple[str, ...]:
        """The texts to choose from where what was typed can mean two things; typed back, each means one.

        A problem within a table or a month hands on those of the cell.
        """
        inner = self.params.get("problem")
        return inner.readings if isinstance(inner, BadValue) else ()


class BadCells(BadValue):
    """Several cells of one table that cannot be read: said all at once, and each at its own place.

    Args:
        each: What is wrong with each, in the order of the table. The first speaks where only one is heard.
    """

    def __init__(self, each: Sequence[BadValue]) -> None:
        self.each = tuple(each)
        super().__init__(self.each[0].message, self.each[0].params)

    @property
    def readings(self) -> tuple[str, ...]:
        """None for all of them: each cell has its own."""
        return ()


class Unclear(BadValue):
    """A text that can mean two things, or counts in another unit: it is asked back, and kept once the person chooses.

    Args:
        message: As above; `%(first)s` and `%(second)s` name the readings.
        params: As above.
        readings: One or two texts that mean one thing each when they are typed.
    """

    def __init__(self, message: str, params: Mapping[str, object], readings: tuple[str, ...]) -> None:
        self._readings = readings
        super().__init__(message, {**params, "first": readings[0], "second": readings[-1]})

    @property
    def readings(self) -> tuple[str, ...]:
        """The texts to choose from."""
        return self._readings
