"""Name, colour and logo of the organisation: what is taken, and where they show."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from projects.branding import NO_LOOK, Look, current_look, read_logo
from projects.domain.colours import contrast, readable_on
from projects.domain.errors import BadValue
from projects.models import Brand
from reports.formats.files import FORMATS, Printed
from reports.logo import fitted
from reports.pdf import render_pdf

PAGE = reverse("organisation:branding")
GREEN = "#0b5d4f"


def picture(size=(900, 300), kind="PNG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, "#0b5d4f").save(out, kind, **more)
    return out.getvalue()


def send(client, **said):
    return client.post(PAGE, {"name": "Northwind", "colour": GREEN, **said})


def test_name_colour_and_logo_stand_on_every_page(administrator):
    send(administrator, logo=SimpleUploadedFile("logo.png", picture()))
    page = administrator.get("/").content.decode()
    assert "Northwind" in page
    assert GREEN in administrator.get(reverse("projects:brand_style")).content.decode()
    assert administrator.get(reverse("projects:brand_logo"))["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("colour", "said"),
    [("#9fc5ff", "too pale to be read"), ("green", "six digits"), ("#12345", "six digits"), ("}x{}", "six digits")],
)
def test_colour_that_cannot_be_read_is_refused(administrator, colour, said):
    page = send(administrator, colour=colour).content.decode()
    assert said in page
    assert 'value="Northwind"' in page  # nothing typed is lost
    assert not Brand.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", picture()[:90], b"\x89PNG\r\n\x1a\n" + b"x" * 99],
)
def test_what_is_no_png_or_jpeg_is_refused(content):
    with pytest.raises(BadValue, match="no PNG or JPEG"):
        read_logo(content)


def test_picture_of_too_many_pixels_is_refused():
    with pytest.raises(BadValue, match="larger"):
        read_logo(picture((6_000, 4_000)))


def test_logo_is_drawn_anew_and_small():
    said = picture(kind="JPEG", comment=b"secret words")
    with Image.open(io.BytesIO(read_logo(said))) as kept:
        assert (kept.format, kept.size) == ("PNG", (480, 160))
    assert b"secret words" not in read_logo(said)


def test_colour_is_lightened_until_it_is_read_on_dark():
    dark = readable_on("#0b2a5d", ("#101a2a",), "#ffffff")
    assert contrast(dark, "#101a2a") >= 4.5
    assert readable_on("#ffffff", ("#101a2a",), "#ffffff") == "#ffffff"


def test_logo_fits_whatever_its_proportions():
    assert fitted(picture((400, 20)), 40, 7) == pytest.approx((40, 2))
    assert fitted(picture((100, 100)), 40, 7) == pytest.approx((7, 7))


def test_without_a_name_pages_are_ours():
    assert (NO_LOOK.house, NO_LOOK.accent) == ("Plumbline", "#1733b0")


def test_reports_carry_the_look(sample, monkeypatch):
    import pikepdf

    from projects.access import Workspace

    look = Look(name="Northwind", colour=GREEN, logo=read_logo(picture()), stamp="1")
    monkeypatch.setattr("reports.compose.current_look", lambda: look)
    printed = Printed(Workspace(sample, sample.scenarios.get(slug="base")), parts=("value",))
    assert printed.report.meta.product == "Northwind"
    rendered = render_pdf(printed.report)
    assert rendered.standards == ("ua-1", "a-2a")
    with pikepdf.open(io.BytesIO(rendered.pdf)) as book:
        assert list(book.pages[0].get_images())
    for ending in ("docx", "pptx"):
        assert b"media/image" in FORMATS[ending].make(printed)


def test_pages_ask_for_the_look_once_in_a_while(db, django_assert_num_queries):
    from projects import branding

    branding.keep(NO_LOOK, 0.0)
    with django_assert_num_queries(1):
        assert [current_look(), current_look()] == [NO_LOOK, NO_LOOK]
