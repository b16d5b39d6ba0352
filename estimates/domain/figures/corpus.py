"""How much text is left to learn from: raw text, and what each step of preparation keeps of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from estimates.domain.figures.load import HORIZON
from projects.domain.answers import AnswerState
from projects.domain.book import Book, Result
from projects.domain.converted import rounded
from projects.domain.draws import Draw, summarise
from projects.domain.fields import Field
from projects.domain.figures import Figure, Input, Origin, input_of
from projects.domain.lazy import cached_property
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

RAW, INVENTORY, STEPS, MIX = "data.raw_size", "data.inventory", "data.preparation", "data.mix"
METHOD = "compute.finetune_method"
TOKENS, STORAGE, PREPARATION = (f"compute.{name}" for name in ("training_tokens", "storage_gb", "preparation_share"))
"""What computing takes from the data plan where nobody answered."""
TOKENS_PER_HOUR = 12_000
"""Of speech: about 9,000 words at 1.3 tokens (Plumbline's proposal, as the question says)."""
BYTES_PER_TOKEN = 4.5
BYTES_PER_GB = 1e9
COPIES = 3
"""Of the text that is kept: raw, cleaned, tokens."""
MAY_NOT = ("no", "unclear")
PASSES = Range(low=1, likely=1, high=4)
"""How often training from scratch reads the text; up to four passes cost little (Muennighoff et al. 2023, recalled)."""
RAW_WEB_SHARE = Range(low=5, likely=15, high=30)
"""Of computing that goes into cleaning raw web pages [%]; ours, see `fixtures/plans/data.toml`."""
_READ = gettext_noop("Usable text of the data plan, without the test part, read 1 to 4 times or as your mix says")
_KEPT = gettext_noop("Three copies of the usable text, at 4.5 bytes per token")
_KEPT_FOR_A_WHILE = gettext_noop(
    "Three copies of the usable text, at 4.5 bytes per token, kept for a part of the months that are counted: on "
    "average over all of them"
)
_CLEANED = gettext_noop("Plumbline's proposal for raw web pages: nine in ten are cleaned away")


@dataclass(frozen=True, kw_only=True)
class CorpusStage:
    """What is left after a step."""

    id: str
    """The choice of the step, or "raw"."""
    label: str
    draws: Draw
    """Shape (count,) [tokens]."""
    keeps: Range | None = None
    """[% of what the step before left]; None of the raw text."""
    assumed: bool = False

    @cached_property
    def left(self) -> Range:
        """[tokens]."""
        return summarise(self.draws)


@dataclass(frozen=True, kw_only=True)
class TrainingCorpus:
    """What the sources come to."""

    stages: tuple[CorpusStage, ...]
    """The raw text first; nothing while no text is known."""
    usable: Result | None
    book: Book
    uncleared: float = 0.0
    """What of the text lies in sources that may not be used, or not yet [%]."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What follows from the text; nothing while none is known."""
        return self.book.figures

    @property
    def left(self) -> Range | None:
        """Usable text [tokens]."""
        return self.usable.figure.value if self.usable else None


def work_out_corpus(read: Reader) -> TrainingCorpus:
    """Work out what is left of the text of all sources that may be used."""
    book = Book(read.draws.count)
    raw = _raw(book, read)
    if raw is None:
        return TrainingCorpus(stages=(), usable=None, book=book)
    steps = _steps(read)
    stages = [CorpusStage(id="raw", label=gettext_noop("Raw, all sources"), draws=raw.draws)]
    left = raw.draws
    for step in steps:
        left = left * step.draws / 100
        stages.append(
            CorpusStage(
                id=step.input.name.removeprefix("keeps_"),
                label=step.input.label,
                draws=left,
                keeps=step.input.value,
                assumed=step.input.origin is Origin.ASSUMPTION,
            )
        )
    usable = book.figure(
        "data.usable",
        gettext_noop("Usable text"),
        "tokens",
        " × ".join([raw.name, *(f"{step.name} / 100" for step in steps)]),
        raw,
        *steps,
        note=gettext_noop("Each step keeps its share of what the step before it left."),
        shows_pay=False,
    )
    book.figure(
        "data.storage",
        gettext_noop("Storage for the text"),
        "GB",
        f"usable × {BYTES_PER_TOKEN} × {COPIES} / 1e9",
        usable,
        note=gettext_noop("Three copies: raw, cleaned and tokens, at 4.5 bytes per token."),
        source=gettext_noop("Plumbline's proposal"),
        shows_pay=False,
    )
    # A text that is counted from the sources leaves out those without a right; a size that somebody gave does not.
    rows = read.answers.value(INVENTORY) or () if read.answers.state(RAW) is AnswerState.KNOWN else ()
    uncleared = uncleared_share(rows)
    return TrainingCorpus(stages=tuple(stages), usable=usable, book=book, uncleared=uncleared)


def uncleared_share(rows: Sequence[dict[str, Any]]) -> float:
    """Return how much of the text lies in sources without a right to use them [%]; 0 where no text is counted."""
    total = sum(map(tokens_of, rows))
    return 100 * sum(tokens_of(row) for row in rows if row.get("right") in MAY_NOT) / total if total else 0.0


def _raw(book: Book, read: Reader) -> Given | Result | None:
    """Return the raw text [tokens]: as somebody said it, else counted from the sources."""
    said = read.term(RAW)
    if said is not None:
        return said
    rows = [row for row in read.answers.value(INVENTORY) or [] if row.get("right") not in MAY_NOT]
    tokens = float(sum(tokens_of(row) for row in rows))
    if not tokens:
        return None
    counted = Input(
        name="counted",
        label=gettext_noop("Text of the sources that may be used"),
        value=Range.exactly(tokens),
        unit="tokens",
        origin=Origin.ANSWER,
        field_id=INVENTORY,
    )
    return Given(counted, read.draws.exactly(tokens))


def tokens_of(row: dict[str, Any]) -> float:
    """Return the text of one source [tokens]: documents × their length, hours × what is said in one."""
    count = row.get("count") or 0.0
    if row.get("unit") == "hours":
        return float(count * TOKENS_PER_HOUR)
    return float(count * (row.get("tokens_each") or 0.0)) if row.get("unit") in ("documents", None) else 0.0


def _steps(read: Reader) -> list[Given]:
    """Return what each step keeps, as terms of the formula; our own proposal while nobody answered."""
    asked = read.fields[STEPS]
    if read.answers.state(STEPS) is AnswerState.NOT_RELEVANT:
        return []
    rows, origin = read.answers.value(STEPS), Origin.ANSWER
    if rows is None:
        unmasked = read.answers.value("data.redaction") == "not_needed"
        rows = [row for row in asked.default or [] if not (unmasked and row["step"] == "privacy")]
        origin = Origin.ASSUMPTION
    names: dict[str, int] = {}
    return [given for row in rows if (given := _step(read, asked, row, origin, names)) is not None]


def _step(read: Reader, asked: Field, row: dict[str, Any], origin: Origin, names: dict[str, int]) -> Given | None:
    step, keeps = row.get("step") or "other", row.get("keeps")
    if keeps is None:
        return None
    names[step] = names.get(step, 0) + 1
    name = f"keeps_{step}" if names[step] == 1 else f"keeps_{step}_{names[step]}"
    value = Range.from_json(keeps)
    ours = origin is Origin.ASSUMPTION
    told = Input(
        name=name,
        label=_label(asked, step),
        value=value,
        unit="%",
        origin=origin,
        field_id=STEPS,
        source=asked.default_source if ours else "",
        source_date=asked.default_date if ours else "",
    )
    return Given(told, read.draws.of(f"{STEPS}.{name}", value, minimum=0, maximum=100))


def _label(asked: Field, step: str) -> str:
    column = next(column for column in asked.columns if column.id == "step")
    return next((choice.label for choice in column.choices if choice.value == step), step)


def propose_from_data(read: Reader) -> dict[str, Input]:
    """Return what the data plan proposes to computing, by field id; used where nobody answered."""
    proposals: dict[str, Input] = {}

    def propose(field_id: str, value: Range, source: str) -> None:
        proposals[field_id] = input_of(read.fields[field_id], value, source=source)

    answers = read.answers
    corpus, share = work_out_corpus(read), read.number("data.test_share") or 0.0
    learns_language = answers.value("compute.approach") == "train" or answers.value(METHOD) == "continued"
    tokens = read_in_training(corpus, answers.value(MIX) or [], share, PASSES) if learns_language else None
    if tokens is not None:
        propose(TOKENS, tokens, _READ)
    months = answers.value("data.retention_months")
    if corpus.left is not None and months:
        counted = read.number(HORIZON) or months
        kept = min(1.0, months / counted)
        # Rounded, so that it does not hang on how many draws the median was taken of.
        stored = rounded(corpus.left.likely * BYTES_PER_TOKEN * COPIES / BYTES_PER_GB)
        propose(STORAGE, Range.exactly(stored * kept), _KEPT if kept == 1 else _KEPT_FOR_A_WHILE)
    if "common_crawl" in (answers.value("data.outside") or []):
        propose(PREPARATION, RAW_WEB_SHARE, _CLEANED)
    return proposals


def read_in_training(
    corpus: TrainingCorpus, rows: Sequence[dict[str, Any]], test_share: float, passes: Range
) -> Range | None:
    """Return what a model reads of the text in one run [tokens]; None while no text is known.

    Args:
        corpus: What the sources come to.
        rows: The mix that it reads, with `part`, `share` [%] and `times`; where it names the own texts, their share
            decides how much there is in all.
        test_share: What is kept for the test [%].
        passes: How often it reads the text where no mix says so.
    """
    left = corpus.left
    if left is None:
        return None
    own = left.scaled(1 - test_share / 100)
    mixed = next((row for row in rows if row.get("part") == "own" and row.get("share")), None)
    if mixed is not None:
        return own.scaled((mixed.get("times") or 1) * 100 / mixed["share"])
    return Range(low=own.low * passes.low, likely=own.likely * passes.likely, high=own.high * passes.high)
