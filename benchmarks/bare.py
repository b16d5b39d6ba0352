"""The least a Django project can do for a save: a session and one row. The yardstick of `benchmarks.autosave`.

A whole project in one file: `python -m benchmarks.bare` makes its tables, `benchmarks.bare:application` serves it. The
database has the very options of ours, from `config.settings`.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that it runs by its path too

from config.settings import DATABASES

settings.configure(
    SECRET_KEY="only-for-this-benchmark-" + "b" * 40,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {**DATABASES["default"], "NAME": Path(os.environ["PLUMBLINE_DATA"], "bare.sqlite3")}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.sessions", "benchmarks"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402 -- models need the settings
from django.middleware.csrf import get_token  # noqa: E402 -- as above


class Row(models.Model):
    """One answer, as plainly as it can be kept."""

    owner = models.CharField(max_length=40, unique=True)
    text = models.TextField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.owner


def start(request: HttpRequest) -> HttpResponse:
    request.session["started"] = True
    get_token(request)
    return HttpResponse("ok")


def save(request: HttpRequest) -> HttpResponse:
    if not request.session.get("started"):
        return HttpResponse(status=403)
    Row._default_manager.update_or_create(
        owner=str(request.session.session_key), defaults={"text": request.POST["value"]}
    )
    return HttpResponse("saved")


urlpatterns = [path("", start), path("save/", save)]
application = get_wsgi_application()


def make_tables() -> None:
    """Make the tables without a migration: they live as long as one run."""
    from django.contrib.sessions.models import Session

    with connection.schema_editor() as editor:
        editor.create_model(Session)
        editor.create_model(Row)


if __name__ == "__main__":
    make_tables()
