from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.urls import reverse

from projects.models import BASE
from reports import pdf


@contextmanager
def reports_in_the_making(count, monkeypatch):
    """So many others whose reports are not done yet."""
    done, begun = Event(), Event()
    waiting = []

    def slow(report):
        waiting.append(report)
        if len(waiting) == count:
            begun.set()
        done.wait(300)

    monkeypatch.setattr(pdf, "_render", slow)
    others = [Thread(target=pdf.render_pdf, args=(number,)) for number in range(count)]
    for other in others:
        other.start()
    assert begun.wait(60)
    monkeypatch.undo()
    yield
    done.set()
    for other in others:
        other.join()


def test_fourth_report_at_once_is_asked_to_come_again(owner, sample, monkeypatch):
    with reports_in_the_making(3, monkeypatch):
        reply = owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE]))
    assert (reply.status_code, reply["Retry-After"]) == (503, "20")
    assert "Reload this page in half a minute." in reply.content.decode()


def test_report_is_made_when_the_others_are_done(owner, sample, monkeypatch):
    with reports_in_the_making(3, monkeypatch):
        pass
    assert owner.get(reverse("reports:report_pdf", args=[sample.pk, BASE])).content.startswith(b"%PDF")


def test_report_that_fails_frees_its_place(monkeypatch):
    def fail(report):
        raise RuntimeError("no paper")

    monkeypatch.setattr(pdf, "_render", fail)
    for _turn in range(5):
        with pytest.raises(RuntimeError, match="no paper"):
            pdf.render_pdf(None)
