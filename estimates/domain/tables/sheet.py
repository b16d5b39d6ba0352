"""The compute page as a sheet that reads top-down: which figure and which remark stand in which chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from estimates.domain.figures.compute import ComputeEstimate
from estimates.domain.formulas.mfu import Reason
from projects.domain.figures import Figure
from projects.domain.text import gettext_noop

HEADLINES = ("compute.one_off", "compute.running_per_month")
"""What a way costs, in two figures."""


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter of the sheet with its figures and what a reader should know of them."""

    id: str
    title: str
    lead: str
    figures: Sequence[Figure]
    steps: Sequence[Figure]
    """Steps on the way to the figures, for whoever wants to see them."""
    notes: Sequence[Reason]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that the compute page shows of an estimate."""

    headlines: Sequence[Figure]
    chapters: Sequence[Chapter]
    notes: Sequence[Reason]
    """Remarks on no figure that is there."""


_CHAPTERS = (
    (
        "once",
        gettext_noop("Cost up to launch"),
        gettext_noop("Paid once: all runs and everything that goes with them."),
    ),
    ("monthly", gettext_noop("Cost per month"), gettext_noop("Paid for as long as it is used.")),
    ("work", gettext_noop("Work and time"), gettext_noop("How much there is to compute, and how long it takes.")),
    ("memory", gettext_noop("Memory of training"), gettext_noop("What a run needs, and how it is laid out.")),
    ("machines", gettext_noop("Servers and memory"), gettext_noop("What it fits on, and how fast it answers.")),
    ("speed", gettext_noop("Serving speed"), gettext_noop("From the chip's data sheet to calls per second.")),
    (
        "volume",
        gettext_noop("Hosted or own servers"),
        gettext_noop("The same answers, per token or from your own servers."),
    ),
    ("energy", gettext_noop("Energy and CO₂e"), gettext_noop("For the machines and the site around them.")),
    ("buying", gettext_noop("Rent or buy"), gettext_noop("The same machines, rented or owned.")),
)
_OF_FIGURE = {
    "compute.call_cost": "monthly",
    "compute.serving_per_1000": "monthly",
    **dict.fromkeys(
        (
            "compute.peak_calls_per_s",
            "compute.reading_s",
            "compute.base_step_s",
            "compute.text_step_s",
            "compute.texts",
            "compute.calls_per_s",
            "compute.copies",
        ),
        "speed",
    ),
    **dict.fromkeys(
        (
            "compute.trained_parameters",
            "compute.train_weights_gb",
            "compute.train_gradients_gb",
            "compute.train_optimiser_gb",
            "compute.train_activations_gb",
            "compute.train_fewest",
            "compute.train_each_gb",
        ),
        "memory",
    ),
    "compute.copy_cost": "volume",
    "compute.copy_cases": "volume",
    "compute.break_even_cases": "volume",
    "compute.mfu": "work",
    "compute.pilot_step_mfu": "work",
    "compute.buy_up_front": "buying",
    "compute.training_use": "buying",
    "compute.machines_on_average": "machines",
    "compute.power_kw": "buying",
    "compute.owning": "buying",
    "compute.renting": "buying",
    "compute.break_even": "buying",
    "compute.break_even_utilisation": "buying",
    "compute.resale": "buying",
    "compute.fixed": "buying",
}
"""Figures that stand elsewhere than their unit says."""
_STEPS = frozenset(
    f"compute.{one}"
    for one in (
        "base_step_s", "text_step_s", "reading_s", "kv_gb", "texts", "calls_per_s", "peak_calls_per_s", "copies",
        "copy_accelerators", "copy_cost", "copy_cases", "power_kw", "fixed", "resale", "mfu",
        "pilot_step_mfu",
    )
)  # fmt: skip
"""Figures that are steps on the way to others."""
_OF_UNIT = {
    "money": "once",
    "money/month": "monthly",
    "money/year": "monthly",
    "FLOP": "work",
    "GPU-hours": "work",
    "hours": "work",
    "days": "work",
    "kWh": "energy",
    "kWh/year": "energy",
    "kg CO₂e": "energy",
    "kg CO₂e/year": "energy",
}


_FIRST = (
    "compute.machines", "compute.machines_later", "compute.serving_use", "compute.first_token_s",
    "compute.user_tokens_per_s", "compute.train_fewest", "compute.train_each_gb", "compute.copy_accelerators",
)  # fmt: skip
"""What a reader asks first stands first in its chapter; the others stand in the order in which they are worked out."""


def chapter_of(figure: Figure) -> str:
    """Return the chapter in which a figure stands: as its id says, else as its unit does, else among the machines."""
    return _OF_FIGURE.get(figure.id) or _OF_UNIT.get(figure.unit, "machines")


def make_sheet(estimate: ComputeEstimate) -> Sheet:
    """Return an estimate as the page shows it: the headlines, then chapters, each with its remarks."""
    rest = sorted((one for one in estimate.figures if one.id not in HEADLINES), key=_place)
    place = {one.id: chapter_of(one) for one in rest}
    found = [_chapter(id_, title, lead, rest, place, estimate.notes) for id_, title, lead in _CHAPTERS]
    chapters = [one for one in found if one.figures or one.steps]
    said = [note for chapter in chapters for note in chapter.notes]
    return Sheet(
        headlines=[one for id_ in HEADLINES if (one := estimate.figure(id_)) is not None],
        chapters=chapters,
        notes=[one for one in estimate.notes if one not in said],
    )


def _place(figure: Figure) -> int:
    return _FIRST.index(figure.id) if figure.id in _FIRST else len(_FIRST)


def _chapter(
    id_: str, title: str, lead: str, figures: Sequence[Figure], place: Mapping[str, str], notes: Sequence[Reason]
) -> Chapter:
    here = [one for one in figures if place[one.id] == id_]
    return Chapter(
        id=id_, title=title, lead=lead,
        figures=[one for one in here if one.id not in _STEPS],
        steps=[one for one in here if one.id in _STEPS],
        notes=[one for one in notes if id_ in (one.about, place.get(one.about))] if here else [],
    )  # fmt: skip
