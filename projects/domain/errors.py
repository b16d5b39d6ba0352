"""What went wrong with something typed, in words a manager understands."""

from collections.abc import Mapping


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
