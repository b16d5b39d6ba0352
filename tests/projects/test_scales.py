"""Words for thousands, millions and more behind a number: what each may mean, and where it means two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.scales import split_scale


def factors(after, *, group="", unit="money", currency="USD"):
    return split_scale(after, group, unit, currency)[0]


@pytest.mark.parametrize(
    ("after", "factor"),
    [
        ("k", 1e3), (" K", 1e3), ("k dollars", 1e3), (" thousand", 1e3), (" Tsd.", 1e3), (" tys.", 1e3), ("千", 1e3),
        (" lakh", 1e5), (" lakhs", 1e5), ("万", 1e4), ("萬", 1e4), (" Mio.", 1e6), (" million", 1e6), ("m", 1e6),
        (" millones", 1e6), (" млн", 1e6), ("百万", 1e6), (" crore", 1e7), ("千万", 1e7), ("bn", 1e9), (" Mrd.", 1e9),
        (" mil millones", 1e9), ("亿", 1e8), (" thousand million", 1e9), (" lakh crore", 1e12), (" tn", 1e12),
        (" T€", 1e3), (" TEUR", 1e3), ("kEUR", 1e3), (" hundred thousand", 1e5),
    ],
)  # fmt: skip
def test_word_means_one_factor(after, factor):
    assert factors(after) == (factor,)


@pytest.mark.parametrize(
    ("after", "more", "meant"),
    [
        (" mil", {"currency": "EUR"}, (1e3, 1e6)),
        (" mil", {"currency": "MXN"}, (1e3,)),
        (" mil.", {"currency": "CZK"}, (1e6,)),
        ("m", {"unit": "months"}, (1.0, 1e6)),
        ("m", {"unit": "minutes/case"}, (1.0, 1e6)),
        ("T", {"unit": "tokens"}, (1e12,)),
        ("T", {"unit": "money"}, (1e3, 1e12)),
        ("t", {"unit": "tokens"}, (1e3, 1e12)),
        (" billion", {"group": ","}, (1e9,)),
        (" billion", {"group": "."}, (1e9, 1e12)),
        (" trillions", {"group": "."}, (1e12, 1e18)),
        (" mi", {"currency": "BRL"}, (1e6,)),
        (" L", {"currency": "INR"}, (1e5,)),
        ("兆", {"currency": "JPY"}, (1e12,)),
        ("兆", {"currency": "CNY"}, ()),
    ],
)
def test_word_means_what_those_mean_who_write_it(after, more, meant):
    assert factors(after, **more) == meant


@pytest.mark.parametrize("after", ["", " cases", " months", "%", " kg", " tokens", " per hour", " L", " mi"])
def test_word_that_is_no_scale_stays(after):
    assert split_scale(after, "", "money", "USD") == ((1.0,), after)


@pytest.mark.parametrize(
    ("after", "rest"), [("k dollars", " dollars"), (" Mio. €", " €"), ("k/month", "/month"), (" lakh INR", " INR")]
)
def test_what_follows_the_word_stays(after, rest):
    assert split_scale(after, "", "money", "USD")[1] == rest


@given(st.text(max_size=12))
def test_any_text_is_split_into_positive_factors_and_its_own_end(text):
    found, rest = split_scale(text, "", "money", "USD")
    assert text.endswith(rest)
    assert all(factor >= 1 for factor in found)
