"""All addresses. What belongs to a project stands below /p/<project>/<scenario>/."""

from django.urls import include, path

from config.health import health

PROJECT = "p/<uuid:project_id>/<slug:scenario>/"

handler404 = "projects.views.errors.not_found"
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("healthz", health, name="health"),
    path("", include("projects.urls")),
    path("", include("reports.urls")),
    path("", include("api.urls")),
    path("", include("scoping.urls")),
    path("organisation/", include("organisation.urls")),
    path(PROJECT, include("estimates.urls")),
    path(PROJECT, include("teams.urls")),
    path(PROJECT, include("decisions.urls")),
]
