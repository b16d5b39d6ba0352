"""How verdicts look: the class that colours them, and how many of four steps are lit."""

_LOOKS = {
    "stop": ("v-stop", 1),
    "simple_first": ("v-simple", 1),
    "fix_first": ("v-fix", 2),
    "pilot": ("v-pilot", 3),
    "go": ("v-go", 4),
}


def look_of(outcome_id: str) -> tuple[str, int]:
    """Return the class of a verdict by its id, and how many of four steps are lit; nothing while there is none."""
    return _LOOKS.get(outcome_id, ("", 0))
