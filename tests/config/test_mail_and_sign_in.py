"""Mail server, provider of sign-in, words and languages of the environment: read as meant, or refused in a sentence."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

SMTP = "django.core.mail.backends.console.EmailBackend"


@pytest.fixture
def env(monkeypatch):
    """Set variables of the environment, all others of ours being gone."""
    for name in ("SERVER", "CLIENT", "NAME", "SECRET"):
        monkeypatch.delenv(f"PLUMBLINE_OIDC_{name}", raising=False)

    def put(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return put


# ---------------------------------------------------------------- mail


def mail(env, address: str) -> dict:
    env(MAIL=address)
    return environment.read_mail("MAIL")


@pytest.mark.parametrize("address", ["", "   "])
def test_mail_is_written_to_the_log_where_no_server_is_set(env, address):
    assert mail(env, address) == {"EMAIL_BACKEND": SMTP}


@pytest.mark.parametrize(
    ("address", "host", "port", "is_tls", "is_ssl"),
    [
        ("smtp://dana:hush@mail.example:2525", "mail.example", 2525, True, False),
        ("smtp://dana:hush@mail.example", "mail.example", 587, True, False),
        ("smtps://dana:hush@mail.example", "mail.example", 465, False, True),
        ("smtps://mail.example:4650", "mail.example", 4650, False, True),
        ("smtp://localhost:25", "localhost", 25, False, False),
        ("smtp://[::1]:25", "::1", 25, False, False),
    ],
)
def test_mail_server_is_read_with_its_port_and_how_it_is_kept_secret(env, address, host, port, is_tls, is_ssl):
    found = mail(env, address)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (is_tls, is_ssl)


def test_user_and_password_are_taken_out_of_their_signs(env):
    found = mail(env, "smtp://dana%40example.com:p%3Aa%2Fss@mail.example")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("dana@example.com", "p:a/ss")


def test_server_without_a_user_has_none(env):
    found = mail(env, "smtp://mail.example")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("", "")


@pytest.mark.parametrize(
    "address",
    [
        "mail.example",
        "mail.example:587",
        "http://dana:hush@mail.example",
        "smtp://",
        "smtp://:25",
        "smtp://dana:hush@mail.example:many",
        "smtp://dana:hush@mail.example:99999",
        "smtp://dana:hush@[mail.example",
    ],
)
def test_mail_server_that_cannot_be_is_refused_without_its_password(env, address):
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail(env, address)
    assert str(refusal.value) == "MAIL must look like smtp://user:password@host:587"


# ---------------------------------------------------------------- sign-in


def test_nobody_signs_in_elsewhere_where_no_provider_is_set(env):
    env(PLUMBLINE_OIDC_CLIENT="plumbline")
    assert environment.read_provider() == []


def test_provider_is_read_with_what_it_calls_this_installation(env):
    env(
        PLUMBLINE_OIDC_SERVER=" https://id.example/realm ",
        PLUMBLINE_OIDC_CLIENT=" plumbline ",
        PLUMBLINE_OIDC_SECRET="hush",
        PLUMBLINE_OIDC_NAME="Our login",
    )
    assert environment.read_provider() == [
        {
            "provider_id": "sso",
            "name": "Our login",
            "client_id": "plumbline",
            "secret": "hush",
            "settings": {"server_url": "https://id.example/realm"},
        }
    ]


def test_provider_without_a_name_is_called_what_it_is(env):
    env(PLUMBLINE_OIDC_SERVER="https://id.example", PLUMBLINE_OIDC_CLIENT="plumbline", PLUMBLINE_OIDC_NAME="  ")
    (provider,) = environment.read_provider()
    assert (provider["name"], provider["secret"]) == ("single sign-on", "")


@pytest.mark.parametrize(
    ("server", "client"),
    [
        ("id.example", "plumbline"),
        ("ftp://id.example", "plumbline"),
        ("https://", "plumbline"),
        ("https:///path", "plumbline"),
        ("https://id.example and more", "plumbline"),
        ("https://id.example", ""),
    ],
)
def test_provider_that_nobody_could_sign_in_at_is_refused(env, server, client):
    env(PLUMBLINE_OIDC_SERVER=server, PLUMBLINE_OIDC_CLIENT=client)
    with pytest.raises(ImproperlyConfigured, match="PLUMBLINE_OIDC_SERVER must be the https:// address"):
        environment.read_provider()


# ---------------------------------------------------------------- words and switches


@pytest.mark.parametrize(
    ("text", "word"), [("", "open"), ("  ", "open"), ("invited", "invited"), (" INVITED ", "invited"), ("open", "open")]
)
def test_word_is_read_and_the_first_holds_where_none_is_set(env, text, word):
    env(WORD=text)
    assert environment.read_choice("WORD", ("open", "invited")) == word


@pytest.mark.parametrize("text", ["closed", "open,invited", "1"])
def test_word_that_is_not_on_offer_is_refused_with_those_that_are(env, text):
    env(WORD=text)
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.read_choice("WORD", ("open", "invited"))
    assert str(refusal.value) == f"WORD must be one of open, invited, not {text!r}"


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        ("1", True),
        ("true", True),
        (" YES ", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("", False),
    ],
)
def test_switch_is_read_as_people_write_it(env, text, is_on):
    env(SWITCH=text)
    assert environment.read_flag("SWITCH") is is_on


def test_switch_that_is_not_there_is_off(monkeypatch):
    monkeypatch.delenv("SWITCH", raising=False)
    assert environment.read_flag("SWITCH") is False


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("code", "codes"),
    [("en", ["en", "de"]), ("de", ["en", "de"]), ("fr", ["en", "de", "fr"]), ("pt-br", ["en", "de", "pt-br"])],
)
def test_language_of_the_installation_is_among_those_to_choose(code, codes):
    assert [language for language, _name in environment.languages_beside(code, pseudo=False)] == codes


def test_german_is_called_by_its_own_name():
    assert dict(environment.languages_beside("en", pseudo=False))["de"] == "Deutsch"


def test_language_of_a_country_is_called_by_its_language_where_it_has_no_name():
    assert dict(environment.languages_beside("fr-ch", pseudo=False))["fr-ch"] == "French"
    assert dict(environment.languages_beside("xx", pseudo=False))["xx"] == "xx"


def test_languages_that_nobody_speaks_come_last_and_only_where_they_are_asked_for():
    codes = [code for code, _name in environment.languages_beside("en", pseudo=True)]
    assert codes == ["en", "de", "en-xa", "ar-xb"]


# ---------------------------------------------------------------- folders


def catalogue(folder: Path, language: str, text: str) -> None:
    path = folder / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_is_made_of_catalogues_has_a_folder_by_their_content(tmp_path):
    catalogue(tmp_path / "a", "de", "one")
    catalogue(tmp_path / "b", "de", "one")
    catalogue(tmp_path / "c", "de", "two")
    first, same, other = (environment.compiled_folder(tmp_path / name, Path("/srv")) for name in "abc")
    assert first == same
    assert first != other
    assert first.parent == Path("/srv")


def test_second_catalogue_is_another_content(tmp_path):
    catalogue(tmp_path, "de", "one")
    before = environment.compiled_folder(tmp_path, Path("/srv"))
    catalogue(tmp_path, "fr", "two")
    assert environment.compiled_folder(tmp_path, Path("/srv")) != before


def test_relative_folder_is_seen_from_where_the_caller_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLDER", "data")
    assert environment.read_folder("FOLDER", Path("/srv")) == tmp_path / "data"
    monkeypatch.setenv("FOLDER", "")
    assert environment.read_folder("FOLDER", Path("/srv")) == Path("/srv")


def test_folder_with_a_sign_that_no_path_has_is_refused(monkeypatch):
    monkeypatch.setattr("os.environ", {"FOLDER": "/srv\0/data"})
    with pytest.raises(ImproperlyConfigured, match="FOLDER is no folder"):
        environment.read_folder("FOLDER", Path("/srv"))


@pytest.mark.parametrize(
    ("folder", "led"),
    [("/srv/data/plumbline.sqlite3", "/srv/data/plumbline.sqlite3"), ("/srv/a%20b/x.sqlite3", "/srv/a b/x.sqlite3")],
)
def test_place_to_which_an_address_led_before_is_known(folder, led):
    assert environment.where_an_address_led(Path(folder)) == Path(led)


def test_address_of_a_database_in_memory_names_none(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite://:memory:")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.read_database("DATABASE_URL", Path("/srv/x.sqlite3"))
