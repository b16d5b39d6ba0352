#!/usr/bin/env python
"""Run a Django command, such as `python manage.py check`."""

import os
import secrets
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # A command signs nothing that outlives it; a server gets its key from `./run` or its administrator.
    os.environ.setdefault("PLUMBLINE_SECRET_KEY", secrets.token_urlsafe(50))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"This cannot work: {error}")
