"""Every script in real letters, and each font only where a text asks for it."""

import re
from dataclasses import replace

import pytest

from reports.fonts import SCRIPTS, Script, base_characters, fonts_for
from reports.pdf import STANDARDS, clean, render_pdf
from tests.reports.test_pdf import DECISION, REPORT, filled_with, pages

TEXTS = {
    "Noto Sans CJK TC": ["邮件到错部门", "メールが遅れる", "편지가 늦게 온다"],
    "Almarai": ["تصل الرسائل متأخرة", "پیام‌ها دیر می‌رسند", "پیغامات ٹیسٹ ڈیٹا گھنٹے"],
    "Noto Sans Arabic": ["لیکونه ناوخته راځي", "ﭐ"],
    "Heebo": ["המכתבים מאחרים"],
    "Noto Sans Devanagari": ["पत्र देर से आते हैं"],
    "Noto Sans Thai": ["จดหมายมาช้า"],
    "Hind Siliguri": ["চিঠি দেরিতে আসে"],
    "Noto Sans Tamil": ["கடிதங்கள் தாமதமாக வருகின்றன"],
    "Noto Sans Telugu": ["ఉత్తరాలు ఆలస్యంగా వస్తాయి"],
    "Noto Sans Khmer": ["សំបុត្រមកយឺត"],
    "Noto Sans Armenian": ["Նամակները ուշանում են"],
    "Noto Sans Georgian": ["წერილები იგვიანებს"],
    "Noto Sans Ethiopic": ["ደብዳቤዎች ዘግይተው ይመጣሉ"],
    "Noto Sans Gujarati": ["પત્રો મોડા આવે છે"],
    "Noto Sans Gurmukhi": ["ਚਿੱਠੀਆਂ ਦੇਰ ਨਾਲ ਆਉਂਦੀਆਂ ਹਨ"],
    "Noto Sans Kannada": ["ಪತ್ರಗಳು ತಡವಾಗಿ ಬರುತ್ತವೆ"],
    "Noto Sans Malayalam": ["കത്തുകൾ വൈകി വരുന്നു"],
    "Noto Sans Oriya": ["ଚିଠି ଡେରିରେ ଆସେ"],
    "Noto Sans Sinhala": ["ලිපි ප්‍රමාද වේ"],
    "Noto Sans Lao": ["ຈົດໝາຍມາຊ້າ"],
    "Noto Sans Myanmar": ["စာများ နောက်ကျသည်"],
    "Noto Emoji": ["🎉", "⚠", "🧑‍🚀", "👍🏽", "❤️‍🔥", "🇩🇪"],
}
WHOSE = {script.family: script for script in SCRIPTS}
EACH = [(family, text) for family, texts in TEXTS.items() for text in texts]


def families(text):
    return fonts_for(map(ord, text)).families


@pytest.mark.parametrize(("family", "text"), EACH)
def test_script_brings_its_own_font_alone(family, text):
    assert families(text) == (family,)


@pytest.mark.parametrize("text", ["Plain words", "Żółć, ўсё, ξένος, Tiếng Việt", "1 234,5 €", "→ ™ ≥"])
def test_usual_text_brings_no_other_font(text):
    assert families(text) == ()


@pytest.mark.parametrize(("family", "text"), EACH)
def test_letters_of_a_script_are_all_there(family, text):
    assert {ord(letter) for letter in text} <= fonts_for(map(ord, text)).covered


@pytest.mark.parametrize(("family", "text"), EACH)
def test_script_is_set_under_both_standards(family, text):
    rendered = render_pdf(replace(REPORT, decision=replace(DECISION, problem=text)))
    assert rendered.standards == STANDARDS
    assert family.replace(" ", "").encode()[:10] in rendered.pdf.replace(b" ", b"")


@pytest.mark.parametrize("text", ["تصل الرسائل", "המכתבים"])
def test_text_from_right_to_left_is_set_everywhere(text):
    assert render_pdf(filled_with(REPORT, text)).standards == STANDARDS


def test_chinese_can_be_copied_out_of_the_file():
    rendered = render_pdf(replace(REPORT, decision=replace(DECISION, problem="邮件到错部门")))
    assert "邮件到错部门" in pages(rendered.pdf)[0]


@pytest.mark.parametrize("text", ["تصل الرسائل متأخرة إلى القسم", "پیغامات دیر سے پہنچتے ہیں", "پیام دیر به بخش رسید"])
def test_arabic_is_copied_letter_by_letter(text):
    """Nothing twice, nothing swapped; marks of direction are what the reading of the file puts in."""
    first = pages(render_pdf(replace(REPORT, decision=replace(DECISION, problem=text))).pdf)[0]
    assert text in re.sub("[\u202a-\u202e]", "", first)


def test_without_its_package_a_script_is_not_set(monkeypatch):
    monkeypatch.setattr(Script, "path", None)
    found = fonts_for(map(ord, "邮件"))
    assert (found.families, found.covered) == ((), base_characters())


def test_every_package_of_a_script_is_installed():
    assert [script.package for script in SCRIPTS if script.module and script.path is None] == []


def test_every_script_has_a_text_here():
    assert set(TEXTS) == set(WHOSE)


def test_of_fonts_that_stand_together_one_alone_is_read():
    lao = WHOSE["Noto Sans Lao"]
    assert [file.name for file in lao.path.iterdir()] == ["NotoSansLao[wght].ttf"]


def test_font_that_its_package_lacks_is_none():
    assert replace(WHOSE["Noto Sans Lao"], file="NotoSansLao-Heavy.ttf").path is None


@pytest.mark.parametrize("text", ["🎉", "👩‍👩‍👧", "❤️‍🔥"])
def test_emoji_is_one_sign_that_is_copied_whole(text):
    first = pages(render_pdf(replace(REPORT, decision=replace(DECISION, problem=f"so {text} so"))).pdf)[0]
    assert f"so {text} so" in first


def test_emoji_that_the_font_lacks_is_said_by_its_name():
    assert clean("✁", fonts_for(map(ord, "✁🎉")).covered) == "[upper blade scissors]"
