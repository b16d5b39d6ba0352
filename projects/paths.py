"""Paths that a page sent along: only our own are followed."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(path: str) -> str:
    """Return a path of this site as it is, or "" for what may lead elsewhere."""
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else ""
