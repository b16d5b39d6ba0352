"""Forms of administrators without their pages: what each takes, keeps, and refuses beside which box."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from PIL import Image

from decisions.domain.thresholds import BOUNDS, HEAVIEST, LEAST_APART, problems_of, with_thresholds
from organisation.forms import (
    MOST_FILES,
    BrandForm,
    ExperienceForm,
    LeaveForm,
    PartForm,
    PricesForm,
    QuestionsForm,
    ThresholdsForm,
)
from projects.branding import DARK_GROUNDS, LIGHT_GROUNDS, Look, is_readable, least_contrast, read_logo
from projects.domain.colours import WHITE, contrast, mix, readable_on
from projects.domain.fields import Field, FieldType, Question
from projects.domain.packs import QuestionPackVersion
from projects.models import today
from scoping.content import get_checklist

pytestmark = pytest.mark.once
GREEN = "#0b5d4f"


def errors_of(form) -> dict[str, list[str]]:
    assert not form.is_valid()
    return {name: list(texts) for name, texts in form.errors.items()}


def picture(size=(40, 20), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, GREEN).save(out, kind)
    return out.getvalue()


# ---------------------------------------------------------------- how the organisation looks


def brand(logo: bytes | None = None, **said) -> BrandForm:
    files = {} if logo is None else {"logo": SimpleUploadedFile("logo.png", logo)}
    return BrandForm({"name": "Northwind", "colour": GREEN, **said}, files)


def test_name_is_one_line_and_colour_in_small_letters():
    form = brand(name=" North\nwind ", colour=" #0B5D4F ")
    assert form.is_valid()
    assert form.to_look(Look()) == {"name": "North wind", "colour": GREEN, "logo": b""}


@pytest.mark.parametrize("said", [{"name": "", "colour": ""}, {"name": " ", "colour": " "}])
def test_nothing_of_the_look_is_needed(said):
    form = brand(**said)
    assert form.is_valid()
    assert form.to_look(Look()) == {"name": "", "colour": "", "logo": b""}


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("#12345", "Enter # and six digits or letters a to f, such as #0b5d4f."),
        ("0b5d4f", "Enter # and six digits or letters a to f, such as #0b5d4f."),
        ("#gggggg", "Enter # and six digits or letters a to f, such as #0b5d4f."),
        (
            "#ffff00",
            "This colour is too pale to be read: its contrast is 1.0 on our paper, and 4.5 is needed. "
            "Choose a darker one.",
        ),
    ],
)
def test_colour_that_cannot_be_taken_is_refused_with_the_reason(colour, words):
    assert errors_of(brand(colour=colour)) == {"colour": [words]}


def test_former_logo_stays_until_another_comes_or_it_is_removed():
    before = Look(logo=b"old")
    forms = brand(), brand(removes_logo="on"), brand(logo=picture(), removes_logo="on")
    assert [form.is_valid() for form in forms] == [True] * 3
    kept, removed, changed = (form.to_look(before)["logo"] for form in forms)
    assert (kept, removed, changed[:4]) == (b"old", b"", b"\x89PNG")


@pytest.mark.parametrize(
    ("logo", "words"),
    [
        (b"<svg/>", "This is no PNG or JPEG picture that we can read."),
        (b"%PDF-1.7", "This file is a PDF document, whatever its name says."),
        (b"\x89PNG" + b"x" * 2_000_000, "The picture is larger than 2 MB or 20 million pixels."),
    ],
)
def test_logo_that_is_no_picture_is_refused_beside_it(logo, words):
    (said,) = errors_of(brand(logo=logo))["logo"]
    assert said.startswith(words)


@pytest.mark.parametrize(
    ("size", "kept"), [((40, 20), (40, 20)), ((960, 160), (480, 80)), ((100, 800), (20, 160)), ((480, 160), (480, 160))]
)
def test_logo_is_kept_as_large_as_pages_show_it(size, kept):
    with Image.open(io.BytesIO(read_logo(picture(size)))) as drawn:
        assert (drawn.size, drawn.format) == (kept, "PNG")


def test_logo_of_a_camera_is_kept_as_a_png_without_what_the_file_says_besides():
    raw = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (10, 10), GREEN).save(raw, "JPEG", exif=exif)
    kept = read_logo(raw.getvalue())
    assert kept.startswith(b"\x89PNG")
    assert b"secret place" not in kept


def test_house_is_ours_until_it_has_a_name():
    assert (Look().house, Look(name="Northwind").house) == ("Plumbline", "Northwind")


# ---------------------------------------------------------------- colours


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_the_guideline(first, second, ratio):
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert contrast(second, first) == contrast(first, second)


@pytest.mark.parametrize(
    ("share", "mixed"), [(0, "#000000"), (1, "#ffffff"), (0.5, "#808080"), (0.25, "#404040"), (0.2, "#333333")]
)
def test_colour_is_mixed_by_shares(share, mixed):
    assert mix("#000000", "#ffffff", share) == mixed


def test_colour_is_only_as_light_as_needed_on_dark_grounds():
    found = readable_on("#1733b0", DARK_GROUNDS, WHITE)
    assert all(contrast(found, ground) >= 4.5 for ground in DARK_GROUNDS)
    assert found != WHITE
    assert readable_on("#edf2f9", DARK_GROUNDS, WHITE) == "#edf2f9"


def test_colour_that_nothing_helps_becomes_the_other_one():
    assert readable_on("#808080", ("#ffffff", "#000000"), WHITE, least=15) == WHITE


def test_colour_is_readable_where_it_is_worst():
    assert least_contrast(GREEN) == min(contrast(GREEN, ground) for ground in LIGHT_GROUNDS)
    assert is_readable(GREEN)
    assert not is_readable("#808080")


# ---------------------------------------------------------------- thresholds


def thresholds(**said) -> ThresholdsForm:
    checklist = get_checklist()
    weights = {item.id: item.weight for item in checklist.items}
    usual = {"go": 75, "pilot": 55, "fix_first": 35, "note": "So.", **weights}
    return ThresholdsForm(usual | said, checklist=checklist)


def test_weights_that_are_those_we_ship_are_none_of_their_own():
    form = thresholds()
    assert form.is_valid()
    assert form.to_version() == {"go": 75, "pilot": 55, "fix_first": 35, "note": "So.", "weights": {}}


def test_weights_that_differ_are_kept_all():
    first, second = get_checklist().items[:2]
    form = thresholds(**{first.id: first.weight + 1, second.id: second.weight - 1})
    assert form.is_valid()
    weights = form.to_version()["weights"]
    assert len(weights) == len(get_checklist().items)
    assert (weights[first.id], weights[second.id]) == (first.weight + 1, second.weight - 1)


@pytest.mark.parametrize("verdict", sorted(BOUNDS))
@pytest.mark.parametrize("beyond", [-1, 1])
def test_threshold_beyond_its_bounds_is_refused_with_them(verdict, beyond):
    least, most = BOUNDS[verdict]
    errors = errors_of(thresholds(**{verdict: least - 1 if beyond < 0 else most + 1}))
    assert errors[verdict] == [f"Enter a whole number from {least} to {most}."]


@pytest.mark.parametrize("typed", ["", "many", "60.5"])
def test_threshold_that_is_no_number_is_refused_with_its_bounds(typed):
    assert errors_of(thresholds(go=typed))["go"] == ["Enter a whole number from 60 to 95."]


@pytest.mark.parametrize(
    ("points", "named"),
    [
        ({"go": 75, "pilot": 70, "fix_first": 35}, []),
        ({"go": 75, "pilot": 71, "fix_first": 35}, ["pilot"]),
        ({"go": 75, "pilot": 55, "fix_first": 51}, ["fix_first"]),
        ({"go": 60, "pilot": 60, "fix_first": 60}, ["pilot", "fix_first"]),
        ({"go": 60, "pilot": 80, "fix_first": 40}, ["pilot"]),
    ],
)
def test_verdict_too_close_to_the_better_one_is_named(points, named):
    assert problems_of(points) == named


def test_verdict_too_close_is_refused_beside_its_box():
    words = f"Leave at least {LEAST_APART} points to the better verdict."
    assert errors_of(thresholds(pilot=72)) == {"pilot": [words]}


def test_weights_come_to_a_hundred_or_are_refused_together():
    first = get_checklist().items[0]
    assert errors_of(thresholds(**{first.id: first.weight + 1})) == {
        "__all__": ["The statements count 101 points together; they must come to 100."]
    }


def test_no_statement_decides_alone():
    first = get_checklist().items[0]
    assert errors_of(thresholds(**{first.id: HEAVIEST + 1}))[first.id] == [
        f"Enter a whole number from 0 to {HEAVIEST}."
    ]


def test_thresholds_that_name_some_verdicts_leave_the_others():
    checklist = with_thresholds(get_checklist(), {"go": 90})
    assert [verdict.from_score for verdict in checklist.verdicts] == [90, 55, 35, 0]
    assert checklist.items == get_checklist().items


# ---------------------------------------------------------------- words of questions


def question(name: str, *labels: str) -> Question:
    fields = tuple(
        Field(id=f"team.{name}{number or ''}", label=label, type=FieldType.SHORT_TEXT)
        for number, label in enumerate(labels)
    )
    return Question(
        id=fields[0].id, ref="1", part="a", title=name.title(), question=f"{name}?", help="Help.", fields=fields
    )


FIRST, SECOND = question("first", "First", "Beside"), question("second", "Second")
SHIPPED_WORDS = {
    "question:team.first": "first?", "title:team.first": "First", "help:team.first": "Help.",
    "label:team.first": "First", "label:team.first1": "Beside",
    "question:team.second": "second?", "title:team.second": "Second", "help:team.second": "Help.",
    "label:team.second": "Second",
}  # fmt: skip


def part(pack: QuestionPackVersion | None = None, *, shipped=(FIRST, SECOND), **said: str) -> PartForm:
    sent = {"note": "", **(SHIPPED_WORDS if shipped else {}), **said}
    return PartForm(sent, questions=(FIRST, SECOND), shipped=shipped, pack=pack or QuestionPackVersion(key="k"))


def version(form: PartForm) -> dict:
    assert form.is_valid(), form.errors
    return form.to_version()


def test_words_that_are_those_we_ship_make_no_version():
    assert version(part()) == {"required": [], "wording": {}, "note": ""}


def test_words_that_differ_are_kept_by_question_and_kind():
    form = part(**{"question:team.first": "What?", "label:team.first1": "Next to it", "help:team.second": ""})
    assert version(form)["wording"] == {"team.first": {"question": "What?"}, "team.first1": {"label": "Next to it"}}


def test_words_of_other_parts_stay():
    pack = QuestionPackVersion(key="k", wording={"other.one": {"title": "Theirs"}, "team.first": {"title": "Ours"}})
    assert version(part(pack))["wording"] == {"other.one": {"title": "Theirs"}}


def test_questions_that_must_be_answered_are_those_ticked_here_and_all_elsewhere():
    pack = QuestionPackVersion(key="k", required=frozenset({"other.one", "team.first"}))
    assert version(part(pack, **{"required:team.second": "on"}))["required"] == ["other.one", "team.second"]


def test_part_whose_words_cannot_be_changed_asks_only_what_is_required():
    form = part(shipped=())
    assert sorted(form.fields) == ["note", "required:team.first", "required:team.second"]
    assert [len(inputs) for _question, inputs in form.rows] == [1, 1]


def test_each_question_stands_with_all_of_its_inputs():
    rows = [(asked.id, [bound.name.partition(":")[0] for bound in inputs]) for asked, inputs in part().rows]
    assert rows == [
        ("team.first", ["required", "question", "title", "help", "label", "label"]),
        ("team.second", ["required", "question", "title", "help", "label"]),
    ]


@pytest.mark.parametrize(("kind", "longest"), [("question", 200), ("title", 80), ("help", 600), ("label", 80)])
def test_words_are_as_long_as_pages_have_room_for(kind, longest):
    name = f"{kind}:team.first"
    assert part(**{name: "x" * longest}).is_valid()
    assert list(errors_of(part(**{name: "x" * (longest + 1)}))) == [name]


# ---------------------------------------------------------------- own questions


def own(text: str = "", file: bytes | None = None, **said) -> QuestionsForm:
    data = QueryDict(mutable=True)
    data.update({"text": text, **said})
    files = MultiValueDict() if file is None else MultiValueDict({"file": [SimpleUploadedFile("own.toml", file)]})
    return QuestionsForm(data, files, choices=["why.volume", "why.pain"], earlier=())


def test_nothing_of_ones_own_is_a_version_too():
    form = own()
    assert form.is_valid()
    assert form.to_version() == {"text": "", "left_out": [], "note": ""}


def test_questions_that_are_left_out_stand_in_order():
    data = QueryDict("text=&left_out=why.volume&left_out=why.pain")
    form = QuestionsForm(data, choices=["why.volume", "why.pain"], earlier=())
    assert form.is_valid()
    assert form.to_version()["left_out"] == ["why.pain", "why.volume"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"\xff\xfe\x00", "This file is not text in UTF-8."),
        (b"%PDF-1.7", "This file is a PDF document, whatever its name says. Nothing in it can be read here."),
        (b"#" * 100_001, "This file is larger than 100 kB."),
    ],
)
def test_file_that_is_no_section_is_refused_beside_it(file, words):
    assert words in errors_of(own(file=file))["file"]


def test_fault_of_a_section_is_said_with_its_line_beside_the_text():
    (said,) = errors_of(own(text='id = "own"\ntitle = Own\n'))["text"]
    assert "line 2" in said


def test_text_of_a_file_stands_in_the_box_where_it_can_be_mended():
    form = own(file='\ufeffid = "own"\ntitle = Own\n'.encode())
    assert "text" in errors_of(form)
    assert form.data["text"] == 'id = "own"\ntitle = Own\n'


# ---------------------------------------------------------------- price lists

HEAD = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice"
LIST = f"{HEAD}\n1H100,H100,1,32,185,2.29,eu-1,,0.8\n".encode()


def prices(*files: bytes, **said) -> PricesForm:
    sent = {"provider": "lambda", "seen_on": today().isoformat(), "known_from": "contract", **said}
    uploads = [SimpleUploadedFile(f"list{number}.csv", file) for number, file in enumerate(files)]
    return PricesForm(sent, MultiValueDict({"lists": uploads}))


def test_list_is_read_with_its_name():
    form = prices(LIST)
    assert form.is_valid(), form.errors
    ((name, reading),) = form.cleaned_data["readings"]
    assert (name, len(reading.offers)) == ("list0.csv", 2)  # its price, and that of machines that may be taken away


def test_every_list_that_cannot_be_read_is_named():
    errors = errors_of(prices(LIST, b"\0\1\2", b"a,b\n1,2\n"))["lists"]
    assert [said.partition(":")[0] for said in errors] == ["list1.csv", "list2.csv"]


def test_more_lists_than_stand_side_by_side_are_refused():
    assert f"Upload at most {MOST_FILES} files at once." in errors_of(prices(*[LIST] * (MOST_FILES + 1)))["lists"]


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (366, True), (367, False), (-1, False)])
def test_day_of_a_list_lies_within_the_last_year(days, is_taken):
    form = prices(LIST, seen_on=(today() - timedelta(days=days)).isoformat())
    assert form.is_valid() is is_taken
    if not is_taken:
        assert errors_of(form)["seen_on"] == ["Enter a day within the last year, today at the latest."]


@pytest.mark.parametrize("provider", ["Lambda", "LAMBDA", " lambda "])
def test_provider_is_written_as_we_ship_it(provider):
    form = prices(LIST, provider=provider)
    assert form.is_valid()
    assert form.cleaned_data["provider"] == "Lambda"


def test_provider_with_signs_that_nobody_sees_is_refused():
    assert errors_of(prices(LIST, provider="lam\u200bbda"))["provider"] == ["Enter a name without control characters."]


# ---------------------------------------------------------------- leaving, adopting


@pytest.mark.parametrize(("typed", "is_right"), [("zoe", True), ("Zoe", False), ("zo", False), ("", False)])
def test_account_is_erased_only_under_its_very_name(typed, is_right):
    form = LeaveForm({"name": typed}, user=User(username="zoe"))
    assert form.is_valid() is is_right
    if typed and not is_right:
        assert errors_of(form) == {"name": ["This is not the user name. Nothing was erased."]}


def test_experience_is_adopted_as_it_was_shown():
    assert ExperienceForm({"seen": "abc", "note": ""}).is_valid()
    assert list(errors_of(ExperienceForm({"note": "x"}))) == ["seen"]
