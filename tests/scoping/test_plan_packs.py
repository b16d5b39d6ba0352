"""Every plan file: a row more needs no code, and a broken row is refused with file, line and reason."""

import re
import shutil
from itertools import pairwise

import pytest
from django.conf import settings

from projects.catalogue import ORDER, get_catalogue
from projects.domain.datafiles import BrokenDataFile
from projects.domain.loading import load_catalogue, load_names, load_word_lists
from scoping.domain.plans.approach import load_approach_plan
from scoping.domain.plans.data import load_data_plan
from scoping.domain.plans.evaluation import load_evaluation_plan
from scoping.domain.plans.law import load_law
from scoping.domain.plans.training import load_training_plan
from scoping.domain.quick import load_quick_scope

PLANS = settings.FIXTURES / "plans"
LOADERS = {
    "data": load_data_plan, "approach": load_approach_plan, "training": load_training_plan,
    "evaluation": load_evaluation_plan, "law": load_law, "quick": load_quick_scope,
}  # fmt: skip
HEAD = re.compile(r"^\[\[([a-z.]+)\]\]$", re.M)
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PLANS.glob("*.toml"))}
KINDS = [(name, kind) for name, text in TEXTS.items() for kind in dict.fromkeys(HEAD.findall(text))]
NAMED = {"case": "name", "proposal": "field"}
"""What tells rows of a kind apart, where that is not their id."""
FROM_ELSEWHERE = {"step", "corpus", "rung", "design", "method", "proposal", "class", "screen", "screen.field"}
"""Kinds whose rows need a choice, a field, a formula or a worked case that stands elsewhere."""


def blocks_of(name, kind):
    """Return the rows of a kind as they stand in the file."""
    text = TEXTS[name]
    places = [*(found.start() for found in HEAD.finditer(text)), len(text)]
    rows = [text[start:end] for start, end in pairwise(places)]
    return [re.split(r"^(?:# -|\[[a-z]+\]$)", row, maxsplit=1, flags=re.M)[0] for row in rows
            if row.startswith(f"[[{kind}]]")]  # fmt: skip


def load(name, text, tmp_path, catalogue=None):
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return LOADERS[name](path, catalogue or get_catalogue())


def refused(name, text, tmp_path):
    """Return why a file is refused; it must name its place."""
    with pytest.raises(BrokenDataFile) as why:
        load(name, text, tmp_path)
    assert (why.value.path.name, why.value.line > 0) == (f"{name}.toml", True)
    return str(why.value)


def test_every_plan_file_has_a_loader():
    assert TEXTS.keys() == LOADERS.keys()


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_key_that_nobody_knows_is_refused(tmp_path, name, kind):
    text = TEXTS[name].replace(f"[[{kind}]]\n", f'[[{kind}]]\nglitter = "x"\n', 1)
    assert "glitter" in refused(name, text, tmp_path)


@pytest.mark.parametrize("name", TEXTS)
def test_table_that_nobody_knows_is_refused_with_its_line(tmp_path, name):
    text = f"{TEXTS[name].rstrip()}\n\n[[glitter]]\nx = 1\n"
    assert f"line {len(text.splitlines()) - 1}: " in refused(name, text, tmp_path)


@pytest.mark.parametrize(
    ("name", "kind"), [pair for pair in KINDS if pair[1] not in ("reference", "proposal", "screen.field")]
)
def test_row_that_is_there_twice_is_refused(tmp_path, name, kind):
    first = blocks_of(name, kind)[0]
    same = re.search(rf'^{NAMED.get(kind, "id")} = "(.*)"', first, re.M)[1]
    assert same in refused(name, f"{TEXTS[name]}\n{first}", tmp_path)


@pytest.mark.parametrize(("name", "kind"), [
    (name, kind) for name, kind in KINDS if re.search('when = "', blocks_of(name, kind)[0])
])  # fmt: skip
def test_rule_that_names_no_field_is_refused(tmp_path, name, kind):
    first = next(row for row in blocks_of(name, kind) if 'when = "' in row)
    broken = first.replace('when = "', 'when = "moon.phase == 1 and ', 1)
    assert "there is no field moon.phase" in refused(name, TEXTS[name].replace(first, broken, 1), tmp_path)


@pytest.mark.parametrize("field_id", [
    "compute.accelerator", "compute.serving_accelerator", "compute.model", "compute.region"
])  # fmt: skip
def test_rule_that_names_what_no_reference_table_has_is_refused(tmp_path, field_id):
    broken = TEXTS["training"].replace('when = "', f"when = \"{field_id} in ['H1OO', 'T5-Base'] or ", 1)
    assert f"{field_id} has no choice 'H1OO'" in refused("training", broken, tmp_path)


@pytest.mark.parametrize("name", TEXTS)
def test_file_that_is_cut_off_is_refused(tmp_path, name):
    text = TEXTS[name]
    assert refused(name, text[: text.rindex('"')], tmp_path)


@pytest.mark.parametrize(("name", "kind"), [pair for pair in KINDS if pair[1] not in FROM_ELSEWHERE])
def test_row_more_needs_no_code(tmp_path, name, kind):
    last, key = blocks_of(name, kind)[-1], NAMED.get(kind, "id")
    more = re.sub(rf'^{key} = "(.*)"', rf'{key} = "another_one"', last, count=1, flags=re.M)
    plan = load(name, f"{TEXTS[name]}\n{more}", tmp_path)
    assert "another_one" in repr(plan)


@pytest.mark.parametrize(("name", "kind", "beside"), [
    ("data", "step", '{ value = "join", label = "Join tables"'),
    ("data", "corpus", '{ value = "speech", label = "Speech"'),
    ("approach", "rung", '{ value = "scratch", label'),
    ("approach", "design", '{ value = "norm", label'),
])  # fmt: skip
def test_row_more_with_its_choice_needs_no_code(tmp_path, name, kind, beside):
    folder = shutil.copytree(settings.FIXTURES / "sections", tmp_path / "sections")
    asked = folder / f"{name}.toml"
    text = asked.read_text(encoding="utf-8")
    assert beside in text
    asked.write_text(
        text.replace(beside, '{ value = "another_one", label = "One more" }, ' + beside, 1), encoding="utf-8"
    )
    words, names = load_word_lists(settings.FIXTURES / "checks.toml"), load_names(settings.FIXTURES / "reference")
    catalogue = load_catalogue([folder / f"{section}.toml" for section in ORDER], words, names)
    more = re.sub(r'^(id|choice) = ".*"', r'\1 = "another_one"', blocks_of(name, kind)[0], flags=re.M)
    assert "another_one" in repr(load(name, f"{TEXTS[name]}\n{more}", tmp_path, catalogue))
    with pytest.raises(BrokenDataFile):
        load(name, f"{TEXTS[name]}\n{more}", tmp_path)


def test_design_that_names_an_unknown_figure_is_refused(tmp_path):
    text = TEXTS["approach"].replace('figures = ["compute.kv_gb"]', 'figures = ["compute.kv_cache"]')
    assert "names compute.kv_cache, which is none of compute.first_token_s" in refused("approach", text, tmp_path)
