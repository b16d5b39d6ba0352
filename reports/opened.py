"""A figure, opened: its formula, its inputs with their sources, and a form for each input that is an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from decisions.figures import figure_of
from projects.access import Workspace
from projects.domain.expressions import visible_fields
from projects.domain.fields import FieldType
from projects.domain.figures import Figure, Input
from projects.explaining import Explanation, Worked, explain
from projects.pages import AT_A_FIGURE, AskedField, answer_form, save_sent
from reports.shell import Shell


@dataclass(frozen=True)
class InputRow:
    """One input of an opened figure."""

    input: Input
    asked: AskedField | None = None
    """Its answer form; None where it is no answer, or where its form stands at an input above."""
    url: str = ""
    """Where its own figure opens, or the page on which its table is filled in."""


@dataclass(frozen=True)
class Opened:
    """What the page of a figure shows."""

    figure: Figure
    explanation: Explanation
    rows: tuple[InputRow, ...]

    low: str
    high: str
    """The ends of the figure, as short as it is shown."""

    @property
    def lines(self) -> list[tuple[Worked, str]]:
        """The formula with values filled in, each line with what stands before it."""
        explanation = self.explanation
        named = (
            (explanation.likely, _("Likely, from the likely values")),
            (explanation.least, _("Lowest, from the ends")),
            (explanation.most, _("Highest, from the ends")),
        )
        return [(worked, name) for worked, name in named if worked]

    @property
    def is_narrower(self) -> bool:
        """Whether not everything goes wrong at once: the simulated range is narrower than the one from the ends."""
        return self.explanation.is_narrower(self.figure.value)

    @property
    def failed(self) -> bool:
        """Whether something that was sent could not be saved."""
        return any(row.asked and (row.asked.clash or row.asked.form.errors) for row in self.rows)


def open_figure(workspace: Workspace, figure: Figure, sent: Mapping[str, AskedField] | None = None) -> Opened:
    """Return a figure with everything that somebody needs to work it out again, and to change what it is made of.

    Args:
        workspace: The project in one scenario.
        figure: The figure to open.
        sent: What was sent and could not be saved, by field id.
    """
    shown, shell = visible_fields(workspace.catalogue, workspace.answers), Shell(workspace)
    rows, asked = [], set[str]()
    for given in figure.inputs:
        field = workspace.catalogue.fields.get(given.field_id)
        asks = field is not None and given.field_id in shown and given.field_id not in asked
        url = shell.url("reports:figure", given.figure_id) if figure_of(workspace, given.figure_id) else ""
        if not asks or field is None:
            rows.append(InputRow(given, url=url))
        elif field.type is FieldType.TABLE:
            rows.append(InputRow(given, url=shell.question_url(workspace.catalogue.questions[field.id])))
        else:
            asked.add(field.id)
            form = (sent or {}).get(field.id) or AskedField(answer_form(workspace, field, at=AT_A_FIGURE), True)
            rows.append(InputRow(given, form, url))
    write = workspace.formatter.for_range(figure.value, figure.unit)
    return Opened(
        figure, explain(figure, workspace.formatter), tuple(rows), write(figure.value.low), write(figure.value.high)
    )


def save_inputs(workspace: Workspace, figure: Figure, data: Mapping[str, Any]) -> dict[str, AskedField]:
    """Save the answers that were sent from the page of a figure; return those that could not be, by field id."""
    failed: dict[str, AskedField] = {}
    for field_id in dict.fromkeys(
        given.field_id for given in figure.inputs if given.field_id in workspace.catalogue.fields
    ):
        form = answer_form(workspace, workspace.catalogue.fields[field_id], data, at=AT_A_FIGURE)
        if form.add_prefix("version") in data:
            asked, wrong = save_sent(workspace, form)
            failed |= {field_id: asked} if wrong else {}
    return failed
