"""What the PDF has no letters for is said before it is opened."""

import pytest
from django.urls import reverse

from projects.models import BASE, Answer
from reports.fonts import Script
from tests.decisions.pages import url, words_of

pytestmark = pytest.mark.once


@pytest.fixture
def written(sample):
    """Return a function that writes the problem statement of the worked example."""

    def write(text):
        rows = Answer.objects.filter(scenario__project=sample, scenario__slug=BASE, field_id="problem.statement")
        rows.update(value=text)
        return sample

    return write


@pytest.fixture
def without_packages(monkeypatch):
    """Plumbline as it is where the packages of other scripts are not installed."""
    monkeypatch.setattr(Script, "path", None)


@pytest.mark.parametrize(("text", "named"), [("ᏣᎳᎩ", "Cherokee"), ("ދިވެހި", "Thaana")])
def test_script_without_a_font_is_named_beside_the_download(owner, written, text, named):
    said = words_of(owner.get(url("reports:report", written(text))))
    assert f"The PDF has no letters for {named}: such texts come out as codes there." in said


@pytest.mark.parametrize(
    ("text", "named", "package"),
    [
        ("تصل الرسائل", "Arabic", "fontpkg-almarai"),
        ("ښځ", "Arabic", "fontpkg-noto-sans-arabic"),
        ("पत्र देर से", "Devanagari", "fontpkg-noto-sans-devanagari"),
        ("邮件到错部门", "Chinese", "cvttf-notosanscjk-regular"),
        ("מכתבים", "Hebrew", "fontpkg-heebo"),
        ("தமிழில் எழுதியது", "Tamil", "fontpkg-noto-sans-tamil"),
        ("ქართული", "Georgian", "manimgx-fonts"),
        ("ደብዳቤ", "Ethiopic", "manimgx-fonts"),
    ],
)
def test_page_names_script_and_package_where_it_is_missing(owner, written, without_packages, text, named, package):
    said = words_of(owner.get(url("reports:report", written(text))))
    assert f"The PDF has no letters for {named}" in said
    assert f"with the package {package}." in said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ᏣᎳᎩ ᚠᚢ ߒߞ ꦲꦏ", "Cherokee, Runic, Nko, other scripts"),
        ("so l\u0336ong", "single signs"),
        ("a sign of our own: \ue000", "single signs"),
        ("ᏣᎳᎩ \ue000", "Cherokee, single signs"),
    ],
)
def test_whatever_comes_out_as_a_code_is_said(owner, written, text, named):
    said = words_of(owner.get(url("reports:report", written(text))))
    assert f"The PDF has no letters for {named}: such texts come out as codes there." in said


def test_reader_of_a_link_is_told_too(client, written, share):
    written("ᏣᎳᎩ")
    _link, secret = share
    assert "The PDF has no letters for Cherokee" in words_of(client.get(reverse("reports:shared", args=[secret])))


@pytest.mark.parametrize(
    "text",
    [
        *("Später Zug, ўсё добра", "Cafe\u0301", "a\u200bb", "邮件到错部门", "تصل الرسائل", "ข้อความ", "தமிழில்"),
        *("\u2068Dana\u2069\u200e", "עברית\u200f (v2)", "葛\U000e0100城さん", "🏴\U000e0067\U000e0062\U000e007f"),
    ],
)
def test_report_whose_letters_can_all_be_set_says_nothing(owner, written, text):
    assert "The PDF has no letters" not in words_of(owner.get(url("reports:report", written(text))))


def test_emoji_without_their_package_are_said_to_come_out_as_words(owner, written, monkeypatch):
    assert "emoji come out as words" not in words_of(owner.get(url("reports:report", written("Done 🎉"))))
    monkeypatch.setattr(Script, "path", None)
    said = words_of(owner.get(url("reports:report", written("Done 🎉"))))
    assert "Some emoji come out as words in the PDF" in said
    assert "can add them with the package manimgx-fonts." in said
