"""Wrong passwords and codes, counted for what is guessed and never for who guesses.

Thirty colleagues behind one address are one address, and whoever means harm has many. So each link counts the wrong
passwords for it, and codes, which name nobody, are counted all together. Links need no count: 256 random bits are
never found (`config.guesses` only keeps whoever tries from filling the lanes).
"""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.limits import OverLimit
from projects.models import ShareLink, WrongGuesses

WINDOW = timedelta(hours=1)
MOST_PASSWORDS = 100
"""Wrong ones for one link within an hour: a team that mistypes stays below, and eight letters are not found."""
MOST_CODES = 2_000
"""Wrong codes within an hour, all together: against 2⁵⁰ codes nothing; a link to return opens all the same."""
CODES = "codes"
MOST_KEYS = 2_000
"""Wrong keys of programs within an hour, all together; what follows is refused without being written down."""
KEYS = "keys"


def target_of(link: ShareLink) -> str:
    """Return what the wrong passwords of a link are counted under."""
    return f"link {link.pk}"


def guess(target: str, most: int, is_right: Callable[[], bool]) -> bool:
    """Tell whether a guess is right, and count it where it is not.

    Args:
        target: What is guessed.
        most: So many wrong ones within an hour; after them none is tried, be it right or wrong.
        is_right: Tries it.

    Raises:
        OverLimit: Where too many were wrong.
    """
    now = timezone.now()
    if WrongGuesses.objects.filter(target=target, began_at__gt=now - WINDOW, count__gte=most).exists():
        raise OverLimit(_("This was tried too often. Please try again in an hour."))
    if is_right():
        return True
    _count(target)
    return False


def note_wrong_key() -> None:
    """Count a key of a program that opens nothing. One that is right opens all the same: 256 bits are not guessed.

    Raises:
        OverLimit: Where too many were wrong.
    """
    guess(KEYS, MOST_KEYS, lambda: False)


def _count(target: str) -> None:
    now = timezone.now()
    row, _made = WrongGuesses.objects.get_or_create(target=target, defaults={"began_at": now})
    if row.began_at <= now - WINDOW:
        WrongGuesses.objects.filter(pk=row.pk, began_at=row.began_at).update(began_at=now, count=0)
    WrongGuesses.objects.filter(pk=row.pk).update(count=F("count") + 1)
