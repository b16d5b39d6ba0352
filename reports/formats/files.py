"""Every way out of the report: one composition, and a function for each kind of file that is made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from decisions.results import results_of
from projects.access import Workspace
from projects.domain.lazy import cached_property
from projects.domain.text import gettext_noop
from reports.choice import ReportChoice
from reports.compose import compose_report
from reports.domain.audience import KINDS, Audience
from reports.domain.report import Report
from reports.formats.markdown import markdown_of
from reports.formats.pieces import Piece, pieces_of
from reports.formats.slides import slides_of
from reports.formats.tables import NamedTable, tables_of, tables_zip
from reports.formats.word import word_of
from reports.formats.workbook import workbook_of
from reports.pdf import render_pdf


@dataclass(frozen=True)
class Printed:
    """A report on its way into a file, with what the formats ask of it."""

    workspace: Workspace
    audience: Audience = Audience.FULL
    parts: tuple[str, ...] = ()
    """Ids of the parts that were chosen; empty for all that the reader has."""
    paper: str = ""
    """A key of PAPERS; "" for what the project's country prints on."""
    marking: str = ""
    """A key of MARKINGS, or ""."""
    is_draft: bool = False

    @cached_property
    def report(self) -> Report:
        chosen = ReportChoice(paper=self.paper, marking=self.marking, is_draft=self.is_draft)
        return chosen.dress(compose_report(self.workspace, self.audience, self.parts))

    @cached_property
    def name(self) -> str:
        """What it is, in the name of its file."""
        return f"report-{self.audience.value}"

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(pieces_of(self.report, page_one=KINDS[self.audience].page_one))

    @cached_property
    def tables(self) -> tuple[NamedTable, ...]:
        figures = results_of(self.workspace).figures.values()
        return tables_of(self.pieces, filter(self.workspace.may_show, figures), self.workspace.formatter)


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of file."""

    ending: str
    kind: str
    """Its media type."""
    label: str
    says: str
    """What it is good for."""
    make: Callable[[Printed], bytes]


FORMATS: Mapping[str, Format] = {
    file_format.ending: file_format
    for file_format in (
        Format(
            ending="pdf",
            kind="application/pdf",
            label=gettext_noop("PDF"),
            says=gettext_noop("To send, to sign and to print. Page 1 is the decision."),
            make=lambda printed: render_pdf(printed.report).pdf,
        ),
        Format(
            ending="docx",
            kind="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            label=gettext_noop("Word"),
            says=gettext_noop("To work on the text. Charts are pictures with a description."),
            make=lambda printed: word_of(printed.report, printed.pieces),
        ),
        Format(
            ending="pptx",
            kind="application/vnd.openxmlformats-officedocument.presentationml.presentation",
            label=gettext_noop("Slides"),
            says=gettext_noop("Five for the meeting: recommendation, cost and benefit, options, plan and risks, asks."),
            # Whoever reads it: five slides need all sections.
            make=lambda printed: slides_of(replace(printed, audience=Audience.FULL, parts=()).report),
        ),
        Format(
            ending="xlsx",
            kind="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            label=gettext_noop("Workbook"),
            says=gettext_noop("To calculate on: inputs by name, every figure as a formula, cash by month, scenarios."),
            make=lambda printed: workbook_of(printed.workspace, printed.report, printed.pieces),
        ),
        Format(
            ending="md",
            kind="text/markdown; charset=utf-8",
            label=gettext_noop("Markdown"),
            says=gettext_noop("For a wiki or a repository."),
            make=lambda printed: markdown_of(printed.report, printed.pieces),
        ),
        Format(
            ending="zip",
            kind="application/zip",
            label=gettext_noop("Every table as CSV"),
            says=gettext_noop("One file per table in an archive; charts and figures as plain numbers."),
            make=lambda printed: tables_zip(printed.tables),
        ),
    )
}
