"""What a reader chose of the report: for whom, which parts, on which paper. It stands in the address alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.domain.audience import COMMENTS, KINDS, Audience, ReportKind, parts_of
from reports.domain.report import Report

PAPERS = {"a4": gettext_lazy("A4"), "us-letter": gettext_lazy("US Letter")}
MARKINGS = {
    "internal": gettext_lazy("Internal"),
    "confidential": gettext_lazy("Confidential"),
    "strictly": gettext_lazy("Strictly confidential"),
}
PART_TITLES = {
    "basis": gettext_lazy("What it rests on"),
    "problem": gettext_lazy("The problem"),
    "options": gettext_lazy("Options"),
    "scenarios": gettext_lazy("Scenarios"),
    "value": gettext_lazy("Value"),
    "timeline": gettext_lazy("Timeline"),
    "team": gettext_lazy("Team"),
    "risks": gettext_lazy("Risks"),
    "actions": gettext_lazy("Actions"),
    "readiness": gettext_lazy("Readiness"),
    "data": gettext_lazy("Data"),
    "approach": gettext_lazy("Approach"),
    "compute": gettext_lazy("Computing"),
    "training": gettext_lazy("Training plan"),
    "evaluation": gettext_lazy("Evaluation plan"),
    "second_look": gettext_lazy("Second look"),
    "assumptions": gettext_lazy("Assumptions and inputs"),
    "methods": gettext_lazy("How we calculated the figures"),
    "answers": gettext_lazy("Questions and answers"),
    "comments": gettext_lazy("Open comments"),
}


@dataclass(frozen=True, kw_only=True)
class ReportChoice:
    """What a reader chose; what an address says that nobody can choose counts for nothing."""

    audience: Audience = Audience.FULL
    parts: tuple[str, ...] = ()
    """Ids of the chosen parts; none: all that the audience gets."""
    paper: str = ""
    """A key of PAPERS; "" for what the project's country prints on."""
    marking: str = ""
    """A key of MARKINGS, or ""."""
    is_draft: bool = False
    reads_comments: bool = True
    """Whether the reader sees comments at all: behind a link nobody does, so there they cannot be chosen."""

    @classmethod
    def read(cls, query: QueryDict, *, reads_comments: bool = True) -> "ReportChoice":
        """Read it from an address."""
        audience = query.get("audience", "")
        chosen = Audience(audience) if audience in set(Audience) else Audience.FULL
        named = set(query.getlist("part")) - (set() if reads_comments else {COMMENTS})
        parts = tuple(part for part in KINDS[chosen].offered if part in named)
        return cls(
            audience=chosen,
            parts=() if parts == KINDS[chosen].parts else parts,
            paper=_one_of(query.get("paper", ""), PAPERS),
            marking=_one_of(query.get("marking", ""), MARKINGS),
            is_draft=query.get("draft") == "1",
            reads_comments=reads_comments,
        )

    @property
    def query(self) -> str:
        """The address's query, with its question mark; "" where nothing was chosen."""
        said = [
            *([("audience", self.audience.value)] if self.audience != Audience.FULL else []),
            *(("part", part) for part in self.parts),
            *((name, value) for name, value in (("paper", self.paper), ("marking", self.marking)) if value),
            *([("draft", "1")] if self.is_draft else []),
        ]
        return f"?{urlencode(said)}" if said else ""

    @property
    def kinds(self) -> Iterable[ReportKind]:
        """The kinds of report that there are."""
        return KINDS.values()

    @property
    def offered(self) -> list[tuple[str, str, bool]]:
        """The parts of the audience: id, title, whether it is chosen."""
        chosen = parts_of(self.audience, self.parts)
        return [
            (part, str(PART_TITLES[part]), part in chosen)
            for part in KINDS[self.audience].offered
            if self.reads_comments or part != COMMENTS
        ]

    def other(self, audience: str) -> str:
        """Return the query for another audience on the same paper."""
        return replace(self, audience=Audience(audience), parts=()).query

    @property
    def audiences(self) -> list[tuple[ReportKind, str, bool]]:
        """Every kind with its query, and whether it is the chosen one."""
        return [(kind, self.other(kind.audience) or "?", kind.audience == self.audience) for kind in KINDS.values()]

    def dress(self, report: Report) -> Report:
        """Return a report on the chosen paper, with its marks."""
        meta = replace(
            report.meta,
            paper=self.paper or report.meta.paper,
            marking=str(MARKINGS[self.marking]) if self.marking else "",
            draft=self.is_draft,
        )
        return replace(report, meta=meta)


def _one_of(given: str, known: Iterable[str]) -> str:
    return given if given in known else ""


def papers() -> list[tuple[str, str]]:
    """Return the papers to choose from, the country's own first."""
    return [("", _("As printed in the project’s country")), *((key, str(name)) for key, name in PAPERS.items())]


def markings() -> list[tuple[str, str]]:
    """Return the marks to choose from, none first."""
    return [("", _("None")), *((key, str(name)) for key, name in MARKINGS.items())]
