"""How large the model is: parameters, those that work on each token, and its shape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from estimates.domain.figures.work import Work
from estimates.domain.formulas.hardware import ModelShape
from estimates.domain.formulas.kinds import Architecture
from estimates.domain.published.reference import ModelPreset
from projects.domain.book import Term
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Fixed
from projects.domain.text import gettext_noop

# Width of a dense transformer / number of its layers; 32 to 128 in the published shapes (run_shapes.csv).
_WIDTH_PER_LAYER = 100
_HEAD_WIDTH = 128
# Heads of queries / heads of keys in models since 2023: 1 to 8 (model_presets.csv).
_SHARED_HEADS = 4
# Beyond this the model is another one than the preset, and so is its shape.
_LIKE = 1.5
USUAL_SHAPE_SOURCE = gettext_noop(
    "Assumed from the size: width = 100 × layers, four heads share their keys, as in published shapes "
    "(run_shapes.csv, model_presets.csv)"
)


def usual_shape(parameters: float) -> ModelShape:
    """Return a usual shape of a dense model of some size.

    Args:
        parameters: All of them; 12 × layers × width².

    Returns:
        The shape nearest to width = 100 × layers in whole heads of 128.
    """
    width = (parameters * _WIDTH_PER_LAYER / 12) ** (1 / 3)
    heads = max(1, round(width / _HEAD_WIDTH))
    width = heads * _HEAD_WIDTH
    return ModelShape(
        layers=max(1, round(parameters / (12 * width * width))),
        hidden_size=width,
        attention_heads=heads,
        kv_heads=max(1, round(heads / _SHARED_HEADS)),
        ffn_size=4 * width,
        vocabulary=50_000,
    )


@dataclass(frozen=True, kw_only=True)
class ModelSize:
    """A model as far as memory and speed depend on it."""

    parameters: float
    """All of them."""
    active_parameters: float
    """Those that work on each token."""
    shape: ModelShape
    architecture: Architecture
    shape_known: bool
    """Whether the shape is a published one; else a usual one of its size."""
    terms: Mapping[str, Term]
    """By name: `all_parameters`, `active_parameters`, `layers`, `growing_layers`, `window_layers`, `window`, `width`,
    `kv_width`, `heads`, `inner_width`."""

    @property
    def writes(self) -> bool:
        """Whether it answers word by word; an encoder answers all at once."""
        return self.architecture is not Architecture.ENCODER

    def of(self, *names: str) -> tuple[Term, ...]:
        """Return terms by name."""
        return tuple(self.terms[name] for name in names)


def size_of_model(work: Work, preset: ModelPreset | None, architecture: Architecture) -> ModelSize | None:
    """Return the size: as answered, else that of the model it is like; None where nobody knows."""
    said, all_said = work.input("compute.parameters"), work.input("compute.total_parameters")
    if said is None and preset is None:
        return None
    active = said.value.likely if said else preset.active_parameters if preset else 0.0
    total = all_said.value.likely if all_said else active if said or preset is None else preset.parameters
    total = max(total, active)
    like = preset if preset and 1 / _LIKE <= total / preset.parameters <= _LIKE else None
    # A mixture is as deep and wide as a dense model of its active size, with 8 of 128 experts at work, as most have.
    shape = like.shape if like else usual_shape(active)
    if like is None and total > active:
        shape = replace(shape, experts=128, experts_per_token=8)
    terms = (
        _size("all_parameters", gettext_noop("Total parameters"), total, all_said or said, preset),
        _size("active_parameters", gettext_noop("Active parameters per token"), active, said, preset),
        *_parts(shape, like),
    )
    return ModelSize(
        parameters=total,
        active_parameters=active,
        shape=shape,
        architecture=architecture,
        shape_known=like is not None,
        terms={term.name: term for term in terms},
    )


_FIELDS = {"all_parameters": "compute.total_parameters", "active_parameters": "compute.parameters"}


def _size(name: str, label: str, value: float, answer: Input | None, preset: ModelPreset | None) -> Fixed:
    """Return a number of parameters: from an answer, else from the model it is like."""
    ours = answer is None and preset is not None
    source, day = (preset.source, preset.date_checked) if preset else ("", "")
    if answer is not None:
        source, day = answer.source, answer.source_date
    return Fixed(
        Input(
            name=name,
            label=label,
            value=Range.exactly(value),
            unit="parameters",
            origin=Origin.ASSUMPTION if ours else Origin.ANSWER,
            source=source,
            source_date=day,
            field_id=_FIELDS[name],
        )
    )


def _parts(shape: ModelShape, like: ModelPreset | None) -> Iterable[Fixed]:
    """Yield the parts of a shape: those of the model it is like, else those that are usual for the size."""
    for name, label, value in (
        ("layers", gettext_noop("Layers of the model"), shape.layers),
        ("growing_layers", gettext_noop("Layers that keep all of a text"), shape.growing),
        ("window_layers", gettext_noop("Layers that keep a window of it"), shape.window_layers),
        ("window", gettext_noop("Tokens that a window holds"), shape.window),
        ("width", gettext_noop("Width of a layer"), shape.hidden_size),
        ("kv_width", gettext_noop("Width of the keys of a token"), shape.kv_width),
        ("heads", gettext_noop("Attention heads"), shape.attention_heads),
        ("inner_width", gettext_noop("Width of the feed-forward part"), shape.ffn_size),
    ):
        yield Fixed(
            Input(
                name=name,
                label=label,
                value=Range.exactly(value),
                field_id="compute.model",
                origin=Origin.REFERENCE if like else Origin.ASSUMPTION,
                source=like.source if like else USUAL_SHAPE_SOURCE,
                source_date=like.date_checked if like else "",
            )
        )
