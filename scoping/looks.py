"""How the verdicts of the checklist look."""

from scoping.domain.readiness import Verdict

_LOOKS = {"stop": ("v-stop", 1), "fix_first": ("v-fix", 2), "pilot": ("v-pilot", 3), "go": ("v-go", 4)}


def look_of(verdict: Verdict | None) -> tuple[str, int]:
    """Return the class of a verdict, and how many of four steps are lit; nothing while there is none."""
    return _LOOKS[verdict.id] if verdict else ("", 0)
