"""What the PDF has no letters for is said before it is opened."""

import pytest
from django.urls import reverse

from projects.models import BASE, Answer
from tests.decisions.pages import url, words_of


@pytest.fixture
def written(sample):
    """Return a function that writes the problem statement of the worked example."""

    def write(text):
        rows = Answer.objects.filter(scenario__project=sample, scenario__slug=BASE, field_id="problem.statement")
        rows.update(value=text)
        return sample

    return write


@pytest.mark.parametrize(
    ("text", "named"),
    [("تصل الرسائل", "Arabic"), ("पत्र देर से", "Devanagari"), ("邮件到错部门", "Chinese"), ("メール が", "Japanese")],
)
def test_page_names_the_script_beside_the_download(owner, written, text, named):
    said = words_of(owner.get(url("reports:report", written(text))))
    assert f"The PDF has no letters for {named}: such texts come out as codes there." in said


def test_reader_of_a_link_is_told_too(client, written, share):
    written("邮件到错部门")
    _link, secret = share
    assert "The PDF has no letters for Chinese" in words_of(client.get(reverse("reports:shared", args=[secret])))


def test_report_whose_letters_can_all_be_set_says_nothing(owner, written):
    assert "The PDF has no letters" not in words_of(owner.get(url("reports:report", written("Später Zug, ўсё добра"))))
