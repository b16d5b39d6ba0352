"""The verdict with its 10,000 draws after one changed answer, against a page that says "ok", through the whole stack.

Each round changes what one case saves in the worked example: team, computing, business case, findings and the verdict
with what would change it are worked out anew. Timed are the panel of the readiness page, which shows the verdict, the
overview, which shows all of it with its charts, the panel of the value page with what decides, and what a controller
opens: cash by month, break-even, what finding out is worth. Then two of them with another seed, so that no draw of
before is of any use.

Run: python -m benchmarks.decision
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import WorkedExample, in_thrown_away_folder, show, time_in_turns

ROUNDS = 40


def saving(number: int) -> dict[str, float]:
    """Return what one case saves, never twice the same."""
    likely = 2 + number / 1000
    return {"low": likely * 0.8, "likely": likely, "high": likely * 1.2}


def measure() -> None:
    """Change the worked example, then ask in turns."""
    example = WorkedExample("base", "value.saving_per_case")

    from django.urls import reverse

    def changed() -> None:
        example.change(saving)

    def taken_ms(name: str, before: Callable[[], None]) -> list[float]:
        page, health = reverse(name, args=[example.project.pk, "base"]), reverse("health")
        return time_in_turns(
            lambda: example.ask(page),
            lambda: example.ask(health),
            rounds=ROUNDS,
            before=before,
        )

    for title, name, before in (
        ("the readiness panel with the verdict after one change", "decisions:readiness_result", changed),
        ("the value panel with what decides after one change", "decisions:value_result", changed),
        ("what a controller opens after one change", "decisions:value_more", changed),
        ("the overview after one change", "reports:overview", changed),
        ("the readiness panel with every draw new", "decisions:readiness_result", example.reseed),
        ("the value panel with every draw new", "decisions:value_result", example.reseed),
        ("the options side by side after one change", "decisions:options_result", changed),
        ("the options side by side with every draw new", "decisions:options_result", example.reseed),
    ):
        page_ms, bare_ms = taken_ms(name, before)
        show(title, page_ms, "a page that says ok", bare_ms)


if __name__ == "__main__":
    in_thrown_away_folder(measure)
