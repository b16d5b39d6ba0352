"""Figures of the evaluation and training plans: cases a test needs, saves and tries of a run, rounds of a prompt."""

import math
from collections.abc import Collection, Iterable, Sequence

from decisions.domain.plan_costs import label_by_minutes, label_price, sampled_cases
from estimates.domain.figures.balance import languages_named
from estimates.domain.figures.corpus import INVENTORY
from estimates.domain.tables.languages import spoken_in
from projects.domain.answers import Answers, AnswerState
from projects.domain.book import Book, Result, Term
from projects.domain.figures import Figure, Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop
from scoping.domain.plans.evaluation import EvaluationSize

CASES_NEEDED, PRECISION = "evaluation.cases_needed", "evaluation.precision"
GROUP_CASES, ALL_GROUPS, DIFFERENCE = "evaluation.group_cases", "evaluation.cases_of_groups", "evaluation.d"
GAP, LANGUAGES = "evaluation.h", "solution.languages"
SAMPLE_LABELS = "evaluation.sample_labels"
LABEL_WORK, LABELS_BEYOND = "data.label_work", "data.labels_beyond"
SAVE_EVERY, FULL_RUNS, SMALL_STEPS = "training.save_every", "training.full_runs", "training.small_steps"
PROMPT_NOISE, PROMPT_RUNS, PROMPT_HOURS = (
    f"training.{name}" for name in ("prompt_noise", "prompt_runs", "prompt_hours_in_all")
)

OF_SHARES = gettext_noop("For 95 % certainty, and an 80 % chance to see the difference where there is one.")
OF_ERRORS = gettext_noop(
    "For 95 % certainty, and an 80 % chance to see the difference where there is one. More where a few errors are very "
    "large; days on which everything errs together count once each."
)


OF_GROUPS = gettext_noop("Where no case belongs to two groups; one that does counts for both.")


def evaluation_figures(
    read: Reader, size: EvaluationSize, target: Input | None, languages: Collection[str] = ()
) -> tuple[Figure, ...]:
    """Work out how many cases the test needs, and how exactly the planned ones tell the share that is right.

    Args:
        read: The scenario's inputs.
        size: The formulas.
        target: The pass mark that we propose while nobody gave one [%], or None.
        languages: Words for languages, by which they are known in an answer.
    """
    book = Book(read.draws.count)
    if judged_by_error(read.answers):
        _cases_of_errors(book, read, size)
    else:
        _cases_needed(book, read, size, target)
    share, cases = read.term("evaluation.target", fallback=target), read.term("evaluation.test_cases")
    if share is not None and cases is not None:
        formula = "100 × 1.96 × sqrt(target / 100 × (1 − target / 100) / test_cases)"
        label = gettext_noop("The test tells the share right within")
        book.figure(PRECISION, label, "points", formula, share, cases, source=size.source, shows_pay=False)
    _group_cases(book, read, size, share, languages)
    _sample_labels(book, read)
    return book.figures


def judged_by_error(answers: Answers) -> bool:
    """Tell whether a result is judged by how far off it is, so that a test has to tell average errors apart."""
    measures = answers.value("evaluation.measures")
    return "distance" in measures if measures else answers.value("solution.task") == "predict"


def _sample_labels(book: Book, read: Reader) -> None:
    """Work out what the right answers of a sample after launch cost, where a program judges by them and nobody else."""
    cases, price = sampled_cases(read), label_price(book, read)
    if cases is None or price is None or read.answers.state("evaluation.judge_rate") is AnswerState.KNOWN:
        return
    label, shows_pay = gettext_noop("Right answers for the sample, per year"), price.input.pay
    formula = "sampled_cases × label_price"
    book.figure(SAMPLE_LABELS, label, "money/year", formula, cases, price, shows_pay=shows_pay)


def _cases_of_errors(book: Book, read: Reader, size: EvaluationSize) -> None:
    """Work out how many cases show an average error that is lower by so many per cent of it."""
    percent = read.term("evaluation.difference")
    if percent is None:
        return
    difference = _share(book, "d", gettext_noop("Difference to see, as a share"), "difference / 100", percent)
    spread, source = _spread(read, size), size.source_of_errors
    if read.answers.value("evaluation.paired") == "yes":
        label = gettext_noop("How alike both ways err on the same case, 0 to 1")
        likeness = _assumed(read, "r", label, size.error_likeness, source)
        _needed(book, size.errors_same_cases, source, difference, spread, likeness, note=OF_ERRORS)
    else:
        _needed(book, size.errors_two_groups, source, difference, spread, note=OF_ERRORS)


def _spread(read: Reader, size: EvaluationSize) -> Given:
    label = gettext_noop("Variance of the errors / their average squared")
    return _assumed(read, "v", label, size.error_spread, size.source_of_errors)


def _group_cases(
    book: Book, read: Reader, size: EvaluationSize, target: Term | None, languages: Collection[str]
) -> Result | None:
    """Work out how many cases of a group tell how good it is so exactly that the gap which counts is no chance.

    Returns:
        The cases of all groups that are named; None where no group is tested on its own, or no gap counts.
    """
    groups, gap = read.answers.value("evaluation.groups"), read.term("evaluation.group_gap")
    if not groups or "none" in groups or gap is None or gap.draws.min() <= 0:
        return None
    label, h_label = gettext_noop("Cases that each group needs"), gettext_noop("Gap that counts, as a share")
    first: Term
    if judged_by_error(read.answers):
        formula, source, first = size.errors_precision, size.source_of_errors, _spread(read, size)
    elif target is not None:
        formula, source = size.precision, size.source
        first = _share(book, "p", gettext_noop("Right cases needed, as a share"), "target / 100", target)
    else:
        return None
    h = _share(book, "h", h_label, "group_gap / 100", gap)
    each = book.figure(GROUP_CASES, label, "cases", f"ceil({formula})", first, h, source=source, shows_pay=False)
    named = _groups_named(read, groups, languages)
    formula, label = f"group_cases × ({' + '.join(term.name for term in named)})", gettext_noop("Cases of all groups")
    return book.figure(ALL_GROUPS, label, "cases", formula, each, *named, note=OF_GROUPS, shows_pay=False)


def _groups_named(read: Reader, kinds: Sequence[str], languages: Collection[str]) -> list[Given]:
    """Return how many groups the answers name: each language, where they are said; of any other kind, one."""
    field_id = LANGUAGES
    count = len(spoken_in(read.answers.value(LANGUAGES) or "", languages, others=False).named)
    if not count:
        field_id = INVENTORY
        count = len(languages_named(read.answers.value(INVENTORY) or ()))
    parts = []
    if "language" in kinds and count:
        parts.append(("languages_named", gettext_noop("Languages that you name"), count, field_id))
    others = len(kinds) - len(parts)
    if others:
        label = gettext_noop("Other groups, one of each kind that you ticked")
        parts.append(("other_groups", label, others, "evaluation.groups"))
    return [
        Given(
            Input(
                name=name,
                label=label,
                value=Range.exactly(number),
                origin=Origin.ANSWER,
                field_id=from_field,
            ),
            read.draws.exactly(number),
        )
        for name, label, number, from_field in parts
    ]


def group_results(
    read: Reader, size: EvaluationSize, target: Input | None, languages: Collection[str] = ()
) -> dict[str, float]:
    """Return how many cases the groups that are named need together, where no case belongs to two of them.

    Args:
        read: The scenario's inputs.
        size: The formulas.
        target: The pass mark that we propose while nobody gave one [%], or None.
        languages: Words for languages, by which they are known in an answer.

    Returns:
        `result.group_cases` [cases]; nothing where no group is tested on its own, or no gap counts.
    """
    book = Book(read.draws.count)
    needed = _group_cases(book, read, size, read.term("evaluation.target", fallback=target), languages)
    return {} if needed is None else {"result.group_cases": needed.figure.value.low}


def _cases_needed(book: Book, read: Reader, size: EvaluationSize, target: Input | None) -> None:
    points = read.term("evaluation.difference")
    if points is None:
        return
    difference = _share(book, "d", gettext_noop("Difference to see, as a share"), "difference / 100", points)
    # The formula for the same cases knows no difference that more cases could show than the ways disagree on.
    if read.answers.value("evaluation.paired") == "yes" and difference.draws.max() < math.sqrt(size.disagreement):
        _needed(book, size.same_cases, size.source, difference, _disagreement(read, size))
        return
    simple, mark = read.term("evaluation.simple_way"), read.term("evaluation.target", fallback=target)
    if simple is not None:
        first = _share(book, "p1", gettext_noop("Right by the simple way, as a share"), "simple_way / 100", simple)
    elif mark is not None:
        formula = "max(0, (target − difference) / 100)"
        first = _share(book, "p1", gettext_noop("Right by the simple way, as a share"), formula, mark, points)
    else:
        return
    if (first.draws + difference.draws).max() > 1:
        return
    second = _share(book, "p2", gettext_noop("Right by the tool, as a share"), "p1 + d", first, difference)
    _needed(book, size.two_groups, size.source, first, second)


def _share(book: Book, name: str, label: str, formula: str, *terms: Term) -> Result:
    return book.figure(f"evaluation.{name}", label, "", formula, *terms, shows_pay=False)


def _needed(book: Book, formula: str, source: str, *terms: Term, note: str = OF_SHARES) -> None:
    label = gettext_noop("Cases the test needs")
    book.figure(
        CASES_NEEDED,
        label,
        "cases",
        f"ceil({formula})",
        *terms,
        source=source,
        shows_pay=False,
        note=note,
    )


def _disagreement(read: Reader, size: EvaluationSize) -> Given:
    label = gettext_noop("Cases on which one way is right and the other wrong, as a share")
    return _assumed(read, "q", label, size.disagreement, size.source)


def _assumed(read: Reader, name: str, label: str, value: float, source: str) -> Given:
    known = Input(name=name, label=label, value=Range.exactly(value), origin=Origin.ASSUMPTION, source=source)
    return Given(known, read.draws.exactly(value))


def label_figures(read: Reader) -> tuple[Figure, ...]:
    """Work out what labels come to by minutes and rate where a price was quoted too, which is what the budget counts.

    Returns:
        One label by minutes and rate, and how much more than the price all of them come to; none where no price is
        counted, or where nobody said minutes or rate.
    """
    price, count = read.term("data.label_price"), read.term("data.label_count")
    if price is None or count is None or read.answers.state("data.label_count") is not AnswerState.KNOWN:
        return ()
    book = Book(read.draws.count)
    by_minutes = label_by_minutes(book, read, LABEL_WORK, gettext_noop("One label by minutes and rate"))
    if by_minutes is not None:
        label = gettext_noop("Labels by minutes and rate cost more than by the price")
        formula, shows_pay = "label_count × (label_work − label_price)", by_minutes.shows_pay
        book.figure(LABELS_BEYOND, label, "money", formula, count, by_minutes, price, shows_pay=shows_pay)
    return book.figures


def training_figures(read: Reader, batches: Iterable[float], *, tries_count: bool) -> tuple[Figure, ...]:
    """Work out how often a run saves, how many small steps make one, and how many full runs the tries come to.

    Args:
        read: The scenario's inputs.
        batches: Texts in one step, of the lines that set them.
        tries_count: Whether a line counts tries in full runs; those of a table take minutes, and a large model has one.
    """
    book = Book(read.draws.count)
    minutes, hours = read.term("training.checkpoint_minutes"), read.term("training.hours_between_failures")
    machines = read.term("compute.accelerator_count")
    if minutes is not None and hours is not None and machines is not None and machines.draws.min() > 0:
        formula = "sqrt(2 × checkpoint_minutes × hours_between_failures × 60 / accelerator_count)"
        label = gettext_noop("Minutes between two saves")
        source = "Young 1974; Daly 2006"
        book.figure(SAVE_EVERY, label, "minutes", formula, minutes, hours, machines, source=source, shows_pay=False)
    tries, share = read.term("training.trials"), read.term("training.trial_share")
    if tries_count and tries is not None and share is not None:
        formula, label = "trials × trial_share / 100 + 2", gettext_noop("Full runs, tries included")
        note = gettext_noop("The best two are run in full.")
        book.figure(FULL_RUNS, label, "runs", formula, tries, share, note=note, shows_pay=False)
    batch = next(iter(batches), 0.0)
    if batch and machines is not None and machines.draws.min() > 0:
        _small_steps(book, read, batch, machines)
    return book.figures


def _small_steps(book: Book, read: Reader, batch: float, machines: Given) -> None:
    texts = Input(
        name="batch",
        label=gettext_noop("Texts in one step"),
        value=Range.exactly(batch),
        unit="texts",
        origin=Origin.ASSUMPTION,
        source=gettext_noop("The run sheet"),
    )
    book.figure(
        SMALL_STEPS,
        gettext_noop("Small steps added up to one"),
        "steps",
        "ceil(batch / accelerator_count)",
        Given(texts, read.draws.exactly(batch)),
        machines,
        shows_pay=False,
        note=gettext_noop("With one text at a time on each accelerator; raise that until the memory is full."),
    )


def prompt_figures(read: Reader, size: EvaluationSize) -> tuple[Figure, ...]:
    """Work out which gain of a prompt is luck, how many answers all rounds ask for, and the hours of people.

    Args:
        read: The scenario's inputs.
        size: How many cases usually change sides between two ways.
    """
    book = Book(read.draws.count)
    cases, rounds, hours = (read.term(f"training.prompt_{name}") for name in ("cases", "rounds", "hours"))
    if cases is not None:
        label, formula = gettext_noop("A smaller gain is luck"), "100 × 1.96 × sqrt(q / prompt_cases)"
        note = gettext_noop("For 95 % certainty, both prompts on the same cases.")
        terms = (cases, _disagreement(read, size))
        book.figure(PROMPT_NOISE, label, "points", formula, *terms, note=note, source=size.source, shows_pay=False)
    if cases is not None and rounds is not None:
        label, formula = gettext_noop("Answers of all rounds"), "prompt_cases × prompt_rounds"
        book.figure(PROMPT_RUNS, label, "cases", formula, cases, rounds, shows_pay=False)
    if rounds is not None and hours is not None:
        label, formula = gettext_noop("Reading mistakes, all rounds"), "prompt_rounds × prompt_hours"
        book.figure(PROMPT_HOURS, label, "hours", formula, rounds, hours, shows_pay=False)
    return book.figures
