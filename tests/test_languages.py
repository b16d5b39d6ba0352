import ast
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import settings as django_settings
from django.core.management import call_command
from django.template import Context, Template
from django.utils import translation

from estimates.domain.formulas.mfu import Remark
from estimates.wording import say_reason
from projects.catalogue import get_catalogue
from projects.domain.prose import is_prose
from projects.formatting import Formatter
from projects.management.commands.write_translations import template_of
from projects.translations import compile_catalogues, pseudo
from scoping.content import get_training_plan
from tests.pseudo import escaped_texts, sample_texts
from tests.test_access import INSIDE, address

pytestmark = pytest.mark.once

GERMAN = Path(django_settings.CATALOGUES) / "de" / "LC_MESSAGES" / "django.po"
NEED_ROWS = {"decisions:recorded", "reports:version", "reports:edit_comment", "projects:hand_over"}
"""Pages of something that somebody recorded, kept or wrote first, and of members."""
PAGES = sorted(name for name, (method, _ids) in INSIDE.items() if method == "get" and name not in NEED_ROWS)


@pytest.mark.parametrize("name", PAGES)
def test_no_text_escapes_translation(name, owner, sample, share, pseudo_languages):
    owner.cookies["language"] = "en-xa"
    response = owner.get(address(name, sample, share))
    if response["Content-Type"].startswith("text/html"):
        assert escaped_texts(response.content.decode(), sample_texts()) == []


def test_a_text_that_escaped_is_found():
    page = "<main><h1>[Çöšt ~~]</h1><p>Not translated</p><p>[Ñåmé ~~]: Dana and nothing else</p></main>"
    assert escaped_texts(page, ["Dana and nothing else"]) == ["Not translated"]


@pytest.mark.parametrize("url", ["/", "/how/", "/glossary/", "/import/", "/bin/", "/access/", "/api/"])
def test_no_text_of_a_public_page_escapes_translation(url, client, db, pseudo_languages):
    client.cookies["language"] = "en-xa"
    assert escaped_texts(client.get(url).content.decode(), sample_texts()) == []


def test_a_page_is_set_from_right_to_left(client, db, pseudo_languages):
    client.cookies["language"] = "ar-xb"
    assert re.search(r'<html lang="ar-xb"\s+dir="rtl"', client.get("/").content.decode())


def test_figures_are_the_same_in_every_language(owner, sample, pseudo_languages):
    from decisions.results import results_of
    from projects.access import Workspace

    def likely():
        found = results_of(Workspace(sample, sample.scenarios.get(slug="base")))
        return {figure.id: figure.value.likely for figure in found.figures.values() if figure.value}

    english = likely()
    with translation.override("en-xa"):
        assert likely() == english


@pytest.mark.parametrize(
    ("cookie", "accepted", "read"),
    [("", "", "en"), ("", "de-CH,en;q=0.5", "de"), ("en", "de", "en"), ("de", "en", "de"), ("xx", "fr", "en")],
)
def test_the_language_chosen_counts_and_else_the_browser_s(cookie, accepted, read, client, db):
    client.cookies["language"] = cookie
    page = client.get("/", headers={"Accept-Language": accepted}).content.decode()
    assert re.search(rf'<html lang="{read}"', page)


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_to_no_other_server(next_page, client, db):
    assert client.post("/language/", {"language": "de", "next": next_page})["Location"] == "/"


def test_a_language_that_is_not_offered_is_not_kept(client, db):
    client.post("/language/", {"language": "<script>"})
    assert "language" not in client.cookies


def translated():
    with GERMAN.open("rb") as file:
        return [message for message in read_po(file, locale="de") if message.id]


def sentences_with_values(path):
    """Yield the f-strings of a file that say words, but for what is raised and the line of a file that it names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raised = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in raised:
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if re.search(r"[a-z]{3,} [a-z]{2,}", text) and not text.endswith(", line {}"):
                yield f"{path.name}:{node.lineno}: {text}"


@pytest.mark.parametrize("room", ["estimates/domain/figures", "teams/domain", "decisions/domain"])
def test_no_sentence_of_the_domain_has_its_values_before_it_is_translated(room):
    paths = sorted((Path(django_settings.BASE_DIR) / room).rglob("*.py"))
    assert [found for path in paths for found in sentences_with_values(path)] == []


def test_no_text_is_translated_within_another_where_nobody_finds_it():
    """What stands within an f-string is no message for whoever collects them, so it would stay English."""
    rooms = ("api", "config", "decisions", "estimates", "organisation", "projects", "reports", "scoping", "teams")
    paths = [path for room in rooms for path in sorted((Path(django_settings.BASE_DIR) / room).rglob("*.py"))]
    assert [path.name for path in paths if re.search(r"\{_\(['\"]", path.read_text(encoding="utf-8"))] == []


def test_placeholders_and_markup_survive_translation():
    def parts(text):
        return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{[\w.:,%+]+\}|</?[a-z]+[^>]*>", text))

    for message in translated():
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            assert parts(string) in [parts(text) for text in texts], message.id


@pytest.fixture
def without_german(tmp_path, settings):
    """A catalogue from which the German of one plan line is gone; returns the line."""
    settings.CATALOGUES = shutil.copytree(settings.CATALOGUES, tmp_path / "locale")
    path = tmp_path / "locale" / GERMAN.relative_to(GERMAN.parents[2])
    with path.open("rb") as file:
        catalogue = read_po(file, locale="de")
    line = "Small models gain nothing from the batches of large ones."
    assert catalogue[line].string
    catalogue[line].string = ""
    with path.open("wb") as file:
        write_po(file, catalogue)
    return line


def test_what_has_no_german_yet_is_written_for_whoever_translates(tmp_path, without_german):
    call_command("write_translations", "de", missing=tmp_path / "new.po", below="fixtures/plans")
    with (tmp_path / "new.po").open("rb") as file:
        [message] = [message for message in read_po(file, locale="de") if message.id]
    assert (message.id, message.string) == (without_german, "")
    assert message.locations[0][0] == "fixtures/plans/training.toml"


def test_what_roles_do_and_models_are_good_for_is_translated_too():
    said = [message.id for message in template_of(Path(django_settings.BASE_DIR))]
    assert "Builds, tests and improves the model." in said
    assert "classification and extraction with high accuracy" in said
    assert not any(str(message).startswith("Published table of 2023") for message in said)  # sources stay as they are


def test_everything_is_in_german(tmp_path):
    call_command("write_translations", "de", missing=tmp_path / "new.po")
    with (tmp_path / "new.po").open("rb") as file:
        assert [message.id for message in read_po(file, locale="de") if message.id] == []


def test_asking_what_is_missing_leaves_the_catalogue_as_it_is(tmp_path):
    before = GERMAN.stat().st_mtime_ns
    call_command("write_translations", "de", missing=tmp_path / "new.po")
    assert GERMAN.stat().st_mtime_ns == before


def test_catalogues_of_former_contents_go_and_one_that_is_being_made_stays(tmp_path):
    for name in ("former", "other.4711"):
        (tmp_path / name).mkdir()
    compile_catalogues(Path(django_settings.CATALOGUES), tmp_path / "now")
    assert {path.name for path in tmp_path.iterdir()} == {"now", "other.4711"}
    assert (tmp_path / "now" / "de" / "LC_MESSAGES" / "django.mo").exists()


def test_pseudo_texts_keep_what_a_program_puts_in():
    assert pseudo("Save <b>%(name)s</b>, {n} times") == "[Šåvé <b>%(name)s</b>, {n} tîméš ~~~~~~~~ ~~]"


def test_german_has_both_numbers_of_what_is_counted():
    counted = [message for message in translated() if isinstance(message.id, tuple) and any(message.string)]
    assert len(counted) > 50
    assert [message.id for message in counted if not all(message.string) or len(message.string) != 2] == []


def test_no_percent_sign_in_german_stands_alone_in_the_next_line():
    parted = re.compile(r"(?:\d|\)s) %(?!\()")
    strings = [(message.string,) if isinstance(message.string, str) else message.string for message in translated()]
    assert len(strings) > 5_000
    assert [text for texts in strings for text in texts if parted.search(text)] == []


@pytest.mark.parametrize(("n", "said"), [(1, "1 Preis wurde übernommen."), (2, "2 Preise wurden übernommen.")])
def test_what_is_counted_agrees_with_its_number(n, said):
    with translation.override("de"):
        assert translation.ngettext("%(n)s price was taken.", "%(n)s prices were taken.", n) % {"n": n} == said


_MARKED = re.compile(r"""\bf(["'])(?:(?!\1).)*“""")


def test_no_quotation_mark_stands_outside_of_a_translation():
    rooms = ("decisions", "reports", "scoping", "teams", "projects", "organisation")
    sources = [path for room in rooms for path in (Path(django_settings.BASE_DIR) / room).rglob("*.py")]
    found = [
        (path.name, line.strip())
        for path in sources
        if not {"domain", "management"} & set(path.parts)
        for line in path.read_text(encoding="utf-8").splitlines()
        if _MARKED.search(line) and "Error(" not in line
    ]
    assert found == []


def test_every_headline_of_a_report_is_in_german(sample):
    from projects.access import Workspace
    from reports.compose import compose_report

    def headlines():
        sections = compose_report(Workspace(sample, sample.scenarios.get(slug="base"))).sections
        return {section.id: section.finding for section in sections if section.finding}

    english = headlines()
    with translation.override("de"):
        german = headlines()
    assert german.keys() == english.keys()
    assert [section for section, finding in german.items() if finding == english[section] or " you " in finding] == []


@pytest.mark.parametrize("file", ["first_guess.toml", "approaches.toml"])
def test_what_we_propose_and_rule_out_is_in_german(file, tmp_path):
    call_command("write_translations", "de", missing=tmp_path / "new.po", below=f"fixtures/{file}")
    with (tmp_path / "new.po").open("rb") as lines:
        assert [message.id for message in read_po(lines, locale="de") if message.id] == []


def test_labels_and_choices_of_computing_are_in_german():
    known = {message.id for message in translated()}
    with translation.override("en"):
        fields = [field for field in get_catalogue().fields.values() if field.id.startswith("compute.")]
    said = {field.label for field in fields}
    said |= {text for field in fields for choice in field.choices for text in (choice.label, choice.hint) if text}
    assert sorted(said - known) == []


def test_name_that_stands_in_is_translated_inside_a_sentence():
    remark = Remark(message="%(hosted)s", params={"hosted": "a small model at the usual price"})
    with translation.override("de"):
        assert say_reason(remark) == "ein kleines Modell zum üblichen Preis"


def test_number_inside_a_sentence_is_written_as_its_language_does():
    remark = Remark(
        message="%(hours)s; %(price)s; %(year)s", params={"hours": "184,320", "price": "5.07", "year": "2026"}
    )
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            said[language] = say_reason(remark)
    assert said == {"en": "184,320; 5.07; 2026", "de": "184.320; 5,07; 2026"}


def test_a_single_gpu_is_counted_as_one():
    with translation.override("de"):
        assert Formatter.for_reader("EUR").quantity(1, "GPUs") == "1\u00a0GPU"


def test_headings_of_the_training_plan_are_in_german():
    known, plan = {message.id for message in translated()}, get_training_plan()
    said = {line.area for line in plan.lines} | {method.says for method in plan.methods}
    assert sorted(said - known) == []


SENTENCE = re.compile(r"[A-Z“].*\s.*\s.*[.?!]$", re.S)
NOT_SHOWN = {"ledger", "approach.first", "approach.second"}
"""What no page says as a sentence of ours: texts of the ledger, and two English sentences that are an example."""


def test_every_sentence_of_a_data_file_is_translated():
    root = Path(django_settings.BASE_DIR) / "fixtures"

    def said(part, key, path):
        if isinstance(part, dict):
            return [text for name, inner in part.items() for text in said(inner, name, path)]
        if isinstance(part, list):
            return [text for inner in part for text in said(inner, key, path)]
        kept = is_prose(key, path) or not NOT_SHOWN.isdisjoint({path.stem, f"{path.stem}.{key}"})
        return [f"{path.stem}.{key}: {part}"] if isinstance(part, str) and SENTENCE.match(part) and not kept else []

    assert [text for path in root.rglob("*.toml") for text in said(tomllib.loads(path.read_text()), "", path)] == []


def test_percent_sign_in_a_text_that_a_page_translates_is_found():
    text = "Percentage of a working month. Shares can overlap and are never scaled to 100%."
    with translation.override("de"):
        shown = Template("{% load i18n %}{% translate note %}").render(Context({"note": text}))
    assert shown == (
        "Prozent eines Arbeitsmonats. Anteile dürfen sich überschneiden und werden nie auf "
        "100\N{NO-BREAK SPACE}% umgerechnet."
    )


def test_what_we_say_of_where_a_figure_is_from_is_in_german():
    """A publication keeps its own words: it is told by its year or its file."""
    published = re.compile(r"\b(?:19|20)\d\d\b|_runs\.csv|\(ICAO|from memory")
    known = {message.id for message in translated()}
    said = set()
    for path in (Path(django_settings.BASE_DIR) / "estimates/domain").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "source":
                said |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_take", "_bits"}:
                said |= {part.value for part in node.args if isinstance(part, ast.Constant)}
    ours = {text for text in said if isinstance(text, str) and text.count(" ") > 1 and not published.search(text)}
    assert ours - known == set()
