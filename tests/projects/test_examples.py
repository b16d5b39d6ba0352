"""The list of finished examples, and starting from one of them or from a project of one's own."""

import shutil

import pytest
from django.conf import settings
from django.urls import reverse

from projects.document import dump_project, get_examples
from projects.domain.datafiles import BrokenDataFile
from projects.domain.examples import read_examples
from projects.models import Project

SAMPLES = settings.FIXTURES / "samples"


def test_every_shipped_project_is_in_the_list():
    assert set(get_examples()) == {path.stem for path in SAMPLES.glob("*.json")}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('file = "bank"', 'file = "banks"', "banks.json is no project document"),
        ('file = "bank"', 'file = "claims"', "claims occurs twice"),
        ('kind = "Chat"', 'knd = "Chat"', "kind"),
    ],
)
def test_broken_list_is_refused_with_its_reason(tmp_path, old, new, reason):
    folder = shutil.copytree(SAMPLES, tmp_path / "samples")
    text = (folder / "index.toml").read_text()
    assert old in text
    (folder / "index.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenDataFile, match=reason):
        read_examples(folder)


def open_example(client, **sent):
    return client.post(reverse("projects:open_sample"), sent)


def test_example_is_opened_once_to_look_around(client, db):
    first, second = (open_example(client, example="hospital")["Location"] for _turn in range(2))
    assert first == second
    assert Project.objects.get().is_sample


def test_copy_of_an_example_is_a_project_of_ones_own(client, db):
    open_example(client, example="hospital", copy="1")
    project = Project.objects.get()
    assert (project.name, project.is_sample, project.currency) == (
        "Copy of Discharge letters: signed before the patient leaves", False, "CHF",
    )  # fmt: skip


def test_example_that_does_not_exist_is_not_found(client, db):
    assert open_example(client, example="../secrets").status_code == 404


def test_duplicate_has_all_answers_and_leaves_the_other_alone(owner, sample):
    owner.post(reverse("projects:duplicate", args=[sample.pk, "base"]))
    twin = Project.objects.exclude(pk=sample.pk).get()
    there, here = dump_project(sample), dump_project(twin)
    assert here["answers"] == there["answers"]
    assert [scenario["id"] for scenario in here["scenarios"]] == [scenario["id"] for scenario in there["scenarios"]]
    assert (twin.name, twin.owner) == (f"Copy of {sample.name}", sample.owner)
    assert not twin.is_sample
