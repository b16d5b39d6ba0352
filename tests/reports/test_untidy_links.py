"""A share link that was cut out of a sentence still opens, and its secret is in no log."""

import logging

import pytest
from django.conf import settings
from django.urls import reverse

from projects.middleware import WithoutSecrets

pytestmark = pytest.mark.once

ENDS = [
    ".",
    ")",
    ",",
    ";",
    "]",
    "}",
    ">",
    "'",
    '"',
    "”",
    "»",
    "。",
    "）",
    " ",
    "%20",
    "%0A",
    ").",
    "/.",
    "/)",
    "/%20",
    "//",
    "/ ,",
    "_/",
    "…",
    "．",
    "](x)",
    "/](x)",
    "/](https://example.com/s/other/)",
    "/&gt;",
    "&gt;",
    "/&amp;",
    "/=20",
    "/ (until Friday)",
    "/|x",
    "/)%0D%0Aand more",
]
SECRET = "sEcret-of_a-link-" + "x" * 25 + "-"


@pytest.mark.parametrize("end", ENDS)
def test_link_with_something_at_its_end_opens(client, share, end):
    link = f"/s/{share[1]}/" if end == "_/" else f"/s/{share[1]}{end}"
    target = reverse("reports:shared", args=[share[1]])
    for _hop in range(3):
        if link == target:
            return
        link = client.get(link).headers["Location"]
    raise AssertionError(f"leads to {link}")


@pytest.mark.parametrize("end", [".", ")", "%20", "/", "](x)", "/](x)", "&gt;"])
def test_link_to_the_pdf_with_something_at_its_end_leads_to_it(client, share, end):
    reply = client.get(f"/s/{share[1]}/report.pdf{end}")
    assert reply["Location"] == reverse("reports:shared_pdf", args=[share[1]])


@pytest.mark.parametrize("secret", ["a-", "a_", "-a", "x" * 43])
def test_what_belongs_to_a_secret_is_not_cut_off(client, secret):
    assert client.get(f"/s/{secret}.")["Location"] == f"/s/{secret}/"
    assert client.get(f"/s/{secret}")["Location"] == f"/s/{secret}/"


def test_redirect_is_kept_and_told_nowhere(client, share):
    reply = client.get(f"/s/{share[1]}).")
    assert (reply["Cache-Control"], reply["Referrer-Policy"]) == ("private, no-store", "no-referrer")


def test_guess_learns_nothing_from_the_redirect(client, share):
    share[0].revoke()
    known, guessed = client.get(f"/s/{share[1]}."), client.get(f"/s/{'x' * 43}.")
    assert (known.status_code, guessed.status_code) == (302, 302)
    assert {client.get(reply["Location"]).status_code for reply in (known, guessed)} == {404}


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /s/{SECRET}",
        f"Not Found: /s/{SECRET}/.",
        f"Not Found: /s/ {SECRET}",
        f"Not Found: /s//{SECRET}/x",
        f"Not Found: /S/{SECRET}",
        f'Bad Request: "GET /s/{SECRET}/report.pdf HTTP/1.1" 400',
        f"Not Found: /x/s/{SECRET}",
    ],
)
def test_log_line_holds_no_secret(line):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (line,), None)
    assert SECRET not in WithoutSecrets().format(record)
    assert "/s/" in WithoutSecrets().format(record).lower()


def test_traceback_in_a_log_holds_no_secret():
    try:
        raise ValueError(f"cannot open /s/{SECRET}/")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    assert SECRET not in WithoutSecrets().format(record)


def test_every_handler_writes_without_secrets():
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in formatters} == {"projects.middleware.WithoutSecrets"}
