"""The beginning of a long text: cut between two words, with a sign that it goes on."""

import pytest
from django.template import Context, Template
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.text import beginning, shorten

LONG = "Every working day about 450 claims e-mails and letters land in one inbox, and 50 of them wait."


@pytest.mark.parametrize(
    ("text", "longest", "said"),
    [
        ("Two words.", 10, "Two words."),
        ("Two words and more", 9, "Two words…"),
        ("Two words and more", 12, "Two words…"),
        ("Cases, then people", 7, "Cases…"),
        ("\u7406\u8d54" * 10, 6, "\u7406\u8d54" * 3 + "…"),
        ("See https://intranet.example/claims/mail-tally", 20, "See https://intranet…"),
        ("", 5, ""),
    ],
)
def test_text_is_cut_between_two_words(text, longest, said):
    assert beginning(text, longest) == said


@given(st.text(max_size=60), st.integers(1, 50))
def test_beginning_is_what_the_text_begins_with(text, longest):
    kept = beginning(text, longest)
    assert len(kept) <= longest + 1
    assert text.startswith(kept.removesuffix("…"))


def test_title_has_no_full_stop_and_one_line():
    assert shorten("Mail goes\n to the wrong desk. ", 40) == "Mail goes to the wrong desk"


def test_filter_leaves_markup_to_be_escaped():
    page = Template("{{ text|beginning:12 }}").render(Context({"text": "<b>bold</b> and more"}))
    assert page == "&lt;b&gt;bold&lt;/b&gt;…"


def test_answer_that_was_saved_is_said_as_its_folded_line_says_it(owner, project):
    address = reverse("projects:answer", args=[project.pk, "base", "problem.statement"])
    sent = {"problem-statement-value": LONG, "problem-statement-version": "0", "problem-statement-token": "one"}
    said = owner.post(address, sent, HTTP_HX_REQUEST="true").content.decode()
    assert f'data-told="{beginning(LONG, 90)}"' in said
    page = owner.get(reverse("scoping:part", args=[project.pk, "base", "problem"])).content.decode()
    assert f'<i data-said="problem-statement">{beginning(LONG, 90)}</i>' in page
