"""Who tries links that do not exist. Secrets cannot be guessed; this keeps whoever tries from filling the lanes."""

from collections import OrderedDict
from time import monotonic

LINKS = ("/s/", "/b/")
"""How the addresses begin that hold a secret: of share links, and of ways back."""
MOST_WRONG = 300
"""Links that do not exist, from one address within an hour: far more than people mistype behind one address."""
WINDOW_S = 3600
MOST_ADDRESSES = 10_000


class Guesses:
    """Counts, for each address, the links that it asked for and that do not exist. Nothing else is ever limited."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> int:
        """Return for how long an address may open no link [s]; 0 for almost everybody."""
        began, wrong = self._wrong.get(address, (0.0, 0))
        left = began + WINDOW_S - monotonic()
        return int(left) + 1 if wrong >= MOST_WRONG and left > 0 else 0

    def count(self, address: str) -> None:
        """Count one link that does not exist."""
        now = monotonic()
        began, wrong = self._wrong.pop(address, (now, 0))
        self._wrong[address] = (began, wrong + 1) if now < began + WINDOW_S else (now, 1)
        while len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)


def address_of(environ: dict[str, str], *, behind_proxy: bool) -> str:
    """Return where a request comes from; of the long addresses the part that names a line."""
    address = environ["REMOTE_ADDR"]
    if behind_proxy:
        # The last one is what our proxy saw; whatever stands before it a visitor may have made up.
        address = environ.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    return ":".join(address.split(":")[:4]) if address.count(":") > 1 else address
