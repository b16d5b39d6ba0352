"""The first guess: from what a model should do to its kind, size and tokens.

The rules are data (`fixtures/first_guess.toml`). What they propose is an assumption, used only where nobody answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from estimates.domain.figures.ruled_out import read_range
from estimates.domain.published.reference import ModelPreset, find
from projects.domain.answers import Answers
from projects.domain.datafiles import DataTable, read_data_file, refuse_twins
from projects.domain.expressions import Facts, Rule
from projects.domain.fields import Catalogue, Field
from projects.domain.figures import Input, input_of
from projects.domain.loading import check_rule_of
from projects.domain.ranges import Range
from projects.domain.text import gettext_noop

QUALITIES = ("simple", "good", "best")
USUAL_LENGTH = "page"
"""The length of a text while nobody says."""
LONG_TOKENS = 1000
"""From here on a model that reads 512 tokens at a time sees less than half of a text."""
PASSES = Range(low=2, likely=3, high=5)
"""How often fine-tuning reads each example. Ours: three passes are the usual default of fine-tuning recipes."""
EXAMPLES = Range(low=500, likely=2000, high=10_000)
"""Labelled cases for teaching a ready model, while nobody says. Ours."""

EXAMPLES_SOURCE = gettext_noop("Cases to be labelled, or with a trusted answer, × length of a text × 2 to 5 passes")
LENGTH_SOURCE = gettext_noop("The length of a text plus what the task adds: instructions, examples, passages")
TEXT_SOURCE = gettext_noop("The length of a text: a model that does not write reads no instructions")
OWN = frozenset({"fine_tune", "train", "self_host"})
"""The approaches that run a model of one's own, not a hosted one that always writes."""
_READS_ONLY = frozenset({"encoder", "not_language"})
"""Families of models that do not write, and so are told nothing."""
TOGETHER = "approach.context"
"""How much text must be considered together; its values are those of a length, where it says one."""
TOGETHER_SOURCE = gettext_noop("What must be considered together for one right answer, under Approach")
TRAINED_LENGTH = 2048
"""Texts are cut there in training while nobody says how long they are [tokens]. Ours."""


@dataclass(frozen=True, kw_only=True)
class Length:
    """How long one text is."""

    id: str
    says: str
    tokens: Range
    """[tokens]."""


@dataclass(frozen=True, kw_only=True)
class ModelTask:
    """What a model can be wanted for, and what usually does that."""

    id: str
    says: str
    kind: str
    when: Rule | None
    """What tells this task from the answers of other sections; None where only its own question does."""
    family: str
    added: Range = field(default_factory=lambda: Range.exactly(0))
    """What goes in beside the text, for a model that writes: instructions, examples, passages [tokens]."""
    text: Range | None = None
    """What stands for a text where it is none, such as a picture [tokens]."""
    reads_only: bool = False
    """Whether the model that does it writes nothing."""
    out: Range | None = None
    """[tokens]."""
    calls: Range | None = None
    """[calls/case]."""
    models: Mapping[str, str] = field(default_factory=dict)
    """Names of presets by quality."""
    models_other: Mapping[str, str] = field(default_factory=dict)
    """The same for texts that are not English."""
    models_long: Mapping[str, str] = field(default_factory=dict)
    """The same for long texts."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Sizes by quality, where no preset fits."""
    parameters_source: str = ""


@dataclass(frozen=True, kw_only=True)
class GuessRules:
    """Everything that guesses are made by."""

    tasks: Sequence[ModelTask]
    lengths: Mapping[str, Length]
    simple: Rule
    best: Rule
    other: Rule
    """Whether texts in other languages than English are read."""
    word_lists: Mapping[str, Sequence[str]]
    source: str
    checked_on: str
    """ISO date."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What we propose to a project, each part an assumption."""

    task: ModelTask
    length: Length
    length_said: bool
    quality: str
    other: bool
    model: ModelPreset | None
    inputs: Mapping[str, Input] = field(default_factory=dict)
    """Numbers by field id."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Choices and names by field id."""
    source: str = ""
    checked_on: str = ""


def make_guess(
    rules: GuessRules, answers: Answers, fields: Mapping[str, Field], presets: Mapping[str, ModelPreset]
) -> Guess | None:
    """Return what we would propose, or None while nobody said what the model should do.

    Args:
        rules: What usually does what.
        answers: The project's answers, of all sections.
        fields: Every field by id.
        presets: Known models by name.
    """
    facts = Facts(answers=answers, word_lists=rules.word_lists)
    task = _task(rules, facts)
    if task is None:
        return None
    quality = "best" if facts.holds(rules.best) else "simple" if facts.holds(rules.simple) else "good"
    said = answers.value("compute.text_length")
    length = rules.lengths.get(str(said)) or rules.lengths[USUAL_LENGTH]
    together = rules.lengths.get(str(answers.value(TOGETHER)))
    other = facts.holds(rules.other)
    longest = max(tokens_each.tokens.likely for tokens_each in (length, together) if tokens_each)
    name = _model(task, quality, other=other, long=longest > LONG_TOKENS)
    return Guess(
        task=task,
        length=length,
        length_said=said is not None,
        quality=quality,
        other=other,
        model=presets.get(name),
        inputs=_Inputs(_as_read(task, answers, presets), length, together, answers, fields, rules).of(quality),
        names={"compute.model_family": task.family, **({"compute.model": name} if name else {})},
        source=rules.source,
        checked_on=rules.checked_on,
    )


def _as_read(task: ModelTask, answers: Answers, presets: Mapping[str, ModelPreset]) -> ModelTask:
    """Return a task as the model reads it: one's own encoder reads the text and nothing else."""
    if answers.value("compute.approach") not in OWN:
        return task
    said, chosen = answers.value("compute.model_family"), find(str(answers.value("compute.model") or ""), presets)
    family = said or (chosen.architecture.value if chosen else task.family)
    return replace(task, added=Range.exactly(0), reads_only=True) if family in _READS_ONLY else task


def _task(rules: GuessRules, facts: Facts) -> ModelTask | None:
    said = facts.answers.value("compute.task")
    task_said = next((task for task in rules.tasks if task.id == said), None)
    return task_said or next((task for task in rules.tasks if task.when and facts.holds(task.when)), None)


def _model(task: ModelTask, quality: str, *, other: bool, long: bool) -> str:
    """Return the name of the model to begin with: languages count for more than length."""
    by_quality = (other and task.models_other) or (long and task.models_long) or task.models
    return by_quality.get(quality, "")


class _Inputs:
    """Works out the numbers that we assume."""

    def __init__(
        self,
        task: ModelTask,
        length: Length,
        together: Length | None,
        answers: Answers,
        fields: Mapping[str, Field],
        rules: GuessRules,
    ) -> None:
        self.task, self.text, self.together = task, task.text or length.tokens, together
        self.answers, self.fields, self.rules = answers, fields, rules

    def of(self, quality: str) -> dict[str, Input]:
        """Return them by field id."""
        task, fed = self.task, _added(self.text, self.task.added)
        fed, source = self._with_all(fed, TEXT_SOURCE if task.reads_only else LENGTH_SOURCE)
        guessed: dict[str, tuple[Range | None, str]] = {
            "compute.api_input_tokens_per_case": (fed if task.out else None, source),
            "compute.api_output_tokens_per_case": (task.out, self.rules.source),
            "compute.api_calls_per_case": (task.calls, self.rules.source),
        }
        if self.answers.value("compute.approach") == "fine_tune" and task.out:
            guessed["compute.training_tokens"] = (self._taught(), EXAMPLES_SOURCE)
            guessed["compute.sequence_length"] = (self._longest(), TOGETHER_SOURCE)
        if quality in task.parameters:
            guessed["compute.parameters"] = (Range.exactly(task.parameters[quality]), task.parameters_source)
        return {
            name: input_of(self.fields[name], value, source=source, source_date=self.rules.checked_on)
            for name, (value, source) in guessed.items()
            if value is not None
        }

    def _with_all(self, tokens: Range, source: str) -> tuple[Range, str]:
        """Return tokens, no fewer than what has to be considered together, and where they are from."""
        if self.together is None or self.together.tokens.likely <= tokens.likely:
            return tokens, source
        all_of_it = self.together.tokens
        ends = {end: max(getattr(tokens, end), getattr(all_of_it, end)) for end in ("low", "likely", "high")}
        return Range(**ends), TOGETHER_SOURCE

    def _taught(self) -> Range:
        """Return what fine-tuning reads in one run [tokens]: examples × their length × passes, each end by itself."""
        examples = self.answers.range("data.label_count") or self.answers.range("approach.examples") or EXAMPLES
        text, _source = self._with_all(self.text, "")
        return Range(
            low=examples.low * text.low * PASSES.low,
            likely=examples.likely * text.likely * PASSES.likely,
            high=examples.high * text.high * PASSES.high,
        )

    def _longest(self) -> Range | None:
        """Return how long texts must be in training so that none is cut [tokens]; None where the usual length does."""
        longest = self.together.tokens.high if self.together else 0.0
        return Range.exactly(longest) if longest > TRAINED_LENGTH else None


def _added(text: Range, more: Range) -> Range:
    return Range(low=text.low + more.low, likely=text.likely + more.likely, high=text.high + more.high)


# ---------------------------------------------------------------- reading


def load_guess_rules(path: Path, catalogue: Catalogue, presets: Mapping[str, ModelPreset]) -> GuessRules:
    """Read the rules.

    Raises:
        BrokenDataFile: With file, line and reason.
    """
    table = read_data_file(path)
    for key in ("format", "id", "language"):
        table.asked.add(key)
    lengths = _lengths(table, catalogue)
    quality, languages = table.table("quality"), table.table("languages")
    rows = table.tables("task")
    refuse_twins(rows, "id")
    rules = GuessRules(
        tasks=tuple(_read_task(row, catalogue, presets) for row in rows),
        lengths=lengths,
        simple=check_rule_of(quality, "simple", quality.text("simple"), catalogue),
        best=check_rule_of(quality, "best", quality.text("best"), catalogue),
        other=check_rule_of(languages, "other", languages.text("other"), catalogue),
        word_lists=catalogue.word_lists,
        source=table.text("source"),
        checked_on=table.get("date", date).isoformat(),
    )
    for part in (quality, languages, table):
        part.close()
    return rules


def _lengths(table: DataTable, catalogue: Catalogue) -> dict[str, Length]:
    choices, lengths = [str(choice.value) for choice in catalogue.fields["compute.text_length"].choices], {}
    for row in table.tables("length"):
        length = Length(id=row.one_of("id", choices), says=row.text("says"), tokens=read_range(row, "tokens"))
        row.close()
        lengths[length.id] = length
    for choice in choices:
        if choice not in lengths:
            raise table.error(f"there is no length {choice}")
    return lengths


def _read_task(table: DataTable, catalogue: Catalogue, presets: Mapping[str, ModelPreset]) -> ModelTask:
    def optional(key: str) -> Range | None:
        return read_range(table, key) if table.has(key) else None

    def models(key: str) -> dict[str, str]:
        named = {quality: row.one_of(quality, list(presets)) for quality in QUALITIES} if (row := part(key)) else {}
        if row:
            row.close()
        return named

    def part(key: str) -> DataTable | None:
        return table.table(key) if table.has(key) else None

    def choices(field_id: str) -> list[str]:
        return [str(choice.value) for choice in catalogue.fields[field_id].choices]

    sizes = part("parameters")
    task = ModelTask(
        id=table.one_of("id", choices("compute.task")),
        says=table.text("says"),
        kind=table.text("kind"),
        when=check_rule_of(table, "when", table.text("when"), catalogue) if table.has("when") else None,
        family=table.one_of("family", choices("compute.model_family")),
        added=optional("added") or Range.exactly(0),
        text=optional("text"),
        out=optional("out"),
        calls=optional("calls"),
        models=models("models"),
        models_other=models("models_other"),
        models_long=models("models_long"),
        parameters={quality: float(sizes.number(quality, 0.0) or 0.0) for quality in QUALITIES} if sizes else {},
        parameters_source=table.text("parameters_source", ""),
    )
    table.close()
    return task
