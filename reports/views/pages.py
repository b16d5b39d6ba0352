import uuid
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from charts.descriptions import Chart
from charts.plotly import figure as plotly_figure
from decisions.actions import sum_asked_of
from decisions.charts import case_charts, value_charts
from decisions.deeper_charts import OVERLAY, overlay_chart
from decisions.gaps import say_caveats, say_guessed
from decisions.results import results_of
from decisions.wording import fill, say_way_up
from estimates.domain.tables.founding import RENT_EXAMPLES, BuyExample, model_table
from estimates.domain.tables.runtable import published_mfu
from estimates.prices import price_list
from estimates.reference import get_buy_comparison, get_reference
from projects.access import Workspace, mark_of, open_project, visiting_browser
from projects.domain.rights import REPORT, Need
from projects.formatting import Formatter
from projects.listing import list_projects
from projects.models import Project, Template, today
from projects.panels import ALONE, panel, render_panels
from projects.places import country_choices, currency_choices, currency_of, guessed_country
from reports.charts import all_charts
from reports.comparison import COST_CHART, choose, columns_of, cost_chart
from reports.news import news_of
from reports.next_step import next_step_of
from reports.palette import palette_of
from reports.proposing import follow_answers, say_proposed
from reports.quick import is_named_by_us
from reports.shell import Shell
from reports.start import joined_by, minutes_of_whole_project, resume, shown_examples
from reports.views.news import FEW
from scoping.content import get_quick_scope


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    browser = visiting_browser(request)
    owned = Project.objects.owned_by(browser)
    alive = owned.alive().filter(archived_at=None).order_by("-changed_at", "pk")
    listing = list_projects(alive, request.GET)
    country = guessed_country(request)
    context = {
        "name": request.GET.get("name", "")[:120],
        "listing": listing,
        "has_account": browser is not None and browser.user_id is not None,
        "reader": mark_of(browser.pk) if browser else "",
        "joined": joined_by(browser),
        "resume": resume(owned.alive(), browser) if listing.total else None,
        "binned": owned.binned().count(),
        "country": country,
        "currency": currency_of(country),
        "countries": country_choices(),
        "currencies": currency_choices(Formatter.for_reader()),
        "examples": shown_examples(),
        "templates": Template.objects.defer("document"),
        "minutes": minutes_of_whole_project(),
        "quick_minutes": round(get_quick_scope().minutes),
    }
    return render(request, "reports/start.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Show how figures are worked out, and the founding document's tables with our labels."""
    context = {
        "mfu": published_mfu(get_reference()).scaled(100),
        "models": model_table(get_reference(), price_list(today())),
        "buy": BuyExample(),
        "rents": RENT_EXAMPLES,
        "bought": get_buy_comparison(),
    }
    return render(request, "reports/how.html", context)


@panel
@require_safe
def overview(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = follow_answers(open_project(request, project_id, scenario))
    frame = Shell(workspace, request.path)
    return render(
        request,
        "reports/_overview_result.html" if ALONE in request.GET else "reports/overview.html",
        {
            "workspace": workspace,
            "news": news_of(workspace),
            "few": FEW,
            "frame": frame,
            "results": frame.results,
            "verdict": frame.verdict,
            "way_up": say_way_up(workspace),
            "next": next_step_of(frame),
            # What the cost is made of stands on the value page; while there is no value, it is all there is to see.
            "charts": value_charts(frame.results, workspace.formatter)
            or case_charts(frame.results, workspace.formatter),
            "lead": frame.lead,
            "named_by_us": is_named_by_us(workspace),
            "findings": _findings(workspace),
            "caveats": " ".join(filter(None, (say(workspace) for say in (say_proposed, say_guessed, say_caveats)))),
            "sum_asked": sum_asked_of(workspace),
        },
    )


@require_safe
def palette(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    """List where one may go, as a page that searches or as the dialog that the script of the keys opens."""
    workspace = open_project(request, project_id, scenario)
    words = request.GET.get("q", "")[:120]
    context = {"workspace": workspace, "groups": palette_of(Shell(workspace), words), "words": words}
    name = "_palette_dialog" if "part" in request.GET else "palette"
    return render(request, f"reports/{name}.html", context)


def _findings(workspace: Workspace) -> list[dict[str, object]]:
    results = results_of(workspace)
    return [
        {
            "title": finding.check.title,
            "severity": finding.severity,
            "message": fill(finding.check.message, results.facts, workspace),
            "action": fill(finding.check.action, results.facts, workspace),
        }
        for finding in results.findings
    ]


def _page_open(request: HttpRequest) -> str:
    """Return the path of the page that htmx asks from."""
    address = getattr(request, "htmx", None) and request.htmx.current_url_abs_path  # type: ignore[attr-defined] # django_htmx adds it
    return urlsplit(address or "").path


@require_safe
def key_figures(request: HttpRequest, project_id: uuid.UUID, scenario: str) -> HttpResponse:
    workspace = follow_answers(open_project(request, project_id, scenario, Need(part=REPORT)))
    frame = Shell(workspace, _page_open(request))
    context = {"workspace": workspace, "keys": frame.keys, "shell": frame, "fresh": True}
    context["counts"] = frame.counts(request.GET.getlist("count"))
    reply = render(request, "reports/_after_saving.html", context)
    reply.write(render_panels(request, project_id, scenario, request.GET.getlist("panel")))
    return reply


@require_safe
def chart(request: HttpRequest, project_id: uuid.UUID, scenario: str, chart_id: str) -> JsonResponse:
    workspace = open_project(request, project_id, scenario)
    if chart_id == COST_CHART:
        drawn: Chart | None = cost_chart(columns_of(workspace))
    elif chart_id == OVERLAY:
        drawn = overlay_chart([column.workspace for column in choose(columns_of(workspace), ())])
    else:
        drawn = all_charts(workspace).get(chart_id)
    if drawn is None:
        raise Http404
    return JsonResponse(plotly_figure(drawn, dark=request.GET.get("dark") == "1"))
