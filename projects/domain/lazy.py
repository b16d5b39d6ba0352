"""Values that are worked out when they are first asked for."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):
    """A property that is worked out once for each object, without a lock.

    That of functools holds one lock for all objects of a class until Python 3.12. Two threads that each work out a
    value which needs another one wait for each other for ever, and with them every page of their lane. Without a lock
    the worst is that two threads work out the same value.

    Args:
        work: Works out the value.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = ""
        self.__doc__ = work.__doc__

    def __set_name__(self, _owner: type[Any], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> Self | T:
        if instance is None:
            return self
        # Whoever asks again finds the value in the object and does not come here.
        value = instance.__dict__[self._name] = self._work(instance)
        return value
