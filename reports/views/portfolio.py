"""All projects side by side, and what concerns a project as one of many."""

import io
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decisions.content import get_rulebook
from decisions.portfolio_figures import work_out
from decisions.wording import say_outcome
from projects.access import OWNER, open_project, visiting_browser
from projects.domain.rights import Need, Right
from projects.exports import put_text, write_csv
from projects.paths import own_path
from reports.afterwards import estimate_of, lines_of, tell_afterwards
from reports.forms import AfterwardsForm, FundingForm
from reports.portfolio import SORTS, Portfolio, PortfolioQuery, ProjectRow, as_table

AT_ONCE = 6
"""So many projects are worked out in one request."""
LOOK = Need(Right.VIEW)


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """List every project that the visitor may see, and the set to fund where budget or people are said."""
    shown, form = _asked(request, request.GET)
    context = {
        "portfolio": shown,
        "asked": shown.asked,
        "form": form,
        "formatter": shown.write,
        "sorts": _sort_links(request),
        "verdicts": [say_outcome(outcome) for outcome in get_rulebook().outcomes],
        "sections": [
            (section.title, [field for question in section.questions for field in question.fields])
            for section in shown.sections
        ],
        "query": request.GET.urlencode(),
        "picture": shown.picture(),
        "chosen": _chosen(shown),
    }
    return render(request, "reports/portfolio.html", context)


def _asked(request: HttpRequest, sent: QueryDict) -> tuple[Portfolio, FundingForm]:
    """Read what somebody wants to see; what makes no sense is left out, and a bad number is said beside it."""
    browser = visiting_browser(request)
    asked = PortfolioQuery(
        query=sent.get("q", "").strip()[:120],
        show=sent.get("show", ""),
        verdict=sent.get("verdict", ""),
        currency=sent.get("currency", ""),
        sort=_one_of(SORTS, sent.get("sort", "")),
        question_id=sent.get("question", ""),
        required=frozenset(sent.getlist("must")),
    )
    form = FundingForm(sent, formatter=Portfolio(browser, asked).write)
    form.is_valid()
    told = {name: form.cleaned_data.get(name) for name in ("budget", "people")}
    return Portfolio(browser, PortfolioQuery(**vars(asked) | told)), form


def _one_of(names: Sequence[str], sent: str) -> str:
    return sent if sent in names else names[0]


def _chosen(shown: Portfolio) -> list[ProjectRow]:
    chosen = shown.funded.chosen if shown.funded else frozenset()
    return [row for row in shown.rows if row.key in chosen]


def _sort_links(request: HttpRequest) -> dict[str, str]:
    links = {}
    for name in SORTS:
        sent = request.GET.copy()
        sent["sort"] = name
        links[name] = "?" + sent.urlencode()
    return links


# ---------------------------------------------------------------- worked out when asked for


@require_POST
def calculate(request: HttpRequest) -> HttpResponse:
    """Work out the next few projects whose figures are missing or no longer hold."""
    shown = Portfolio(visiting_browser(request), PortfolioQuery(show=request.POST.get("show", "")))
    for row in shown.missing[:AT_ONCE]:
        work_out(row.project)
    left = max(0, len(shown.missing) - AT_ONCE)
    if left:
        words = ngettext("%(n)s project is left to calculate.", "%(n)s projects are left to calculate.", left)
        messages.info(request, words % {"n": left})
    return redirect(_back(request.POST))


@require_POST
def standing(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Work out one project; its row of the list."""
    project = open_project(request, project_id, scenario, LOOK).project
    work_out(project)
    if not request.headers.get("HX-Request"):
        return redirect(_back(request.POST))
    shown, _form = _asked(request, QueryDict(own_path(request.POST.get("next", "")).partition("?")[2]))
    row = next((row for row in shown.rows if row.project.pk == project.pk), None)
    context = {"row": row, "portfolio": shown, "asked": shown.asked, "formatter": shown.write, "chosen": _chosen(shown)}
    return render(request, "reports/_portfolio_row.html", context)


def _back(sent: QueryDict) -> str:
    return own_path(sent.get("next", "")) or reverse("reports:portfolio")


# ---------------------------------------------------------------- put away, offered, told


@require_POST
def archive(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Put a project away, or take it out again."""
    project = open_project(request, project_id, scenario, OWNER).project
    project.archive()
    words = _("“%(name)s” is in the archive.") if project.archived_at else _("“%(name)s” is out of the archive.")
    messages.success(request, words % {"name": project.name})
    return redirect(_back(request.POST))


@require_POST
def template(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Let new projects begin as a copy of this one, or no longer."""
    project = open_project(request, project_id, scenario, OWNER).project
    project.offer_as_template()
    words = _("“%(name)s” is a template now.") if project.is_template else _("“%(name)s” is no template any more.")
    messages.success(request, words % {"name": project.name})
    return redirect(_back(request.POST))


@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """Ask what became of a project after launch, beside what was estimated."""
    workspace = open_project(request, project_id, scenario)
    known = getattr(workspace.project, "afterwards", None)
    names = ("launched_on", *AfterwardsForm.MEASURES, "note")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = AfterwardsForm(request.POST or None, formatter=workspace.formatter, initial=initial)
    if request.method == "POST" and form.is_valid():
        tell_afterwards(workspace, {name: form.cleaned_data[name] for name in names})
        messages.success(request, _("Saved. It counts in the portfolio."))
        return redirect("reports:afterwards", project_id, scenario)
    estimate = known.estimate if known else estimate_of(workspace)
    context = {
        "workspace": workspace,
        "form": form,
        "estimate": estimate,
        "lines": lines_of(estimate, known),
        "known": known,
    }
    return render(request, "reports/afterwards.html", context)


# ---------------------------------------------------------------- to take away


@require_safe
def portfolio_csv(request: HttpRequest) -> HttpResponse:
    """Return the list as a CSV file."""
    head, rows = as_table(_asked(request, request.GET)[0])
    return _file(write_csv([head, *rows]), "text/csv; charset=utf-8", "projects.csv")


@require_safe
def portfolio_xlsx(request: HttpRequest) -> HttpResponse:
    """Return the list as a workbook; text stays text, whatever it begins with."""
    import pandas

    head, rows = as_table(_asked(request, request.GET)[0])
    written = io.BytesIO()
    with pandas.ExcelWriter(written, engine="openpyxl") as book:
        pandas.DataFrame(rows, columns=head, dtype=object).to_excel(book, sheet_name="Projects", index=False)
        sheet = book.sheets["Projects"]
        for cell in (cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)):
            put_text(cell, cell.value)  # pandas made formulas of texts that begin like one
        sheet.freeze_panes = "B2"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(written.getvalue(), kind, "projects.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
