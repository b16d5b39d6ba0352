"""How long the worked example's full report takes beside WeasyPrint, which sets the same words from HTML.

Measured after one figure was changed, as somebody does who asks for it again, and with every text another one.

Both set every heading, paragraph and table of the report on A4; ours draws its charts and tags the file (PDF/UA-1 and
PDF/A-2a) besides, WeasyPrint gets the tables and texts alone. It is no dependency of ours: where it is not installed,
that is said and nothing is measured (`pip install weasyprint`; it needs Pango).

Run: python -m benchmarks.weasy
"""

import sys
from collections.abc import Iterator
from html import escape
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from benchmarks import in_thrown_away_folder, show, time_in_turns
from benchmarks.report import renamed, words_of

ROUNDS = 5
STYLE = """
@page { size: A4; margin: 26mm 20mm }
body { font: 9.6pt sans-serif }
table { border-collapse: collapse; width: 100% }
td, th { border-top: .35pt solid #999; padding: 1.5mm; text-align: left; vertical-align: top }
"""


def html_of(report: dict[str, Any]) -> str:
    """Return a report as a page of HTML: tables as tables, all other words as paragraphs."""
    return f"<style>{STYLE}</style>" + "".join(_parts(report))


def _parts(report: dict[str, Any]) -> Iterator[str]:
    yield from _paragraphs(report["decision"])
    for section in (*report["sections"], *report["appendix"]):
        yield f"<h1>{escape(section['title'])}</h1><h2>{escape(section['finding'])}</h2>"
        for block in section["blocks"]:
            yield f"<h3>{escape(block['label'])}</h3>"
            if block["kind"] == "table":
                yield _table(block["head"], [*block["rows"], *([block["foot"]] if block["foot"] else [])])
            elif block["kind"] == "items":
                yield _table((), block["items"])
            elif block["kind"] == "questions":
                rows = [
                    [each["question"], f"{each['answer']} {each['note']} {each['by']}"] for each in block["questions"]
                ]
                yield _table((), rows)
                yield from (_table(each["head"], each["rows"]) for each in block["questions"] if each["rows"])
            else:
                yield from _paragraphs({name: part for name, part in block.items() if name not in ("kind", "label")})


def _paragraphs(node: Any) -> Iterator[str]:
    yield from (f"<p>{escape(words)}</p>" for words in words_of(node) if words)


def _table(head: Any, rows: Any) -> str:
    def cells(row: Any, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"

    return f"<table>{cells(head, 'th')}{''.join(cells(row, 'td') for row in rows)}</table>"


def measure() -> None:
    """Set the report in turns."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    import weasyprint  # type: ignore[import-not-found]  # no dependency; `main` has looked for it

    from projects.access import Workspace
    from projects.document import load_project, sample_document
    from projects.models import Answer
    from reports.blocks import to_json
    from reports.compose import compose_report
    from reports.domain.report import Report
    from reports.pdf import let_older_go, render_pdf

    project, number = load_project(sample_document(), owner=None), count()
    scenario = project.scenarios.get(slug="base")
    answer = Answer.objects.get(scenario=scenario, field_id="value.cases_per_year")
    asked: list[Report] = []

    def compose_anew() -> None:
        """One figure is another one than before."""
        answer.value = {"low": 100_000, "likely": 110_000 + next(number), "high": 130_000}
        answer.save(update_fields=["value"])
        project.sequence += 1
        project.save(update_fields=["sequence"])
        asked[:] = [compose_report(Workspace(project, scenario))]
        let_older_go()

    def rename() -> None:
        """Every running text is another one than before."""
        asked[:] = [renamed(asked[0], next(number))]
        let_older_go()

    def ours() -> None:
        render_pdf(asked[0])

    def theirs() -> None:
        weasyprint.HTML(string=html_of(to_json(asked[0]))).write_pdf()

    compose_anew()
    for before, name in ((compose_anew, "after one figure was changed"), (rename, "never set before")):
        ours_ms, theirs_ms = time_in_turns(ours, theirs, rounds=ROUNDS, before=before, clock=process_time)
        show(f"the full report of the worked example, {name}", ours_ms, "WeasyPrint on the same words", theirs_ms)
        print(f"{theirs_ms / ours_ms:8.3g} times as fast as WeasyPrint")


def main() -> None:
    """Measure, or say why not."""
    try:
        import weasyprint  # noqa: F401 -- is it there?
    except (ImportError, OSError) as error:
        sys.exit(f"WeasyPrint is not installed, so there is nothing to compare with: {error}")
    in_thrown_away_folder(measure)


if __name__ == "__main__":
    main()
