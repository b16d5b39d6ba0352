"""Texts, numbers and files that mean harm, or that nobody thought of: each is kept as it is and shown as it is."""

import html
import json
import math
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.access import Workspace
from projects.catalogue import get_catalogue
from projects.document import dump_project, load_project
from projects.domain.answers import Answer
from projects.domain.fields import FieldType
from projects.domain.ranges import NumberStyle
from projects.domain.values import one_line, plain_text
from projects.formatting import Formatter
from projects.forms import AnswerForm
from projects.models import BASE, Browser, Project, Scenario, ShareLink
from projects.models import Answer as Row

HOSTILE = json.loads((Path(__file__).parent / "hostile_inputs.json").read_text(encoding="utf-8"))
KINDS = ("formula", "xss", "pdf", "markdown", "unicode", "filename")
TEXTS = [
    *(text for kind in KINDS for text in HOSTILE[kind]),
    "<script>alert(1)</script>" * 3,
    "' OR 1=1 --",
    "العربية تكتب من اليمين إلى اليسار",
    "&lt;b&gt; &amp;amp; %s %(name)s {0} {{ settings.SECRET_KEY }}",
    "a" * 300,
    "\u202e\u2066mirrored\u2069",
    "𝕳𝖊𝖑𝖑𝖔 \U0001f9d1\U0001f3fd\u200d\U0001f680",
    "Z̸̧̛͓͇a̷l̵g̶o̷",
]
KEPT = [text for text in dict.fromkeys(map(plain_text, TEXTS)) if text]
NUMBERS = [
    *HOSTILE["numbers"],
    *("1e400", "-1e400", "1e5000", "9" * 10_000, "-" * 300, "1" + "0" * 40, "1e", "e9", "0x1F", "1/0", "½"),
    *("٣", "１２", "∞", "inf", "nan", "\u202e12", "1\u00002", "=1+1", "1,2,3,4", "1..2", "--", "$", "%"),
    *("5 to", "to 5", "9 to 3"),
]
TEXT_TYPES = {FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.LINK}
NUMERIC = {FieldType.NUMBER, FieldType.RANGE}
FIELDS = get_catalogue().fields


def form(field, **parts):
    prefix = field.id.replace(".", "-")
    data = {f"{prefix}-{key}": part for key, part in parts.items()}
    return AnswerForm(field, Answer(field_id=field.id), NumberStyle(), Formatter.for_reader(), data)


# ---------------------------------------------------------------- what is typed into a question


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_field_keeps_a_text_as_it_is_or_says_why_not(text):
    for field_id in FIELDS.values():
        if field_id.type not in TEXT_TYPES:
            continue
        sent = form(field_id, value=text, note=text)
        if sent.is_valid():
            stored = sent.to_answer()
            as_typed = plain_text if field_id.type is FieldType.LONG_TEXT else one_line
            assert (stored.value or "", stored.note) == (as_typed(text), plain_text(text)), field_id.id
        else:
            assert all(message for messages in sent.errors.values() for message in messages), field_id.id


@pytest.mark.parametrize("text", TEXTS)
def test_owner_reason_and_person_keep_a_text_as_it_is_or_say_why_not(text):
    volume = FIELDS["why.volume"]
    person = FIELDS["people.sponsor"]
    for sent, read in (
        (form(volume, state="unknown", owner=text), lambda answer: answer.owner),
        (form(volume, state="not_relevant", reason=text), lambda answer: answer.reason),
        (form(person, **{"value-name": text, "value-role": text}), lambda answer: (answer.value or {}).get("role", "")),
    ):
        assert not sent.is_valid() or read(sent.to_answer()) == one_line(text)


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_cell_of_a_table_keeps_a_text_as_it_is_or_says_why_not(text):
    for field_id in FIELDS.values():
        for column in field_id.columns:
            if column.type not in TEXT_TYPES:
                continue
            sent = form(field_id, **{f"value-0-{column.id}": text})
            if sent.is_valid() and sent.to_answer().value:
                assert sent.to_answer().value[0][column.id] == one_line(text), (field_id.id, column.id)


@pytest.mark.parametrize("text", NUMBERS, ids=lambda text: repr(text[:20]))
def test_every_number_is_finite_or_refused_with_a_sentence(text):
    for field_id in FIELDS.values():
        cells = [(f"value-0-{column.id}", column.type) for column in field_id.columns]
        for name, kind in [("value", field_id.type), *cells]:
            if kind not in NUMERIC:
                continue
            sent = form(field_id, **{name: text})
            if not sent.is_valid():
                words = " ".join(map(str, sent.errors.get("value", [])))
                assert words.endswith((".", "?")), (field_id.id, words)
                assert len(words) < 400
                continue
            stored = json.dumps(sent.to_answer().value)
            assert math.isfinite(sum(part for part in numbers_in(json.loads(stored)))), field_id.id


def numbers_in(value):
    if isinstance(value, dict | list):
        return [each for part in (value.values() if isinstance(value, dict) else value) for each in numbers_in(part)]
    return [float(value)] if isinstance(value, int | float) else []


# ---------------------------------------------------------------- every page


class Reader(HTMLParser):
    """Reads a page as a browser would: its text and values, and what could run or load."""

    OURS = {"script": {"src"}}

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown, self.faults = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        names = {name: value or "" for name, value in attrs}
        if tag in {"iframe", "object", "embed", "math", "img", "style", "base", "frame"} or (
            tag == "script" and "src" not in names
        ):
            self.faults.append(f"<{tag}>")
        for name, value in names.items():
            if name.startswith(("on", "data-hx", "hx-on")) or (name.startswith("hx-") and "/admin/" in value):
                self.faults.append(f"{tag} {name}")
            # A link that somebody typed may be followed; nothing is asked from there unless somebody does.
            told = tag == "a" and value.startswith(("http://", "https://")) and names.get("rel") == "nofollow"
            if name in {"href", "src", "action"} and not value.startswith(("/", "#", "?")) and not told:
                self.faults.append(f"{tag} {name}={value[:60]}")
            self.shown.append(value)

    def handle_data(self, data):
        self.shown.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.shown).split())


def fits(field, text):
    return len(text) <= field.max_length


def hostile_value(field, number):
    """Return an answer to a field that is made of hostile texts, or None where it takes no text."""
    text = KEPT[number % len(KEPT)]
    if field.type is FieldType.LINK:
        return None
    if field.type in TEXT_TYPES:
        return text[: field.max_length]
    if field.type is FieldType.PERSON:
        return {"name": text[:120], "role": KEPT[(number + 1) % len(KEPT)][:120]}
    if field.type is FieldType.TABLE:
        cells = {column.id: text[: column.max_length] for column in field.columns if column.type in TEXT_TYPES}
        return [cells] if cells else None
    return None


@pytest.fixture
def hostile(browser_row, request):
    """A project of nothing but hostile texts; the parameter turns them round, so that each stands in many places."""
    turn = request.param
    texts = KEPT[turn:] + KEPT[:turn]
    Browser.objects.filter(pk=browser_row.pk).update(name=texts[0][:80])
    project = Project.objects.create(
        name=texts[1][:120], summary=texts[2][:400], owner_name=texts[3][:120], owner=browser_row, seed=7
    )
    base = Scenario.objects.create(project=project, slug=BASE, name=texts[4][:80], summary=texts[5][:400])
    other = Scenario.objects.create(
        project=project, slug="other", name=texts[6][:80], summary=texts[7][:400], position=1
    )
    rows = []
    for number, field in enumerate(FIELDS.values(), start=turn):
        value, note = hostile_value(field, number), texts[number % len(texts)]
        state = "known" if value is not None else "unknown" if number % 2 else "not_relevant"
        content = {"state": state, "value": value, "note": note, "owner": note[:120] if state == "unknown" else ""}
        content |= {"reason": note[:400] if state == "not_relevant" else "", "version": 1, "changed_by": texts[0][:120]}
        rows.append(Row(scenario=base, field_id=field.id, **content))
        if number % 5 == 0 and value is not None:
            rows.append(Row(scenario=other, field_id=field.id, **content | {"value": hostile_value(field, number + 3)}))
    Row.objects.bulk_create(rows)
    ShareLink.issue(project=project, scenario=other, label=texts[8][:80])
    return project


def pages_of(project):
    inside = [
        *(("scoping:part", [part.id]) for part in get_catalogue().sections["problem"].parts),
        *((name, []) for name in (
            "reports:overview", "scoping:summary", "decisions:readiness", "decisions:evaluation", "estimates:compute",
            "teams:team", "decisions:value", "reports:report", "reports:scenarios",
            "decisions:data", "decisions:approach", "decisions:training",
            "decisions:decision", "decisions:actions",
            "projects:history", "projects:share", "projects:project_settings", "projects:new_scenario",
        )),
        ("projects:rename_scenario", ["other"]), ("projects:delete_scenario", ["other"]),
        ("reports:figure", ["case.cost_to_launch"]),
    ]  # fmt: skip
    for name, more in inside:
        for scenario in (BASE, "other") if name in {"reports:overview", "estimates:compute"} else (BASE,):
            yield reverse(name, args=[project.pk, scenario, *more])
    yield reverse("projects:take_base", args=[project.pk, "other", "problem.statement"])
    yield reverse("reports:start")


@pytest.mark.parametrize("hostile", [0, 20], indirect=True)
def test_every_page_shows_hostile_texts_as_texts(owner, client, hostile):
    seen = []
    _link, secret = ShareLink.issue(project=hostile, scenario=hostile.scenarios.get(slug=BASE))
    for address in [*pages_of(hostile), reverse("reports:shared", args=[secret])]:
        reply = owner.get(address)
        assert reply.status_code == 200, address
        page = Reader(reply.content.decode())
        assert page.faults == [], address
        seen.append(page.text)
    everything = "\n".join(seen)
    missing = [text for text in KEPT if " ".join(text.split())[:80] not in everything]
    assert missing == []


@pytest.mark.parametrize("hostile", [5], indirect=True)
def test_hostile_project_goes_out_and_in_without_loss(browser_row, hostile):
    first = dump_project(hostile)
    assert dump_project(load_project(json.dumps(first).encode(), owner=browser_row)) == first


@pytest.mark.parametrize("hostile", [9], indirect=True)
def test_download_of_a_hostile_project_has_a_plain_name(owner, hostile):
    for name in ("projects:export", "reports:report_pdf", "teams:team_xlsx"):
        reply = owner.get(reverse(name, args=[hostile.pk, BASE]))
        assert reply.status_code == 200, name
        disposition = reply["Content-Disposition"]
        assert not set(disposition) & set("\r\n<>\\/"), name
        assert disposition.count('"') in {0, 2}


# ---------------------------------------------------------------- forms that are sent with a button


@pytest.mark.parametrize("text", TEXTS)
def test_settings_keep_a_text_or_say_why_not(owner, project, text):
    sent = {"name": text, "summary": text, "owner_name": text, "your_name": text, "currency": "USD"}
    reply = owner.post(reverse("projects:project_settings", args=[project.pk, BASE]), sent)
    project.refresh_from_db()
    if reply.status_code == 302:
        kept = (project.name, project.summary, project.owner_name)
        assert kept == (plain_text(text),) * 3
    else:
        page = Reader(reply.content.decode())
        assert page.faults == []
        assert "Please correct" in page.text
        assert project.name == "Meter readings"


@pytest.mark.parametrize("text", TEXTS)
def test_scenario_and_link_keep_a_name_or_say_why_not(owner, project, text):
    reply = owner.post(reverse("projects:new_scenario", args=[project.pk, BASE]), {"name": text, "summary": text})
    made = project.scenarios.exclude(slug=BASE).first()
    assert (made is not None) == (reply.status_code == 302)
    if made:
        assert (made.name, made.summary) == (plain_text(text), plain_text(text))
    reply = owner.post(reverse("projects:share", args=[project.pk, BASE]), {"label": text, "right": 1})
    assert Reader(reply.content.decode()).faults == []
    link = project.links.first()
    assert link is None or link.label == plain_text(text)


@pytest.mark.parametrize("text", TEXTS)
def test_project_starts_under_any_name_or_says_why_not(owner, text):
    reply = owner.post(reverse("projects:create"), {"name": text})
    page = Reader(owner.get(reply["Location"]).content.decode())
    assert page.faults == []
    started = Project.objects.first()
    assert started.name == plain_text(text) if started else "Enter a project name" in page.text


# ---------------------------------------------------------------- addresses and sizes


@pytest.mark.parametrize(
    "field_id", ["x.y", "..", "problem.statement ", "a" * 500, "problem.statement\x00", "PROBLEM.STATEMENT"]
)
def test_unknown_field_is_not_found(owner, project, field_id):
    for name in ("projects:answer", "projects:take_base"):
        assert owner.get(reverse(name, args=[project.pk, BASE, field_id])).status_code == 404


@pytest.mark.parametrize("name", ["reports:figure", "reports:chart"])
@pytest.mark.parametrize("figure", ["x", "\x00", "a" * 500, "case.cost_to_launch'--"])
def test_unknown_figure_is_not_found(owner, project, name, figure):
    assert owner.get(reverse(name, args=[project.pk, BASE, figure])).status_code == 404


def test_answer_of_ten_megabytes_is_refused(owner, project):
    address = reverse("projects:answer", args=[project.pk, BASE, "problem.statement"])
    assert owner.post(address, {"problem-statement-value": "x" * 10_000_000}).status_code == 400
    assert not Row.objects.exists()


def test_table_of_ten_thousand_rows_is_refused(owner, project):
    address = reverse("projects:answer", args=[project.pk, BASE, "team.roles"])
    rows = {f"team-roles-value-{number}-name": "x" for number in range(10_000)}
    assert owner.post(address, rows).status_code == 400
    assert not Row.objects.exists()


def test_table_with_too_many_rows_says_how_many_fit(owner, project):
    address = reverse("projects:answer", args=[project.pk, BASE, "team.roles"])
    rows = {f"team-roles-value-{number}-name": "x" for number in range(500)}
    page = owner.post(address, rows).content.decode()
    assert "This table has 500 rows; the limit is 60." in page
    assert not Row.objects.exists()


# ---------------------------------------------------------------- documents


def bring_in(owner, data):
    file = SimpleUploadedFile("../../x.json", data)
    return html.unescape(owner.post(reverse("projects:import_document"), {"document": file}).content.decode())


def written(**changes):
    return json.dumps({"format": "plumbline.project", "format_version": 1, "project": {"name": "X"}} | changes).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The submitted file is empty."),
        (b"not json", "its text stops making sense in line 1, at character 1."),
        (b"[" * 100_000, "This file is nested too deeply to be a project file."),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "This file is nested too deeply to be a project file."),
        (b'{"format": 1, "format": 2}', "“format” appears twice."),
        (b'{"__proto__": {"admin": true}}', "This file is not a project file of Plumbline."),
        (b'{"a": NaN}', "it has “NaN” where a number should be."),
        ("\ufeff{}".encode("utf-16"), "it is not text in UTF-8."),
        (b"PK\x03\x04" + b"\0" * 100, "This file is a packed archive, whatever its name says."),
        (b"x" * 4_000_001, "This file is larger than a project can be (4 MB)."),
        (written(format_version=3), "This file has format version 3; this Plumbline reads versions up to 2."),
    ],
)
def test_file_that_is_no_document_is_refused_and_leaves_nothing(owner, data, message):
    assert message in bring_in(owner, data)
    assert not Project.objects.exists()


MONEY = "This should be a number from "
SLUG = [{"id": "a", "name": "A", "answers": [{"field": "x"}]}]


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (written(format_version="1"), "format_version", "This should be a whole number from 1 to 2."),
        (written(extra=1), "extra", "A project file has no entry “extra” here."),
        (written(answers=[{"field": "x.<b>", "value": 1}]), "answers[0].field", "“x.<b>” does not fit here."),
        (written(answers=[{"field": "problem.statement", "value": 5}]), "answers[0].value", "The value cannot be an"),
        (written(scenarios=SLUG), "scenarios[0].answers[0].field", "“x” does not fit here."),
        (written(scenarios=[{"id": f"s{n}", "name": "S"} for n in range(21)]), "scenarios", "At most 20 fit here"),
        (written(project={"name": "X", "money_per_usd": 0}), "project.money_per_usd", MONEY),
        (written(project={"name": "X", "money_per_usd": "cheap"}), "project.money_per_usd", MONEY),
        (written(project={"name": "X", "rate_date": "soon"}), "project.rate_date", "“soon” is not a valid date."),
        (written(project={"name": ""}), "project", "“name” is missing."),
        (written(history=[{"sequence": -1}]), "history[0].sequence", "This should be a whole number"),
    ],
)
def test_part_that_cannot_be_taken_in_is_shown_with_its_place_and_nothing_is_stored(owner, data, place, message):
    page = bring_in(owner, data)
    assert f"<code>{place}</code>" in page
    assert message in page
    assert not Project.objects.exists()


def test_document_with_a_number_beyond_all_numbers_is_refused(owner):
    data = written(answers=[{"field": "why.volume", "value": 0}]).replace(b'"value": 0', b'"value": 1e400')
    assert "<code>answers[0].value</code>" in bring_in(owner, data)
    assert not Project.objects.exists()
    owner.post(reverse("projects:import_document"), {"text": data.decode(), "leave_out": "1"})
    assert Project.objects.get().name == "X"


@pytest.mark.parametrize("text", KEPT)
def test_document_with_a_hostile_name_is_taken_in_or_refused(owner, browser_row, text):
    bring_in(
        owner, written(project={"name": text, "summary": text}, answers=[{"field": "problem.statement", "value": text}])
    )
    made = Project.objects.first()
    if made:
        answers = Workspace(made, made.scenarios.get(slug=BASE)).answers
        assert (made.name, answers["problem.statement"].value) == (text, text)
    else:
        assert len(text) > 120
