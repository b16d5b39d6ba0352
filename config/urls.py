"""All addresses. What belongs to a project stands below /p/<project>/<scenario>/."""

from django.urls import include, path

from config.health import health
from projects.views import passkeys

PROJECT = "p/<uuid:project_id>/<slug:scenario>/"

handler404 = "projects.views.errors.not_found"
urlpatterns = [
    # In the place of what allauth has there.
    path("accounts/2fa/", passkeys.first_page),
    path("accounts/2fa/webauthn/login/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("accounts/2fa/webauthn/reauthenticate/", passkeys.confirm, name="mfa_reauthenticate_webauthn"),
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
