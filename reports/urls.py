from django.urls import path

from reports.views import figures, pages, report, scenarios

app_name = "reports"
project = "p/<uuid:project_id>/<slug:scenario>/"
urlpatterns = [
    path("", pages.start, name="start"),
    path("how/", pages.how, name="how"),
    path("s/<str:token>/", report.shared, name="shared"),
    path("s/<str:token>/report.pdf", report.shared_pdf, name="shared_pdf"),
    path(project, pages.overview, name="overview"),
    path(project + "key-figures/", pages.key_figures, name="key_figures"),
    path(project + "figures/<str:figure_id>/", figures.figure, name="figure"),
    path(project + "figures/<str:figure_id>/opened/", figures.figure_opened, name="figure_opened"),
    path(project + "charts/<str:chart_id>.json", pages.chart, name="chart"),
    path(project + "scenarios/", scenarios.scenarios, name="scenarios"),
    path(project + "report/", report.report, name="report"),
    path(project + "report.pdf", report.report_pdf, name="report_pdf"),
]
