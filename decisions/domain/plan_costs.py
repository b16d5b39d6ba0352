"""What data plan and evaluation plan cost: right answers, bought data, judges, people who are taken out."""

from projects.domain.answers import AnswerState
from projects.domain.book import Book, Result, Term
from projects.domain.figures import Input, Origin
from projects.domain.ranges import Range
from projects.domain.reader import Given, Reader
from projects.domain.text import gettext_noop

LABELS = gettext_noop("Labelling of cases")
LABEL_PRICE = gettext_noop("Cost of one label")
BOUGHT = gettext_noop("Data bought")
JUDGING = gettext_noop("Judging the test")
JUDGING_PER_YEAR = gettext_noop("Judging a sample after launch")
REMOVAL_PER_YEAR = gettext_noop("Taking people out of the data")
USABLE_RIGHTS = ("written", "contract", "open", "exception", None)
"""Rights that let a source be used; a row in which nobody has said anything yet counts too."""
SAMPLE = 50
"""Cases drawn and judged each time after launch, as the question asks for them."""
MONTHLY = 12
TIMES_A_YEAR = {"week": 52, "month": MONTHLY, "quarter": 4}
"""How often a sample is judged; one without a rhythm, or watched all the time, is drawn monthly as we propose."""
_SETTLED = gettext_noop("A tenth is added for cases on which two people differ and a third one decides.")
_SOURCE = gettext_noop("Plumbline's proposal")
_SAMPLE_SOURCE = gettext_noop("Plumbline's proposal: 50 cases each time, once a month where you name no other rhythm")


def label_price(book: Book, read: Reader) -> Term | None:
    """Return what the label of one case costs [money/case]: as somebody said it, else from minutes and rate.

    A price that somebody quoted is what will be paid, however long it takes them.
    """
    said = read.term("data.label_price")
    return said if said is not None else label_by_minutes(book, read, "case.label_price", LABEL_PRICE)


def label_by_minutes(book: Book, read: Reader, figure_id: str, label: str) -> Result | None:
    """Work out what the label of one case costs by minutes and rate [money/case].

    Minutes and rate that are both only ours are no reason to spend, so one of them must have been answered.
    """
    asked = ("data.label_minutes", "data.label_rate")
    if not read.answers.knows_any(asked):
        return None
    minutes, rate, double = (read.term(name) for name in (*asked, "data.double_share"))
    if minutes is None or rate is None or double is None:
        return None
    formula = "label_minutes / 60 × label_rate × (1 + double_share / 100) × 1.1"
    return book.figure(
        figure_id,
        label,
        "money/case",
        formula,
        minutes,
        rate,
        double,
        note=_SETTLED,
        source=_SOURCE,
        shows_pay=rate.input.pay,
    )


def labels(book: Book, read: Reader) -> Result | None:
    """Work out what labelling costs [money].

    Labels cost only where people must make them; a default alone is no reason to spend.
    """
    if read.answers.state("data.label_count") is not AnswerState.KNOWN:
        return None
    count, price = read.term("data.label_count"), label_price(book, read)
    if count is None or price is None:
        return None
    formula = "label_count × label_price"
    return book.figure("case.labels", LABELS, "money", formula, count, price, shows_pay=price.input.pay)


def data_bought(read: Reader) -> Given | None:
    """Return what the sources that may be used cost in all [money]; None where none costs anything."""
    rows = read.answers.value("data.inventory") or []
    cost = float(sum(row.get("cost") or 0 for row in rows if row.get("right") in USABLE_RIGHTS))
    if not cost:
        return None
    said = Input(
        name="data_bought",
        label=BOUGHT,
        value=Range.exactly(cost),
        unit="money",
        origin=Origin.ANSWER,
        field_id="data.inventory",
    )
    return Given(said, read.draws.exactly(cost))


def judging(book: Book, read: Reader) -> Result | None:
    """Work out what people who judge the test cost [money]; None while nobody says what their hour costs."""
    cases = read.term("evaluation.test_cases")
    return None if cases is None else _judged(book, read, "case.judging", JUDGING, "money", cases)


def judging_per_year(book: Book, read: Reader) -> Result | None:
    """Work out what a regular sample costs [money/year]; None where no sample is among what is watched."""
    cases = sampled_cases(read)
    if cases is None:
        return None
    return _judged(book, read, "case.judging_per_year", JUDGING_PER_YEAR, "money/year", cases)


def sampled_cases(read: Reader) -> Given | None:
    """Return how many cases are drawn after launch [cases/year]; None where no sample is among what is watched."""
    rows = read.answers.value("evaluation.monitor") or []
    times = [TIMES_A_YEAR.get(row.get("every"), MONTHLY) for row in rows if row.get("signal") == "sample"]
    if not times:
        return None
    # Two rows are two limits of one sample, judged as often as the closer one asks.
    cases = float(SAMPLE * max(times))
    sampled = Input(
        name="sampled_cases",
        label=gettext_noop("Cases sampled in a year"),
        value=Range.exactly(cases),
        unit="cases/year",
        origin=Origin.ASSUMPTION,
        source=_SAMPLE_SOURCE,
        field_id="evaluation.monitor",
    )
    return Given(sampled, read.draws.exactly(cases))


def _judged(book: Book, read: Reader, figure_id: str, label: str, unit: str, cases: Term) -> Result | None:
    judges, minutes, rate = (read.term(f"evaluation.{name}") for name in ("judges", "review_minutes", "judge_rate"))
    if judges is None or minutes is None or rate is None:
        return None
    formula = f"{cases.name} × judges × review_minutes / 60 × judge_rate × 1.1"
    return book.figure(figure_id, label, unit, formula, cases, judges, minutes, rate, note=_SETTLED, source=_SOURCE)


def removal_per_year(book: Book, read: Reader) -> Result | None:
    """Work out what it costs to take people out who ask for it [money/year]; None while nobody says how many do."""
    requests, hours = read.term("data.removal_requests"), read.term("data.removal_hours")
    hour_cost = read.term("value.hour_cost")
    if requests is None or hours is None or hour_cost is None:
        return None
    formula = "removal_requests × removal_hours × hour_cost"
    return book.figure("case.removal", REMOVAL_PER_YEAR, "money/year", formula, requests, hours, hour_cost)
