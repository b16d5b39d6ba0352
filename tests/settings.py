"""Settings for the tests: the real ones, with a throw-away key and plain static files."""

import os

os.environ.setdefault("PLUMBLINE_SECRET_KEY", "tests-only-" + "t" * 50)

from config.settings import *  # noqa: F403 -- the key must stand in the environment first

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405 -- as above
WHITENOISE_AUTOREFRESH = True
