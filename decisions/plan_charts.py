"""Charts of the plans: what is left of the text, and where attention looks."""

from django.utils.translation import gettext as _

from charts.descriptions import Chart, HeatChart, HeatRow, RangeRow, RangesChart
from decisions.plans import Plans
from projects.formatting import Formatter
from scoping.content import get_approach_plan


def plan_charts(plans: Plans, write: Formatter) -> list[Chart]:
    """Return the charts of all plans that the answers allow."""
    return [*text_chart(plans, write), *attention_charts(write)]


def text_chart(plans: Plans, write: Formatter) -> list[Chart]:
    """Return what is left of the text after each step."""
    stages = plans.corpus.stages
    if len(stages) < 2 or stages[0].left.likely <= 0:
        return []
    share = stages[-1].left.likely / stages[0].left.likely * 100
    return [
        RangesChart(
            id="data.left",
            title=_title(round(share), round(plans.corpus.uncleared), write),
            subtitle=_("Tokens after each step; 8 chances in 10 between the ends"),
            label=_("Text that is left after each step of preparation"),
            format=write.compact,
            rows=tuple(RangeRow(name=_(stage.label), value=stage.left, strong=stage is stages[-1]) for stage in stages),
            source=_("What each step keeps: your answers, else our proposal"),
            shows_pay=False,
        )
    ]


def _title(share: int, uncleared: int, write: Formatter) -> str:
    """Say how much of the text is usable, and that some of it may not be used yet [both in %]."""
    said = {"share": write.quantity(share, "%"), "uncleared": write.quantity(uncleared, "%")}
    if uncleared >= 100:
        return _("None of the text may be used yet; cleaning would leave about %(share)s") % said
    if uncleared:
        return (
            _("About %(share)s of the text is usable, once the %(uncleared)s without a right to it is cleared") % said
        )
    return _("About %(share)s of the text is usable") % said


def attention_charts(write: Formatter) -> list[Chart]:
    """Return the two sentences with the weight of each word, drawn for explanation."""
    example = get_approach_plan().example
    charts: list[Chart] = []
    for number, (sentence, weights) in enumerate(zip(example.sentences, example.weights, strict=True), 1):
        words = tuple(word.strip(".") for word in sentence.split())
        shares = {word.casefold(): share for word, share in weights.items()}
        charts.append(
            HeatChart(
                id=f"approach.attention_{number}",
                title=_("“%(sentence)s”") % {"sentence": sentence},
                subtitle=_("Weight of each word when the model reads “bat”, in %"),
                label=_("Weight of each word of a sentence"),
                format=write.number,
                rows=(HeatRow(name="bat", values=tuple(shares.get(word.casefold(), 0.0) for word in words)),),
                months=words,
                source=_(example.weights_note),
                shows_pay=False,
            )
        )
    return charts
