import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from projects.bin import empty_daily  # noqa: E402 -- models can be imported only now

empty_daily()
