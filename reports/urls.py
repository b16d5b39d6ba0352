from django.urls import path, re_path

from reports.views import asking, figures, files, joining, pages, portfolio, quick, report, scenarios, versions

app_name = "reports"
project = "p/<uuid:project_id>/<slug:scenario>/"
# A link with what mail programs and sentences leave at its end: a full stop, a bracket, a quotation mark, a blank.
UNTIDY_LINK = r"^s/(?P<token>[A-Za-z0-9_-]++)(?P<pdf>/report\.pdf)?[^A-Za-z0-9]+$"
urlpatterns = [
    path("", pages.start, name="start"),
    path("how/", pages.how, name="how"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/calculate/", portfolio.calculate, name="calculate_portfolio"),
    path("portfolio/projects.csv", portfolio.portfolio_csv, name="portfolio_csv"),
    path("portfolio/projects.xlsx", portfolio.portfolio_xlsx, name="portfolio_xlsx"),
    path("s/<str:token>/", report.shared, name="shared"),
    path("s/<str:token>/report.pdf", report.shared_pdf, name="shared_pdf"),
    path("s/<str:token>/unlock/", joining.ask_password, name="unlock"),
    path("s/<str:token>/join/", joining.come_in, name="join"),
    re_path(UNTIDY_LINK, report.tidy_link, name="tidy_link"),
    path(project, pages.overview, name="overview"),
    path(project + "key-figures/", pages.key_figures, name="key_figures"),
    path(project + "figures/<str:figure_id>/", figures.figure, name="figure"),
    path(project + "figures/<str:figure_id>/opened/", figures.figure_opened, name="figure_opened"),
    path(project + "charts/<str:chart_id>.json", pages.chart, name="chart"),
    path(project + "go/", pages.palette, name="palette"),
    path(project + "check/", asking.check_first, name="check_first"),
    path(project + "check/<slug:section_id>/", asking.check, name="check"),
    path(project + "change/<str:field_id>/", asking.change, name="change"),
    path(project + "interview/", asking.interview, name="interview"),
    path(project + "interview/<slug:section_id>/sheet/", asking.sheet, name="interview_sheet"),
    path(project + "interview/<str:field_id>/", asking.interview_question, name="interview_question"),
    path(project + "scenarios/", scenarios.scenarios, name="scenarios"),
    path(project + "quick/", quick.quick, name="quick"),
    path(project + "quick/result/", quick.quick_result, name="quick_result"),
    path(project + "quick/report.pdf", quick.quick_pdf, name="quick_pdf"),
    path(project + "quick/<slug:screen_id>/", quick.quick_screen, name="quick_screen"),
    path(project + "report/", report.report, name="report"),
    path(project + "report.pdf", report.report_pdf, name="report_pdf"),
    path(project + "report.<slug:ending>", files.report_file, name="report_file"),
    path(project + "report/template/", files.word_template, name="word_template"),
    path(project + "report/keep/", versions.keep_report, name="keep_report"),
    path(project + "standing/", portfolio.standing, name="standing"),
    path(project + "archive/", portfolio.archive, name="archive"),
    path(project + "template/", portfolio.template, name="template"),
    path(project + "afterwards/", portfolio.afterwards, name="afterwards"),
    path(project + "versions/", versions.versions, name="versions"),
    path(project + "versions/compare/", versions.compare, name="compare_versions"),
    path(project + "versions/<int:version_id>/", versions.version, name="version"),
    path(project + "versions/<int:version_id>/restore/", versions.restore, name="restore_version"),
    path(project + "versions/<int:version_id>/copy/", versions.copy, name="copy_version"),
    path(project + "versions/<int:version_id>/delete/", versions.delete, name="delete_version"),
]
