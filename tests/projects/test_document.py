import json

import jsonschema
import pytest

from projects.catalogue import get_catalogue
from projects.document import dump_project, load_project, sample_document
from projects.domain.document import BrokenDocument, parse_document, schema
from projects.models import Project


def document(**changes):
    return {"format": "plumbline.project", "format_version": 1, "project": {"name": "X"}} | changes


def refuse(data):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(BrokenDocument) as refused:
        parse_document(raw, get_catalogue())
    return refused.value


def test_sample_fits_the_published_schema():
    jsonschema.validate(json.loads(sample_document()), schema())


def test_project_goes_out_and_in_without_loss(sample, browser_row):
    first = dump_project(sample)
    again = load_project(json.dumps(first).encode(), owner=browser_row)
    assert dump_project(again) == first


def test_export_fits_the_published_schema(sample):
    jsonschema.validate(dump_project(sample), schema())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 100_000, "This file is nested too deeply to be a project document."),
        (b"{}", "This file is not a project document of Plumbline."),
        (b"[]", "This file is not a project document of Plumbline."),
        (b'{"a": 1, "a": 2}', "“a” appears twice."),
        (b'{"a": NaN}', "This file is not a project document: it cannot be read as JSON (NaN)."),
        (b"x" * 4_000_001, "This file is too large to be a project."),
    ],
)
def test_file_that_is_no_document_is_refused(data, message):
    assert str(refuse(data)) == message


def test_utf_16_is_refused():
    assert "cannot be read as JSON" in str(refuse("{}".encode("utf-16")))


def test_byte_order_mark_is_taken():
    raw = "\ufeff" + json.dumps(document())
    assert parse_document(raw.encode(), get_catalogue()).name == "X"


def test_newer_version_is_refused():
    assert "format version 2" in str(refuse(document(format_version=2)))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"answers": [{"field": "evil.field", "value": 1}]}, "answers[0]"),
        (
            {"answers": [{"field": "why.volume", "value": {"low": 3, "likely": 2, "high": 1}}]},
            "answers[0] (why.volume)",
        ),
        ({"answers": [{"field": "problem.statement", "value": "a", "__proto__": {}}]}, "answers[0]"),
        ({"answers": [{"field": "problem.statement", "value": "a"}] * 2}, "answers[1]"),
        ({"scenarios": [{"id": "../x", "name": "n"}]}, "scenarios[0]"),
        ({"scenarios": [{"id": "base", "name": "n"}]}, "scenarios"),
        ({"project": {"name": "X", "owner": 1}}, "project"),
        ({"project": {"name": "X", "seed": -1}}, "project"),
    ],
)
def test_fault_in_a_document_names_its_place(changes, place):
    assert refuse(document(**changes)).place == place


def test_broken_document_leaves_nothing_behind(browser_row):
    with pytest.raises(BrokenDocument):
        load_project(json.dumps(document(answers=[{"field": "x.y"}])).encode(), owner=browser_row)
    assert not Project.objects.exists()
