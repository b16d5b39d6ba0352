"""Which of a project's languages a model reads."""

import pytest

from estimates.domain.tables.languages import Coverage, Spoken, coverage_of, spoken_in

KNOWN = ("german", "spanish", "french", "chinese", "several", "deutsch", "chinesisch")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("English", ()),
        ("English, some Spanish", ("English", "Spanish")),
        ("german 84 %, english 16 %", ("German", "English")),
        ("Deutsch und Englisch", ("Deutsch", "Englisch")),
        ("several", ()),
    ],
)
def test_languages_are_read_from_what_somebody_wrote(text, named):
    assert spoken_in(text, KNOWN, others=True) == Spoken(named=named, others=not named)


@pytest.mark.parametrize(
    ("says", "named", "lacks", "is_open"),
    [
        ("English", ("English", "Spanish"), ("Spanish",), ()),
        ("mostly English", ("Deutsch", "Englisch"), ("Deutsch",), ()),
        ("English and 4 others", ("English", "Spanish"), (), ("Spanish",)),
        ("6 European languages", ("Spanish",), (), ("Spanish",)),
        ("119 languages", ("English", "Spanish"), (), ()),
        ("over 1,000 languages", ("Spanish",), (), ()),
        ("English, Chinese", ("Chinesisch",), (), ()),
        ("English, Chinese and others", ("French", "Chinese"), (), ("French",)),
        ("program code", ("English", "French"), ("English", "French"), ()),
        ("mostly English", (), (), ()),
    ],
)
def test_coverage_follows_the_maker_s_words(says, named, lacks, is_open):
    assert coverage_of(says, Spoken(named=named)) == Coverage(lacks=lacks, open=is_open)


def test_language_without_a_name_is_open_however_many_a_model_reads():
    assert coverage_of("119 languages", Spoken(others=True)) == Coverage(open=("",))
    assert coverage_of("mostly English", Spoken(others=True)) == Coverage(lacks=("",))
