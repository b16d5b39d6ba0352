"""What a serving process spares itself when it looks for objects that nobody uses any more."""

import gc


def spare_what_is_loaded() -> None:
    """Leave out what is loaded by now, which stays as long as the process: to look through it takes about 0.1 s.

    Such a look comes every few dozen pages, and whoever asks for the next one waits for it.
    """
    gc.collect()
    gc.freeze()
