"""Another server is told of decisions: signed, outside the request, tried again, and never inside a private network."""

import hashlib
import hmac
import json
import re
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api import hooks
from api.hooks import MOST_KEPT, WAITS, BadAddress, add_hook, find_target, send_due
from api.models import Delivery, Hook
from decisions.recording import record_decision
from projects.access import Workspace
from tests.decisions.pages import told


@pytest.fixture
def listener(settings):
    """A small server on this machine, which the setting allows; it keeps what it is told."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(server.reply)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_parts):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.heard, server.reply = heard, 200
    server.url = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def decide(sample):
    return record_decision(Workspace(sample, sample.scenarios.get(slug="base")), told(sample))


def test_decision_is_told_once_and_signed(listener, sample, browser_row):
    _hook, secret = add_hook(browser_row, listener.url)
    decision = decide(sample)
    assert listener.heard == []
    call_command("send_webhooks")
    send_due()
    ((headers, body),) = listener.heard
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Plumbline-Signature"] == f"sha256={signature}"
    message = json.loads(body)
    assert (message["project"], message["verdict"]["id"]) == (str(sample.pk), decision.outcome)
    assert (message["decided_by"], message["version"]) == (decision.decided_by, decision.snapshot_id)
    kept = decision.snapshot.results["base"]["figures"]["case.cost_to_launch"]
    assert message["cost_to_launch"]["p50"] == kept["likely"]
    assert Delivery.objects.get().body == ""


def test_projects_of_others_are_not_told(listener, sample, browser_row, stranger):
    stranger.post(reverse("api:hooks"), {"url": listener.url})
    assert Hook.objects.exists()
    decide(sample)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [302, 500])
def test_what_is_not_taken_is_tried_again_later_and_no_redirect_followed(status, listener, sample, browser_row):
    add_hook(browser_row, listener.url)
    listener.reply = status
    decide(sample)
    send_due()
    waiting = Delivery.objects.get()
    assert (len(listener.heard), waiting.said, waiting.arrived) == (1, f"HTTP {status}", False)
    assert timezone.now() < waiting.next_try_at <= timezone.now() + WAITS[0]


def test_after_the_last_try_it_is_given_up(listener, sample, browser_row):
    add_hook(browser_row, listener.url)
    listener.reply = 500
    decide(sample)
    Delivery.objects.update(tries=len(WAITS), next_try_at=timezone.now() - timedelta(seconds=1))
    send_due()
    assert Delivery.objects.get().next_try_at is None


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::"],
)  # fmt: skip
def test_name_that_leads_into_a_private_network_is_refused(ip, monkeypatch):
    def resolve(_host, port, **_more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.215.14", ip)]

    monkeypatch.setattr(hooks.socket, "getaddrinfo", resolve)
    with pytest.raises(BadAddress):
        find_target("https://looks-fine.example/hook")


def test_name_that_moves_into_a_private_network_later_is_not_told(sample, browser_row, monkeypatch):
    Hook.objects.create(browser=browser_row, url="https://127.0.0.1/hook")
    decide(sample)
    send_due()
    assert "private network" in Delivery.objects.get().said


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com/", "https://", "https://a:b@example.com/", "https://[::1", "x" * 399,
     "https://example.com:99999/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://localhost/"],
)  # fmt: skip
def test_address_that_is_refused_is_said_beside_it_and_kept(url, owner):
    page = owner.post(reverse("api:hooks"), {"url": url}).content.decode()
    assert 'aria-invalid="true"' in page
    assert not Hook.objects.exists()


def test_page_shows_the_secret_once_and_the_state_always(listener, owner, sample):
    page = owner.post(reverse("api:hooks"), {"url": listener.url}).content.decode()
    secret = re.search(r'value="([0-9a-f]{64})"', page)[1]
    assert secret not in str(Hook.objects.values().get())
    decide(sample)
    send_due()
    page = owner.get(reverse("api:hooks")).content.decode()
    assert secret not in page
    assert "HTTP 200" in page


def test_address_is_removed_by_its_person_alone(listener, owner, stranger):
    owner.post(reverse("api:hooks"), {"url": listener.url})
    place = reverse("api:remove_hook", args=[Hook.objects.get().pk])
    assert stranger.post(place).status_code == 404
    assert owner.post(place).status_code == 302
    assert not Hook.objects.exists()


# ---------------------------------------------------------------- test


def ask_for_test(client, hook, **more):
    return client.post(reverse("api:try_hook", args=[hook.pk]), follow=True, **more).content.decode()


def test_test_is_signed_like_a_decision_and_shown_as_the_last_try(listener, owner, browser_row):
    hook, secret = add_hook(browser_row, listener.url)
    assert "waiting to be sent" in ask_for_test(owner, hook)
    send_due()
    ((headers, body),) = listener.heard
    assert headers["X-Plumbline-Signature"] == "sha256=" + hooks.sign(secret, body)
    assert json.loads(body)["event"] == "ping"
    assert "HTTP 200" in owner.get(reverse("api:hooks")).content.decode()


def test_test_that_is_not_taken_is_not_tried_again(listener, owner, browser_row):
    hook, _secret = add_hook(browser_row, listener.url)
    listener.reply = 500
    ask_for_test(owner, hook)
    send_due()
    tried = Delivery.objects.get()
    assert (tried.said, tried.arrived, tried.next_try_at) == ("HTTP 500", False, None)


def test_test_reaches_no_private_network(owner, browser_row):
    ask_for_test(owner, Hook.objects.create(browser=browser_row, url="https://127.0.0.1/hook"))
    send_due()
    assert "private network" in Delivery.objects.get().said


def test_second_test_has_to_wait(listener, owner, browser_row):
    hook, _secret = add_hook(browser_row, listener.url)
    ask_for_test(owner, hook)
    assert "Wait ten seconds" in ask_for_test(owner, hook)
    send_due()
    assert "Wait ten seconds" in ask_for_test(owner, hook)
    Delivery.objects.update(tried_at=timezone.now() - timedelta(seconds=11))
    assert "Wait ten seconds" not in ask_for_test(owner, hook)
    assert Delivery.objects.count() == 2


def test_tests_push_out_no_decision_that_waits(listener, owner, sample, browser_row):
    hook, _secret = add_hook(browser_row, listener.url)
    decide(sample)
    waiting = Delivery.objects.get()
    Delivery.objects.bulk_create(
        Delivery(hook=hook, tried_at=timezone.now() - timedelta(hours=1), next_try_at=None) for _ in range(MOST_KEPT)
    )
    ask_for_test(owner, hook)
    assert Delivery.objects.filter(pk=waiting.pk).exists()
    assert Delivery.objects.filter(next_try_at=None).count() == MOST_KEPT - 1


def test_address_is_tried_by_its_person_alone_and_by_no_other_site(listener, owner, stranger, browser_row):
    hook, _secret = add_hook(browser_row, listener.url)
    place = reverse("api:try_hook", args=[hook.pk])
    assert stranger.post(place).status_code == 404
    assert owner.get(place).status_code == 405
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = owner.cookies
    assert checked.post(place).status_code == 403
    assert not Delivery.objects.exists()
