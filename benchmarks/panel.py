"""The result panel of computing after one change, against a page that says "ok", both through the whole stack.

Each round changes one answer of the worked example's fine-tuning scenario, so nothing but the draws of the other inputs
is remembered; what is timed is the request for the panel that follows, with its 100,000 draws, figures and charts.

Run: python -m benchmarks.panel
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import WorkedExample, in_thrown_away_folder, show, show_processor_time, time_in_turns

ROUNDS = 40


def tokens(number: int) -> dict[str, float]:
    """Return how many tokens are read, never twice the same."""
    likely = 6e6 + number
    return {"low": likely / 2, "likely": likely, "high": likely * 2}


def measure() -> None:
    """Change the worked example's fine-tuning scenario, then ask in turns."""
    example = WorkedExample("fine_tune", "compute.training_tokens")

    from django.urls import reverse

    panel = reverse("estimates:compute_result", args=[example.project.pk, "fine_tune"])
    health = reverse("health")
    works = (lambda: example.ask(panel), lambda: example.ask(health))
    panel_ms, bare_ms = time_in_turns(*works, rounds=ROUNDS, before=lambda: example.change(tokens))
    show("the panel of computing after one change", panel_ms, "a page that says ok", bare_ms)
    show_processor_time("the panel", *works, rounds=ROUNDS, before=lambda: example.change(tokens))


if __name__ == "__main__":
    in_thrown_away_folder(measure)
