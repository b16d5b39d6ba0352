"""The scoping report: what it says, apart from how it is set. One object for the page, the share link and the PDF.

All strings are formatted text; raw numbers serve geometry alone. A chart is its description, as pages draw it.
"""

from dataclasses import dataclass
from typing import Self

from charts.descriptions import Chart
from projects.domain.house_colours import OURS


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What stands on every page."""

    title: str
    org: str = ""
    kind: str = ""
    product: str = "Plumbline"
    """Whose report it is: the organisation, where it has set its name."""
    accent: str = OURS
    logo: str = ""
    """A PNG in base 64, or ""."""
    date: str = ""
    iso_date: str = ""
    priced_on: str = ""
    lang: str = "en"
    region: str = ""
    paper: str = "a4"
    prepared_by: str = ""
    prepared_for: str = ""
    draft: bool = False
    one_page: bool = False
    """Whether it is the sponsor's page alone."""
    audience: str = "full"
    """Id of the audience."""
    version: str = ""
    scenario: str = ""
    marking: str = ""
    """How far it may go, such as Confidential; "" where nothing is said."""


@dataclass(frozen=True, kw_only=True)
class RangeBar:
    """A range as a bar: numbers for its place, strings to read."""

    label: str
    low: float
    likely: float
    high: float
    s_low: str
    s_likely: str
    s_high: str
    mark: float | None = None
    s_mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What one person is asked for."""

    what: str
    why: str
    by: str
    who: str
    also: str = ""
    """What else the same person is asked for, in a line."""
    effect: str = ""
    """What it does to the verdict."""


@dataclass(frozen=True, kw_only=True)
class LightRow:
    """One of the five lights of the verdict."""

    id: str
    label: str
    outcome: str
    """The id of what it says, or ""."""
    outcome_label: str
    text: str
    flip: str


@dataclass(frozen=True, kw_only=True)
class DecisionPage:
    """The sponsor's page."""

    verdict: str
    """stop, simple_first, fix_first, pilot, go, or "" while it is not rated."""
    label: str
    sentence: str
    steps: tuple[tuple[str, str], ...]
    """Keys and labels from Stop to Go."""
    more: tuple[str, ...] = ()
    """Every other reason that says Stop or Fix first, or the verdict itself."""
    beside: str = ""
    """What readiness alone would say, where that is better."""
    budget: str = ""
    """What the agreed budget covers."""
    inside: str = ""
    """The chance to stay inside the agreed budget."""
    recorded: str = ""
    """What people decided, by whom and when; empty while nobody recorded it."""
    caveats: str = ""
    """What makes the sums doubtful: people planned beyond the end."""
    not_counted: str = ""
    """The costs that are not counted in the net value."""
    provisional: str = ""
    """Why the verdict is provisional; empty where it is not."""
    change: tuple[str, ...] = ()
    """What would change the verdict."""
    change_to: str = ""
    """What it would be then."""
    lights: tuple[LightRow, ...] = ()
    problem: str
    score: str | None
    score_note: str
    hard_ok: int
    hard_n: int
    soft_ok: int
    soft_n: int
    gates_note: str = ""
    cost: RangeBar | None
    months: str
    months_note: str
    chance: str
    chance_tenths: int | None
    chance_note: str
    asks: tuple[Ask, ...]
    recommended: str = ""
    """What we recommend, in one sentence: what to release until when, or what to do instead."""
    reserve: str = ""
    """What to keep beside it, or when to decide again."""
    value: str = "–"
    """The likely net value."""
    value_note: str = ""
    running: str = "–"
    """What running it costs, likely, in a year."""
    running_note: str = ""
    assumed: str = ""
    """How many of the inputs are assumptions."""
    shows_page: bool = True
    """Whether the page stands in the report: an appendix on its own has none."""
    pay_note: str = ""
    """What is left out because pay is hidden, or ""."""
    no_figure: str = ""
    """What stands in place of a cost and a chance that are not there: why."""

    @property
    def headline(self) -> str:
        """The verdict and what we recommend, in one line; why, where nothing is recommended."""
        return ": ".join(part for part in (self.label, self.recommended or self.sentence) if part)


@dataclass(frozen=True, kw_only=True)
class ReportBlock:
    """What every block has."""

    label: str = ""
    """What stands beside it in the margin."""
    shows_pay: bool = True
    """Whether it moves with what somebody earns. What does not say is hidden where pay is hidden."""


@dataclass(frozen=True, kw_only=True)
class Paragraph(ReportBlock):
    """Running text."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, kw_only=True)
class KeyFacts(ReportBlock):
    """Figures side by side: label, value, note."""

    facts: tuple[tuple[str, str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, kw_only=True)
class DrawnChart(ReportBlock):
    """A chart, as it is drawn on a page too."""

    chart: Chart
    kind: str = "drawing"

    @classmethod
    def of(cls, chart: Chart, *, label: str = "") -> Self:
        """Return a chart as a block, which moves with pay where the chart does."""
        return cls(chart=chart, label=label, shows_pay=chart.shows_pay)


@dataclass(frozen=True, kw_only=True)
class ReportTable(ReportBlock):
    """Rows of texts."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    foot: tuple[str, ...] | None = None
    mark: int | None = None
    """The row that is recommended, counted from 0."""
    kind: str = "table"


@dataclass(frozen=True, kw_only=True)
class Span:
    """One line of a timeline."""

    label: str
    start: float
    end: float
    """Both in per cent of the width [0 to 100]; the same for a day."""
    begins: str
    ends: str
    """Its first and last day, as 2026-11-30."""
    text: str
    """Its dates in words."""
    is_phase: bool = True
    """Whether it is work; else something that the work waits for, or a day that counts."""


@dataclass(frozen=True, kw_only=True)
class Timeline(ReportBlock):
    """Phases, what they wait for, and days that count, on one calendar; the same stands in `head` and `rows`."""

    title: str
    subtitle: str
    alt: str
    ticks: tuple[tuple[float, str], ...]
    """Places [0 to 100] and months."""
    spans: tuple[Span, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "timeline"


@dataclass(frozen=True, kw_only=True)
class Items(ReportBlock):
    """A bold word and a line, again and again."""

    items: tuple[tuple[str, str], ...]
    kind: str = "items"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One question with its answer."""

    ref: str
    question: str
    answer: str
    state: str
    note: str = ""
    by: str = ""
    head: tuple[str, ...] = ()
    """The columns of an answer that is a table."""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Questions(ReportBlock):
    """Questions with answers."""

    questions: tuple[Answered, ...]
    by: str = ""
    """Who answered all of them and when; "" where that differs and stands at each."""
    heads: tuple[str, str] | None = None
    """What the two columns are called where they are no questions with answers, and have no notes."""
    kind: str = "questions"


Block = Paragraph | KeyFacts | DrawnChart | ReportTable | Timeline | Items | Questions


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    """One section of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    finding: str = ""
    """One sentence that says what came out."""
    note: str = ""
    empty: str = ""
    """What to do where there is nothing yet."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole report."""

    meta: Meta
    decision: DecisionPage
    sections: tuple[ReportSection, ...]
    appendix: tuple[ReportSection, ...]
