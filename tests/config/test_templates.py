"""What a page's template loses on its way."""

from pathlib import Path

from django.template import Engine

LOADERS = ["config.templates.Loader"]


def loaded(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(Engine(dirs=[folder], loaders=LOADERS).get_template(name).source)


def test_page_is_sent_without_the_indentation_of_its_template(tmp_path: Path) -> None:
    assert (
        loaded(tmp_path, "page.html", "<ul>\n    <li>one  two\n\t<li>\n\n  </ul>\n")
        == "<ul>\n<li>one  two\n<li>\n\n</ul>\n"
    )


def test_plain_text_keeps_its_indentation(tmp_path: Path) -> None:
    assert loaded(tmp_path, "mail.txt", "One:\n    two\n") == "One:\n    two\n"
