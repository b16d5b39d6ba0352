import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from api.hooks import send_for_ever  # noqa: E402 -- models can be imported only now
from projects.bin import empty_daily  # noqa: E402 -- as above
from projects.heap import spare_what_is_loaded  # noqa: E402 -- as above

empty_daily()
send_for_ever()
spare_what_is_loaded()
