"""How the C library and Python deal with memory that nobody uses any more."""

import ctypes
import gc
import sys

# Names and numbers of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT_BYTES = 64 * 2**20
_LARGEST_KEPT_BYTES = 4 * 2**20
_MOST_ARENAS = 2
_NEW_OBJECTS = 10_000
"""So many more than before are made until Python looks; by itself it does after 700."""


def keep_freed_memory() -> bool:
    """Keep up to 64 MB that was freed, in each of two heaps, for what comes next; elsewhere than on Linux do nothing.

    An estimate fills some thirty arrays of 800 kB and drops them. By default each goes back to the system, and the
    next estimate spends a quarter of its time on getting the pages anew, zeroed.

    Returns:
        Whether the C library took it.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # missing in other C libraries than glibc
    wishes = (_TRIM_THRESHOLD, _KEPT_BYTES), (_MMAP_THRESHOLD, _LARGEST_KEPT_BYTES), (_ARENA_MAX, _MOST_ARENAS)
    return mallopt is not None and all(mallopt(name, value) == 1 for name, value in wishes)


def spare_what_is_loaded() -> None:
    """Look no more for what nobody uses among all that is loaded by now, and less often among what comes.

    What is loaded stays as long as the process, and to look through it takes about 0.1 s, every few dozen pages;
    whoever asks for the next one waits for it. Of what a page makes next to nothing is left in circles, and looking for
    it takes some ms of each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
