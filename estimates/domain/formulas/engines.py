"""Engines that answer and how they are used: how many texts at a time, and what they reach of the speed worked out."""

from dataclasses import dataclass

from estimates.domain.formulas.serving import MOST_TEXTS, MOST_TEXTS_OFFLINE
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop, joined

CURRENT, OLDER, PLAIN = "current", "older", "plain"
ONLINE, OFFLINE, SINGLE = "online", "offline", "single"

# Measured / worked out at the number of texts that was measured (serving_runs.csv, rows marked check).
_ONLINE = Range(low=0.6, likely=1.0, high=1.35)
_SINGLE = Range(low=0.35, likely=0.85, high=1.4)
_OLDER = Range(low=0.45, likely=0.9, high=1.3)
_PLAIN = Range(low=0.05, likely=0.15, high=0.4)
LEARNT_FROM = "NVIDIA"
"""The maker of the accelerators behind nearly all published speeds of today's engines."""
_OTHER_MAKERS = Range(low=0.6, likely=1.0, high=2.6)
_OTHER_MAKERS_SOURCE = gettext_noop(
    "other makers: eight maxima of MI300X by one tester are in the fit; AMD's own entries of MLPerf 4.1 and 5.0 are "
    "2.2 and 3 times as fast (from memory); the low end is ours"
)
_SOURCES = {
    OFFLINE: gettext_noop(
        "Published offline maxima of models left out of the fit: measured / worked out (serving_runs.csv)"
    ),
    ONLINE: gettext_noop(
        "NVIDIA NIM 1.8, vLLM of 2025 on MI300X and of 2026 on TPU reach 0.67 to 1.38 of it (serving_runs.csv); "
        "the low end, for texts of mixed lengths, is ours"
    ),
    SINGLE: gettext_noop(
        "One text at a time: SGLang 0.4 on H20 reaches 0.34 to 0.67, NVIDIA NIM and vLLM 0.96 to 1.38 "
        "(serving_runs.csv)"
    ),
    OLDER: gettext_noop("Engines of 2023: TensorRT-LLM 0.6 reaches 0.46 to 1.39, vLLM 0.45 (serving_runs.csv)"),
    PLAIN: gettext_noop(
        "transformers without an engine: vLLM of 2023 answered up to 24 times as much (its announcement, from "
        "memory); the range is ours"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine in one use."""

    speed: Range
    """Measured / worked out."""
    most_texts: float
    """Texts at a time at the most."""
    waits: bool
    """Whether somebody waits for the answers, so that a speed for each user counts."""
    source: str
    texts_source: str


def engine_for(engine: str, use: str, *, spread: Range, maker: str = LEARNT_FROM) -> Engine:
    """Return what is known of an engine in a use; an empty name is the usual one.

    Args:
        engine: `current`, `older` or `plain`.
        use: `online`, `offline` or `single`.
        spread: Measured / worked out of published offline maxima.
        maker: Of the accelerator; the range is wider for those with few published speeds.
    """
    engine, use = engine or CURRENT, use or ONLINE
    known = engine if engine in (OLDER, PLAIN) else use
    speed = {OLDER: _OLDER, PLAIN: _PLAIN, ONLINE: _ONLINE, SINGLE: _SINGLE, OFFLINE: spread}[known]
    most = {ONLINE: MOST_TEXTS, OFFLINE: MOST_TEXTS_OFFLINE, SINGLE: 1}[use]
    told = {
        ONLINE: gettext_noop("Default of vLLM on large chips (max_num_seqs), from memory, not looked up"),
        OFFLINE: gettext_noop("What the published offline maxima need (serving_runs.csv)"),
        SINGLE: gettext_noop("One text at a time, as answered"),
    }[use]
    if engine != CURRENT:
        most, told = (
            min(most, _OLDER_TEXTS),
            gettext_noop("Default of engines of 2023 (max_num_seqs of vLLM, from memory)"),
        )
    if engine == PLAIN:
        most, told = min(most, _PLAIN_TEXTS), gettext_noop("A batch that waits for its longest text. Ours")
    source = _SOURCES[known]
    if maker != LEARNT_FROM:
        speed, source = speed.times_independent(_OTHER_MAKERS), joined(source, _OTHER_MAKERS_SOURCE)
    return Engine(speed=speed, most_texts=most, waits=use != OFFLINE, source=source, texts_source=told)


_OLDER_TEXTS, _PLAIN_TEXTS = 256, 8
