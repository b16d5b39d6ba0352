"""An OpenID Connect provider that runs while a test does, and people who sign in there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from django.urls import reverse


@contextmanager
def running_provider() -> Iterator[dict[str, Any]]:
    """Run a provider that knows Ines; yields how an installation names it in its settings."""
    from oidc_provider_mock import User as Person
    from oidc_provider_mock import run_server_in_thread

    people = [Person(sub="ines", claims={"preferred_username": "ines", "email": "ines@example.com"})]
    with run_server_in_thread(user_claims=people) as server:
        yield {
            "provider_id": "sso", "name": "Example", "client_id": "plumbline", "secret": "s",
            "settings": {"server_url": f"http://localhost:{server.server_port}"},
        }  # fmt: skip


def come_from_provider(visitor: Client, sub: str = "ines", *, connects: bool = False, **more: Any) -> Any:
    """Sign in there as somebody and come back; return the reply to that."""
    start = visitor.get(reverse("openid_connect_login", args=["sso"]), {"process": "connect"} if connects else {})
    there = requests.post(start["Location"], data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    return visitor.get(back.path, {key: values[0] for key, values in parse_qs(back.query).items()}, **more)
