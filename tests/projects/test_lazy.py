"""Values that are worked out when they are first asked for."""

import threading

from projects.domain.lazy import cached_property


class Pair:
    """Two values of which each needs that of another object, once both threads are on their way."""

    def __init__(self, both: threading.Barrier | None = None) -> None:
        self.both, self.other, self.times = both, self, 0

    @cached_property
    def left(self) -> int:
        self.times += 1
        if self.both is None:
            return 1
        self.both.wait(10)
        return self.other.right

    @cached_property
    def right(self) -> int:
        if self.both is None:
            return 2
        self.both.wait(10)
        return self.other.left


def test_value_is_worked_out_once_for_each_object():
    first, second = Pair(), Pair()
    assert (first.left, first.left, second.left) == (1, 1, 1)
    assert (first.times, second.times) == (1, 1)


def test_class_gives_the_property_itself():
    assert isinstance(Pair.left, cached_property)


def test_two_threads_that_need_each_others_values_do_not_wait_for_each_other():
    both = threading.Barrier(2)
    first, second = Pair(both), Pair(both)
    first.other, second.other = Pair(), Pair()
    told = {}
    threads = [
        threading.Thread(target=lambda: told.update(left=first.left), daemon=True),
        threading.Thread(target=lambda: told.update(right=second.right), daemon=True),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert told == {"left": 2, "right": 1}
