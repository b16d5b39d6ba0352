"""The alphabet of a file: read where only one text is possible, refused where it may be two."""

import pytest

from projects.domain.errors import BadValue
from projects.encodings import NO_TEXT, NOT_UTF8, decode

READ = [
    ("utf-8", "Prüfer;95", None),
    ("utf-8-sig", "Prüfer;95", None),
    ("utf-16", "Prüfer;95", None),
    ("cp1252", "Rolle;Stundensatz\nPrüfer;95,50", "Western European"),
    ("cp1252", "Rôle;Taux horaire\nIngénieur système;95\nChef de projet – à Évry;80", "Western European"),
    ("cp1252", "Rol;Tarifa\nDiseñador gráfico;95", "Western European"),
    ("cp1252", "Rolle;Sats\nUtvikler på løsning;95", "Western European"),
    ("cp1252", "Role;Rate\nAnnotator;€ 95", "Western European"),
    ("cp1250", "Role;Rate\nInżynier danych;95", "Central European"),
    ("cp1250", "Role;Rate\nÚčetní analytik;95\nDatový inženýr;80", "Central European"),
    ("cp1250", "Szerep;Díj\nAdatmérnök fő;95", "Central European"),
    ("cp1251", "Роль;Ставка\nИнженер данных;95\nАНАЛИТИК;5", "Cyrillic"),
    ("cp1253", "Role;Rate\nΜηχανικός δεδομένων;95", "Greek"),
    ("cp1254", "Rol;Rate\nVeri mühendisliği şefi;95", "Turkish"),
]


@pytest.mark.parametrize(("encoding", "text", "alphabet"), READ)
def test_file_is_read_in_the_alphabet_that_it_was_saved_in(encoding, text, alphabet):
    read, notes = decode(text.encode(encoding))
    assert (read, [note.params["alphabet"] for note in notes]) == (text, [alphabet] if alphabet else [])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Role;Rate\nИнженер данных;95"),
        ("koi8_r", "Role;Rate\nИнженер данных;95"),
        ("gb18030", "Role;Rate\n数据工程师;95"),
        ("shift_jis", "Role;Rate\nデータエンジニア;95"),
        ("cp1255", "Role;Rate\nמהנדס נתונים;95"),
        ("mac_roman", "Rolle;Satz\nPrüfer;95"),
        ("cp437", "Poste;Taux\nIngénieur;95"),
        ("cp437", "Rolle;Satz\nKöchin;95"),
        ("mac_roman", "Role;Rate\nIngénieur données;95"),
        ("mac_roman", "Poste;Taux\nContrôleur de qualité;95"),
        ("cp437", "Rolle;Satz\nPrüfer;95"),
        ("cp1252", "Rôle;Taux\nIngénieur système;95"),
    ],
)
def test_file_that_may_be_two_texts_is_read_right_or_refused(encoding, text):
    try:
        outcome = decode(text.encode(encoding))[0]
    except BadValue as problem:
        outcome = problem.message
    assert outcome in (text, NOT_UTF8)


@pytest.mark.parametrize("raw", [b"\0\1\2", b"abc\0", b"\xff\xfe\x00", b"\xff\xfe" + b"\x00" * 8])
def test_file_that_is_no_text_is_refused(raw):
    with pytest.raises(BadValue) as caught:
        decode(raw)
    assert caught.value.message in (NO_TEXT, NOT_UTF8)


def test_large_file_is_told_apart_by_its_telling_lines():
    text = "Role;Rate\n" + "Reviewer;95\n" * 200_000 + "Prüfer;95\n"
    assert decode(text.encode("cp1252"))[0] == text
