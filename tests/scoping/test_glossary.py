import pytest
from django.conf import settings

from projects.domain.datafiles import BrokenDataFile
from scoping.content import get_glossary
from scoping.domain.glossary import load_glossary

GLOSSARY = settings.FIXTURES / "glossary.toml"


@pytest.mark.parametrize("word", ["GPU-hour", "gpu hour", "GPU hours", "A100-hour"])
def test_word_is_found_in_any_spelling(word):
    assert get_glossary().search(word)[0].id == "gpu_hour"


def test_word_that_is_not_there_is_not_found():
    assert get_glossary().search("blockchain") == []


def test_search_puts_names_before_mentions():
    found = [term.id for term in get_glossary().search("fine")]
    assert found[0] == "fine_tuning"
    assert "lora" in found


def test_search_for_nothing_finds_nothing():
    assert get_glossary().search("  ") == []


def test_topics_hold_every_term_once_in_order():
    topics = get_glossary().by_topic
    assert sum(map(len, topics.values())) == len(get_glossary().terms)
    assert list(topics) == ["Models", "Ways", "Computing", "Data", "Testing", "Money", "Team", "Decision"]
    for terms in topics.values():
        names = [term.term.lower() for term in terms]
        assert names == sorted(names)


def test_related_terms_exist():
    terms = get_glossary().terms
    assert {related for term in terms for related in term.see} <= {term.id for term in terms}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('see = ["parameter", "training"]', 'see = ["nothing"]', "model points to an unknown term nothing"),
        ('id = "language_model"', 'id = "model"', "id model occurs twice"),
        ('topic = "Models"', 'subject = "Models"', "model has no topic"),
    ],
)
def test_faulty_glossary_is_refused(tmp_path, old, new, reason):
    path = tmp_path / "glossary.toml"
    path.write_text(GLOSSARY.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenDataFile, match=reason):
        load_glossary(path)
