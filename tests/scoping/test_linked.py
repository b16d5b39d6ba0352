"""Terms in our sentences lead to their entries: once a question, as they are written, never in words of others."""

import re

import pytest
from django.utils.translation import override

from scoping.content import get_glossary
from scoping.templatetags.words import explained, linked

pytestmark = pytest.mark.once


def marked(text):
    return [(piece, term_id) for piece, term_id in get_glossary().pieces(text, set()) if term_id]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A page is about 500 tokens.", [("tokens", "token")]),
        ("Tokens in, tokens out.", [("Tokens", "token")]),
        ("Always per GPU-hour, and GPU hours add up.", [("GPU-hour", "gpu_hour")]),
        ("Trained with Adam.", [("Adam", "optimiser")]),
        ("adam and rag are not names.", []),
        ("A token-like thing, and gpus.md.", []),
        ("Call a hosted model.", [("hosted model", "api")]),
        ("“Model of tokens” handles 40 out of 100 cases.", []),
        ("Who needs training, and in which position?", []),
    ],
)
def test_term_is_found_as_it_is_written(text, found):
    assert marked(text) == found


def test_pieces_give_the_text_again():
    for term in get_glossary().terms:
        assert "".join(piece for piece, _ in get_glossary().pieces(term.text, set())) == term.text


@pytest.mark.parametrize("term", get_glossary().terms, ids=lambda term: term.id)
def test_every_spelling_that_is_linked_leads_to_its_entry(term):
    for name in term.linked:
        assert marked(f"Here is {name}, once.") == [(name, term.id)]


def test_german_text_leads_to_german_entries():
    with override("de"):
        assert 'href="/words/#impact_assessment">Folgenabschätzung</a>' in linked("Dazu gehört eine Folgenabschätzung.")


def test_what_is_no_term_is_escaped():
    assert linked('<b> & "token"') == '&lt;b&gt; &amp; &quot;<a class="term" href="/words/#token">token</a>&quot;'


def test_question_links_a_term_once(catalogue):
    said = explained(catalogue.questions["compute.api_input_tokens_per_case"])
    text = " ".join((said.hint, said.more_help, said.why, said.find_out, *said.follow_ups))
    found = re.findall(r"#(\w+)", text)
    assert "token" in found
    assert len(found) == len(set(found))


def test_glossary_shows_spellings_and_related_entries(client, db):
    page = client.get("/words/").content.decode()
    entry = page[page.index('<dt id="gpu_hour">') :][:900]
    assert "GPU hours, A100-hour" in entry
    assert re.search(r'See also:\s*<a href="/words/#\w+">', entry)


def test_links_of_the_glossary_lead_to_entries_that_are_there(client, db):
    page = client.get("/words/").content.decode()
    assert set(re.findall(r'href="/words/#(\w+)"', page)) <= set(re.findall(r'<dt id="(\w+)"', page))


def test_entry_is_for_itself_and_an_unknown_one_is_not_there(client, db):
    assert "GPU hours, A100-hour" in client.get("/words/gpu_hour/").content.decode()
    assert client.get("/words/blockchain/").status_code == 404


def test_label_of_a_field_holds_no_link(owner, project):
    page = owner.get(f"/p/{project.pk}/base/change/compute.api_model/").content.decode()
    assert 'class="term"' in page
    for outside in re.findall(r"<(label|legend|h[1-4]|summary|button)\b(.*?)</\1>", page, re.S):
        assert 'class="term"' not in outside[1]
