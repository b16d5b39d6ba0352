"""What programs get to read. Each shape is what the pages show, under the same names."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field


class WhoAmI(Schema):
    """The token, and whom it acts for."""

    token: str
    may_write: bool
    expires_on: dt.date | None
    person: str
    """Their name in the history; may be empty."""


class ListedProject(Schema):
    """A project in a list."""

    id: uuid.UUID
    name: str
    summary: str
    currency: str
    country: str
    right: str
    """own, edit, comment or view."""
    parts: list[str]
    """Sections that the person may see; empty for the whole project."""
    pay_hidden: bool
    sequence: int
    """Counts every change: the same number, the same answers."""
    changed_at: dt.datetime
    archived: bool
    template: bool


class ProjectPage(Schema):
    """One page of projects, those changed last in front."""

    count: int
    page: int
    pages: int
    projects: list[ListedProject]


class ShownScenario(Schema):
    """The base, or a scenario that is laid over it."""

    id: str
    name: str
    summary: str
    is_base: bool
    is_ours: bool
    """Whether its verdict is the project's."""


class NewScenario(Schema):
    """A scenario to make."""

    name: str
    summary: str = ""
    approach: str = ""
    """A choice of `compute.approach`, or empty to begin as the base."""


class NewVersion(Schema):
    """A version to keep."""

    name: str
    note: str = ""


class NewDecision(Schema):
    """A decision that was made."""

    outcome: str = Field(description="The id of what was decided, as results name it.")
    decided_by: str
    decided_on: dt.date
    words: str = ""
    version_name: str = ""
    sequence: int = Field(ge=0, le=2**53, description="Of the project, as whoever decided saw it.")


class NewComment(Schema):
    """A comment that begins a thread."""

    kind: Literal["question", "figure", "section", "report"]
    about: str = Field(max_length=120, description='An id, or "report" for the report.')
    text: str


class ShownComment(Schema):
    """A comment."""

    who: str
    text: str
    at: dt.datetime
    edited_at: dt.datetime | None


class ShownThread(Schema):
    """Comments on one thing."""

    id: int
    kind: str
    about: str
    resolved_at: dt.datetime | None
    resolved_by: str
    comments: list[ShownComment]


class ShownProject(ListedProject):
    """A project with its scenarios."""

    started_on: dt.date
    priced_on: dt.date
    experience: str | None
    question_pack: str | None
    scenarios: list[ShownScenario]


class CreatedProject(ShownProject):
    """A project that was read from a file, and what did not come along."""

    notes: list[str]


class Ends(Schema):
    """A range: in 8 of 10 cases it is between p10 and p90."""

    p10: float
    p50: float
    p90: float


class ShownFigure(Ends):
    """A headline figure."""

    id: str
    label: str
    unit: str
    """`money` stands for the project's currency."""


class Outcome(Schema):
    """A verdict; an empty id while there is none yet."""

    id: str
    label: str


class ShownReason(Schema):
    """What keeps the verdict below Go, and what would change that."""

    outcome: Outcome
    text: str
    remedy: str


class ShownLight(Schema):
    """One of the five tests."""

    id: str
    label: str
    outcome: Outcome
    text: str
    decides: bool


class ShownVerdict(Outcome):
    """The verdict in words."""

    sentence: str
    provisional: bool
    limited_by: str
    ask: str
    points: int | None
    """Of readiness, out of 100."""
    reasons: list[ShownReason]


class WayUp(Schema):
    """The fewest changes that lift the verdict."""

    to: str
    changes: list[str]


class ShownResults(Schema):
    """Verdict, lights and headline figures of one scenario, as its overview shows them."""

    project: uuid.UUID
    scenario: str
    sequence: int
    currency: str
    verdict: ShownVerdict
    lights: list[ShownLight]
    figures: list[ShownFigure]
    agreed: float | None
    """The agreed budget."""
    chance_inside: float | None
    """That the cost to launch stays inside it, 0 to 1."""
    chance_of_payback: float | None
    value_is_guessed: bool
    """Nobody has said what a case saves, so that benefit, net value and chance of payback are our guess."""
    horizon_months: int
    assumed: int
    inputs: int
    """How many inputs there are, and how many of them are our assumptions."""
    pay_hidden: bool
    """Whether figures are left out because the person may not see pay."""
    way_up: WayUp | None


class ShownAnswer(Schema):
    """One answer."""

    field: str
    label: str
    section: str
    state: str
    """blank, known, unknown or not_relevant."""
    value: Any = Field(default=None, description="Text, number, range, ISO date, person, list of choices or of rows.")
    text: str
    """The answer as the page says it."""
    note: str
    owner: str
    find_out_by: dt.date | None
    reason: str
    said_by: str
    changed_at: dt.datetime | None
    changed_by: str
    inherited: bool
    checked_at: dt.datetime | None
    """When somebody other than its writer found it right; null where nobody has."""
    checked_by: str


class Answers(Schema):
    """Answers with the state of the project that they are from: send `sequence` along when you change one."""

    project: uuid.UUID
    scenario: str
    sequence: int
    answers: list[ShownAnswer]


class ShownChoice(Schema):
    """One choice of a field."""

    id: str
    label: str


class ShownField(Schema):
    """Something that can be answered."""

    id: str
    label: str
    section: str
    type: str
    unit: str
    choices: list[ShownChoice]
    columns: list[str]


class ShownVersion(Schema):
    """A version: the project frozen at one moment."""

    id: int
    name: str
    note: str
    kind: str
    """kept, decision, link, report or restore."""
    created_at: dt.datetime
    created_by: str
    sequence: int


class WholeVersion(ShownVersion):
    """A version with its document and the figures as they were shown then."""

    document: dict[str, Any]
    results: dict[str, Any]
    """By scenario: verdict, points, figures, chances."""


class ShownDecision(Schema):
    """A recorded decision."""

    id: int
    scenario: str
    scenario_name: str
    outcome: Outcome
    proposed: Outcome
    """What the rule proposed then."""
    decided_by: str
    decided_on: dt.date
    words: str
    version: int
    version_name: str


class PortfolioRow(Schema):
    """A project among all; money in the currency of the list."""

    id: uuid.UUID
    name: str
    outcome: Outcome
    decided_on: dt.date | None
    cost_to_launch: Ends | None
    running_cost: Ends | None
    benefit: Ends | None
    net_value: Ends | None
    value_is_guessed: bool
    """Nobody has said what a case saves, so that benefit and net value are our guess."""
    value_per_cost: float | None
    months_to_launch: float | None
    chance_of_payback: float | None
    points: int | None
    up_to_date: bool
    """False: answers changed since the figures were calculated."""
    currency: str
    """The project's own."""


class LeftOut(Schema):
    """A project that is not in the set, and why."""

    id: uuid.UUID
    why: str


class Funded(Schema):
    """Which projects bring most for a budget and a number of people."""

    chosen: list[uuid.UUID]
    left_out: list[LeftOut]


class ShownPortfolio(Schema):
    """All projects that the person sees whole, ranked."""

    currency: str
    projects: list[PortfolioRow]
    funded: Funded | None


LARGEST_SUM = 1e15
Sum = Annotated[float | None, Field(ge=0, le=LARGEST_SUM)]


class AskedPortfolio(Schema):
    """Which projects to rank, and what may be spent."""

    q: Annotated[str, Field(max_length=120)] = ""
    show: Literal["", "templates", "decided", "undecided", "launched", "archived"] = ""
    sort: Literal["ratio", "value", "cost", "benefit", "months", "points", "payback", "name"] = "ratio"
    currency: Annotated[str, Field(max_length=3)] = ""
    budget: Sum = None
    people: Sum = None
