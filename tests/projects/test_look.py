"""The look as the style sheet and the templates define it: contrast, nothing foreign, forms that can be heard."""

import re
from pathlib import Path

import pytest
from crispy_forms.bootstrap import AppendedText, FormActions, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.template import Context, Template
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static/css/plumbline.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+):\s*light-dark\((#\w{3,6}),\s*(#\w{3,6})\)", CSS)
}
TEXT, MARK = 4.5, 3.0
VERDICTS = ("go", "pilot", "fix", "stop")
PAIRS = [
    *((ink, f"{ground}", TEXT) for ink in ("ink", "ink2") for ground in ("sheet", "paper", "sunk", "wash")),
    *((ink, f"{verdict}-wash", TEXT) for ink in ("ink", "ink2") for verdict in VERDICTS),
    *((ink, ground, TEXT) for ink in ("ink3", "accent", "accent2") for ground in ("sheet", "paper", "sunk", "wash")),
    *(("edge", ground, MARK) for ground in ("sheet", "paper", "sunk", "wash", "fix-wash", "stop-wash", "go-wash")),
    *((verdict, ground, TEXT) for verdict in VERDICTS for ground in (f"{verdict}-wash", "sheet", "paper")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent2", TEXT),
    ("sheet", "ink", TEXT),
    ("accent", "fix-wash", TEXT),
    ("k2", "sheet", MARK),
    ("k5", "sheet", MARK),
    ("ink", "k4", TEXT),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_in_use_can_be_read(theme: int) -> None:
    found = {(front, ground): contrast(TOKENS[front][theme], TOKENS[ground][theme]) for front, ground, _ in PAIRS}
    assert {pair: round(found[pair[:2]], 2) for pair in PAIRS if found[pair[:2]] < pair[2]} == {}


def test_style_sheet_uses_only_tokens_that_it_defines() -> None:
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    assert used - set(re.findall(r"[{;\s]--([\w-]+):", CSS)) == set()


def test_style_sheet_loads_nothing() -> None:
    assert re.findall(r"url\(|@import|@font-face|https?:|expression\(", CSS) == []


def test_style_sheet_is_light_enough_for_a_phone() -> None:
    import gzip

    assert len(gzip.compress(CSS.encode(), 9)) < 12_000


def project_templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", project_templates(), ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_turns_escaping_off_nowhere(path: Path) -> None:
    assert re.findall(r"\|\s*safe\b|autoescape\s+off|safeseq", path.read_text()) == []


def test_500_page_stands_without_any_context() -> None:
    assert "Something went wrong on our side</h1>" in get_template("500.html").render()


HOSTILE = '"><script>alert(1)</script>'


class AskForm(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    about = forms.CharField(required=False, widget=forms.Textarea)
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", HOSTILE)])
    way = forms.ChoiceField(choices=[("a", "Call"), ("b", HOSTILE)], widget=forms.RadioSelect, help_text="One of them.")
    pace = forms.ChoiceField(choices=[("s", "Slow"), ("f", "Fast")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("x", "X")], widget=forms.CheckboxSelectMultiple, required=False)
    share = forms.DecimalField()
    sure = forms.BooleanField(help_text="Totals stay.")
    start = forms.SplitDateTimeField(required=False)
    file = forms.FileField()
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Basics", "name", "about", css_class="basics"), Row("size", "way"), InlineRadios("pace"),
            Div("many", AppendedText("share", "%")), "sure", "start", "file", "token", HTML("<hr>"),
            FormActions(Submit("save", "Save")),
        )  # fmt: skip

    def clean(self) -> None:
        self.add_error(None, HOSTILE)


def laid_out(form: forms.Form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def test_form_pack_escapes_labels_help_choices_errors_and_values() -> None:
    assert "<script" not in laid_out(AskForm({"name": HOSTILE, "about": HOSTILE, "size": HOSTILE}))


def test_form_pack_points_every_description_to_an_element_that_is_there() -> None:
    page = laid_out(AskForm({"name": ""}))
    described = {element_id for ids in re.findall(r'aria-describedby="([^"]+)"', page) for element_id in ids.split()}
    assert described - set(re.findall(r'id="([^"]+)"', page)) == set()
    assert {"id_name_helptext", "id_name_error", "id_way_helptext"} <= described


def test_form_pack_labels_every_input() -> None:
    page = laid_out(AskForm())
    inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page)
    shown = [
        tag for tag in inputs if 'type="hidden"' not in tag and 'type="radio"' not in tag and "checkbox" not in tag
    ]
    named = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    unnamed = [tag for tag in shown if re.search(r' id="([^"]+)"', tag)[1] not in named and "labelledby" not in tag]
    assert unnamed == []


def test_form_pack_gives_no_id_twice() -> None:
    ids = re.findall(r' id="([^"]+)"', laid_out(AskForm({"name": ""})))
    assert sorted({element_id for element_id in ids if ids.count(element_id) > 1}) == []


def test_form_pack_says_errors_on_top_and_at_the_field_in_the_same_words() -> None:
    class NameForm(forms.Form):
        helper = FormHelper()
        name = forms.CharField(label="Name", error_messages={"required": "Give the project a name."})

    page = " ".join(laid_out(NameForm({"name": ""})).split())
    assert '<a href="#id_name">Name: Give the project a name.</a>' in page
    assert page.count("Give the project a name.") == 2


def test_form_pack_sends_files_and_the_token() -> None:
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": AskForm(), "csrf_token": "t" * 64})
    )
    assert ('enctype="multipart/form-data"' in page, page.count("csrfmiddlewaretoken")) == (True, 1)


def test_form_pack_lays_out_formsets() -> None:
    class RowForm(forms.Form):
        who = forms.CharField(required=False)

    formset = forms.formset_factory(RowForm, extra=2)()
    page = Template("{% load crispy_forms_tags crispy_forms_filters %}{{ formset|crispy }}").render(
        Context({"formset": formset})
    )
    assert (page.count("TOTAL_FORMS") > 0, len(re.findall(r'name="form-\d-who"', page))) == (True, 2)


def test_help_that_is_a_list_stays_within_its_element() -> None:
    class PasswordForm(forms.Form):
        password = forms.CharField(help_text=password_validators_help_text_html())

    described = re.search(r'<(\w+) [^>]*id="id_password_helptext">\s*<ul>', laid_out(PasswordForm()))
    assert described
    assert described[1] == "div"  # a browser ends a paragraph where a list begins
