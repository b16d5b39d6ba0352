"""The glossary as a machine: which spelling leads where, which stands first, and what leads nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.datafiles import BrokenDataFile
from scoping.domain.glossary import Glossary, GlossaryTerm, load_glossary


def term(name: str, *also: str, **more) -> GlossaryTerm:
    return GlossaryTerm(
        id=name.lower().replace(" ", "_"), term=name, also=also, **{"topic": "Words", "text": "", **more}
    )


WORDS = Glossary(
    (
        term("Token", "word piece", text="A piece of text that a model reads at once."),
        term("Model", "LLM", everyday=("Model",), text="What answers."),
        term("Hosted model", "API", text="A model that somebody else runs."),
        term("RAG", "retrieval", topic="Ways"),
        term("Fine-tuning", "fine tune", topic="Ways"),
        term("Optimiser", "Adam", topic="Training"),
    )
)


def marked(text: str, seen: set[str] | None = None) -> list[tuple[str, str]]:
    return [(piece, term_id) for piece, term_id in WORDS.pieces(text, set() if seen is None else seen) if term_id]


# ---------------------------------------------------------------- in sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Each token counts.", ["token"]),
        ("Tokens count.", ["Tokens"]),
        ("TOKEN", []),
        ("A word piece here.", ["word piece"]),
        ("A word-piece here.", ["word-piece"]),
        ("A word\u00a0piece here.", ["word\u00a0piece"]),
        ("A wordpiece here.", []),
        ("Fine-tuning helps.", ["Fine-tuning"]),
        ("fine tuning helps", ["fine tuning"]),
        ("We fine tune it.", ["fine tune"]),
        ("RAG is it.", ["RAG"]),
        ("rag is none", []),
        ("Retrieval too.", ["Retrieval"]),
        ("Adam trains.", ["Adam"]),
        ("adam is a name", []),
        ("Tokenise it", []),
        ("a sub-token", []),
        ("token-wise", []),
        ("token.py is a file", []),
        ("It counts tokens.", ["tokens"]),
        ("(token)", ["token"]),
        ("Two LLMs.", ["LLMs"]),
    ],
)
def test_spelling_is_found_where_it_is_the_word(text, found):
    assert [piece for piece, _term_id in marked(text)] == found


def test_longest_spelling_is_taken():
    assert marked("A hosted model answers.") == [("hosted model", "hosted_model")]


def test_spelling_that_means_something_else_every_day_is_left_alone():
    assert marked("A model answers, and so does an LLM.") == [("LLM", "model")]


def test_term_is_marked_where_it_occurs_first():
    assert marked("token, token and word piece") == [("token", "token")]


def test_term_that_occurred_before_is_not_marked_again():
    seen = {"token"}
    assert marked("A token and RAG.", seen) == [("RAG", "rag")]
    assert seen == {"token", "rag"}


@pytest.mark.parametrize("quoted", ["“a token”", "„ein token“", "«un token»"])
def test_words_of_somebody_else_are_left_alone(quoted):
    assert marked(f"They said {quoted} twice.") == []


def test_term_behind_a_quotation_is_found():
    assert marked("“A token” is a token.") == [("token", "token")]


@given(st.lists(st.sampled_from(["token", "RAG", "model", " ", ".", "“", "”", "-", "API", "x"]), max_size=12))
def test_pieces_make_up_the_text(parts):
    text = "".join(parts)
    pieces = list(WORDS.pieces(text, set()))
    assert "".join(piece for piece, _term_id in pieces) == text
    ids = [term_id for _piece, term_id in pieces if term_id]
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("token", ["token"]),
        ("TOKEN", ["token"]),
        ("mod", ["model", "hosted_model", "token"]),
        ("model", ["model", "hosted_model", "token"]),
        ("fine tuning", ["fine-tuning"]),
        ("fine_tuning", ["fine-tuning"]),
        ("word-piece", ["token"]),
        ("else runs", ["hosted_model"]),
        ("", []),
        (" - ", []),
        ("blockchain", []),
    ],
)
def test_names_that_begin_so_come_before_names_that_hold_it_before_texts(wanted, ids):
    assert [found.id for found in WORDS.search(wanted)] == ids


def test_entries_of_a_topic_stand_in_the_order_of_the_alphabet():
    assert {topic: [found.term for found in terms] for topic, terms in WORDS.by_topic.items()} == {
        "Words": ["Hosted model", "Model", "Token"],
        "Ways": ["Fine-tuning", "RAG"],
        "Training": ["Optimiser"],
    }


def test_related_entries_stand_in_the_order_in_which_they_are_named():
    glossary = Glossary((term("A1"), term("B2"), term("C3", see=("b2", "a1"))))
    assert [found.id for found in glossary.related(glossary.by_id["c3"])] == ["b2", "a1"]


# ---------------------------------------------------------------- the file

SMALL = """\
format = 1
title = "Words"

[[term]]
id = "token"
term = "Token"
topic = "Models"
text = "A piece of text."
also = ["word piece"]
everyday = ["word piece"]

[[term]]
id = "model"
term = "Model"
topic = "Models"
text = "What answers."
see = ["token"]
"""


def load(tmp_path, text: str) -> Glossary:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    return load_glossary(path)


def test_glossary_is_read_with_all_that_an_entry_says(tmp_path):
    token, model = load(tmp_path, SMALL).terms
    assert (token.also, token.everyday, token.linked) == (("word piece",), ("word piece",), ("Token",))
    assert (model.see, model.also, model.linked) == (("token",), (), ("Model",))


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ('everyday = ["word piece"]', 'everyday = ["words"]', "everyday", "token has no spelling words"),
        ('see = ["token"]', 'see = ["tokens"]', "see =", "model points to an unknown term tokens"),
        ('term = "Model"', 'term = "Token"', None, "term Token occurs twice"),
        ('id = "model"', 'id = "token"', None, "id token occurs twice"),
        ('text = "What answers."\n', "", '[[term]]\nid = "model"', "model has no text"),
        ('text = "What answers."', 'text = ""', 'text = ""', "text of model is empty"),
        ('title = "Words"', 'titel = "Words"', "titel", "the file has an unknown key titel"),
        ('topic = "Models"\ntext = "What', 'topic = "Models"\nhue = 1\ntext = "What', "hue", "unknown key hue"),
    ],
)
def test_broken_glossary_is_refused_with_its_line(tmp_path, old, new, at, reason):
    text = SMALL.replace(old, new, 1)
    with pytest.raises(BrokenDataFile) as refused:
        load(tmp_path, text)
    assert reason in refused.value.reason
    assert not at or refused.value.line == text[: text.index(at)].count("\n") + 1
