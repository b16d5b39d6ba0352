"""Like with like: which open model stands on own servers where a hosted one is held against them."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from estimates.domain.formulas.kinds import Architecture
from estimates.domain.published.api_models import ApiModel
from estimates.domain.published.reference import ModelPreset
from projects.domain.text import gettext_noop, plain_name

OPEN_MODELS = ("SmolLM3-3B", "Llama 3.1 8B", "Phi-4", "Llama 3.1 70B", "Llama 3.1 405B")
"""Open models by size, one for each class."""
PRICE_CLASSES = ((0.3, "Llama 3.1 8B"), (3.0, "Llama 3.1 70B"), (math.inf, "Llama 3.1 405B"))
"""Up to which list price [USD/million tokens, three in for one out] a model counts as of which class.

Open models of 7 to 9 billion parameters are sold at $0.14 in the middle, of 70 to 72 billion at $0.72; none above $3
(list prices of genai-prices, November 2026). The borders are ours: a maker's margin is no size.
"""
SEEING_MODELS = ("Gemma 3 4B", "Gemma 3 12B", "Gemma 3 27B")
"""Open models that read pictures, by size. A model that reads text alone stands beside none that sees."""
SEEING_PRICE_CLASSES = ((0.3, "Gemma 3 4B"), (math.inf, "Gemma 3 27B"))
"""As `PRICE_CLASSES`, of models that read pictures; the reference data know no larger one."""
SAME_CLASS = 3.0
"""Sizes within this factor are of one class. Ours."""
SAME_SIZE = 1.1
"""A name rounds its size: "7b" has 7.6 billion. Ours."""
_CLOSED = ("proprietary", "not released")
_WRITES = (Architecture.DECODER, Architecture.MOE_DECODER)
# "llama-3.3-70b-instruct" is 70; the "a22b" of "qwen3-235b-a22b" counts what is active, and the first size is taken.
_SIZE = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)b(?![a-z])")
# What follows a name: ".5", and "-2", make another version of it; "-0528" is a day, "-8b" a size, "-1:0" a revision.
_OTHER_VERSION = re.compile(r"\.\d|-\d{1,2}(?![\da-z:])")
# A letter that follows at once, and words of size or of senses, make another model: "GLM-4.5V", "phi-4-multimodal".
_OTHER_MODEL = re.compile(r"[a-z]|.*\b(?:multimodal|vision|vl|audio|omni|ocr|mini|nano|tiny|lite|flash|airx?)\b")

SAME_MODEL = gettext_noop("Hosted: %(hosted)s. Own: %(own)s, the same model.")
SAME_FAMILY = gettext_noop("Hosted: %(hosted)s. Own: %(own)s, the nearest of its family whose size is known.")
BY_SIZE = gettext_noop("Hosted: %(hosted)s. Own: %(own)s, the open model nearest in size.")
BY_TASK = gettext_noop("Both sides: %(own)s, our proposal for this task. The hosted price is yours.")
BY_TASK_AT_USUAL_PRICE = gettext_noop(
    "Both sides: %(own)s, our proposal for this task. The hosted price is that of small models."
)
BY_PRICE = gettext_noop(
    "Hosted: %(hosted)s; its size is not published. Own: %(own)s, an open model of the class sold at about that price."
)
OWN_CLASS = gettext_noop("Hosted: %(hosted)s. Own: %(own)s, of the same class.")
OTHER_CLASS = gettext_noop(
    "Hosted: %(hosted)s, of the class of %(like)s. Own: %(own)s. These are not the same class of model: compare what "
    "they get right before you compare what they cost."
)
OTHER_KIND = gettext_noop(
    "Hosted: %(hosted)s, a general model. Own: %(own)s, an encoder trained for this task. Compare what they get right "
    "before you compare what they cost."
)


COMPARED = (
    SAME_MODEL, SAME_FAMILY, BY_SIZE, BY_TASK, BY_TASK_AT_USUAL_PRICE, BY_PRICE, OWN_CLASS, OTHER_CLASS, OTHER_KIND,
)  # fmt: skip
"""What is said of the two sides."""


@dataclass(frozen=True, kw_only=True)
class HostedFacts:
    """What is known of the hosted side."""

    name: str
    """As chosen, or ""."""
    price_usd: float
    """[USD/million tokens], three in for one out."""
    price_said: bool = True
    """Whether a price is listed or was entered; else prices of small models count."""


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """The open model that is held against a hosted one, and why this one."""

    preset: ModelPreset
    why: str


def find_stand_in(
    hosted: HostedFacts, proposed: ModelPreset | None, presets: Mapping[str, ModelPreset], *, sees: bool = False
) -> StandIn | None:
    """Return the open model of the class of a hosted one; None where the reference data know none.

    Args:
        hosted: The hosted side.
        proposed: The model that we propose for the task; it counts where nobody named the hosted one.
        presets: Known models by name.
        sees: Whether it has to read pictures.
    """
    names, classes = (SEEING_MODELS, SEEING_PRICE_CLASSES) if sees else (OPEN_MODELS, PRICE_CLASSES)
    open_models = [presets[name] for name in names if name in presets]
    if not open_models:
        return None
    if twin := _named(hosted.name, presets.values()):
        return twin
    if size := size_in(hosted.name):
        nearest = min(open_models, key=lambda model: abs(math.log(model.parameters / size)))
        return StandIn(preset=nearest, why=BY_SIZE)
    if not hosted.name and proposed is not None and proposed.architecture in _WRITES:
        return StandIn(preset=proposed, why=BY_TASK if hosted.price_said else BY_TASK_AT_USUAL_PRICE)
    like = presets.get(next(name for price, name in classes if hosted.price_usd <= price))
    return StandIn(preset=like, why=BY_PRICE) if like else None


def compare_classes(like: ModelPreset, parameters: float, architecture: Architecture) -> str:
    """Return what to say of a hosted model beside a project's own: whether both are of one class.

    Args:
        like: The open model of the hosted one's class.
        parameters: All parameters of the project's model.
        architecture: Its kind.
    """
    if architecture is Architecture.ENCODER:
        return OTHER_KIND
    same = 1 / SAME_CLASS <= parameters / like.parameters <= SAME_CLASS
    return OWN_CLASS if same else OTHER_CLASS


def hosted_like(own: ModelPreset, models: Iterable[ApiModel]) -> ApiModel | None:
    """Return the hosted model that an open one is held against: itself, else the nearest in size; None where none is.

    Of several sellers the one in the middle by price.

    Args:
        own: The open model.
        models: Hosted models.
    """
    if own.architecture not in _WRITES:
        return None
    sold = [(size_in(model.name), model) for model in models if model.offered]
    near = [model for size, model in sold if size and 1 / SAME_CLASS <= size / own.parameters <= SAME_CLASS]
    plain = plain_name(own.name)
    alike = [model for model in near if plain in plain_name(model.name)] or near
    alike.sort(key=lambda model: (model.prices[0].input, model.name))
    return alike[len(alike) // 2] if alike else None


def size_in(name: str) -> float | None:
    """Return the parameters that a model's name tells, such as 70e9 of "llama-3.3-70b"; None where it tells none."""
    found = _SIZE.search(name.casefold())
    size = float(found[1]) * 1e9 if found else 0.0
    return size or None


def _named(name: str, presets: Iterable[ModelPreset]) -> StandIn | None:
    """Return the open model whose whole name stands in the hosted one's, and of its size; of several the longest."""
    sold_as, size = name.casefold().partition(" (")[0], size_in(name)
    called = re.sub(r"(?<=\d)p(?=\d)", ".", sold_as)  # some sellers write a point so: "deepseek-v3p2"
    held = [(preset, match.end()) for preset in presets if (match := _spelt(preset.name).search(called))]
    able = [
        (preset, called[end:])
        for preset, end in held
        if _can_be_run(preset) and (size is None or _has_size(preset, size)) and not _OTHER_MODEL.match(called[end:])
    ]
    if not able:
        return None
    preset, rest = max(able, key=lambda pair: len(pair[0].name))
    return StandIn(preset=preset, why=SAME_FAMILY if _OTHER_VERSION.match(rest) else SAME_MODEL)


@cache
def _spelt(name: str) -> re.Pattern[str]:
    """Return what finds a name however its parts are joined: "llama3-1-8b" is Llama 3.1 8B."""
    return re.compile(r"[^a-z0-9]*".join(re.findall(r"[a-z]+|[0-9]+", name.casefold())))


def _can_be_run(preset: ModelPreset) -> bool:
    """Tell whether it writes, and anybody may run it: "gpt-3.5-turbo" is no GPT-3 on servers of one's own."""
    return preset.architecture in _WRITES and not preset.license.startswith(_CLOSED)


def _has_size(preset: ModelPreset, size: float) -> bool:
    """Tell whether a name may say its size: some names count what works on each token.

    A small model that learnt from a large one bears its name too, such as "deepseek-r1-distill-llama-8b".
    """
    known = (preset.parameters, preset.active_parameters)
    return size == size_in(preset.name) or any(1 / SAME_SIZE <= size / each <= SAME_SIZE for each in known)
