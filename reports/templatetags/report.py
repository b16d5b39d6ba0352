from collections.abc import Iterable, Sequence

from django import template

from reports.domain.report import ReportTable, Span

register = template.Library()


@register.filter
def cells(row: Sequence[str], block: ReportTable) -> Iterable[tuple[str, str, bool]]:
    """Return the cells of a row, each with the head of its column and whether that holds numbers."""
    return zip(row, block.head, block.numeric, strict=False)


@register.filter
def headed(row: Sequence[str], head: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return the cells of a row of words, each with the head of its column."""
    return zip(row, head, strict=False)


@register.filter
def place(span: Span) -> dict[str, str]:
    """Return where a line of a timeline begins and how long it is, as SVG reads lengths in every language."""
    return {"x": f"{span.start:.2f}%", "width": f"{max(0.6, span.end - span.start):.2f}%"}
