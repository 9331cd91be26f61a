"""E-mail addresses as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.email_address import EmailAddress
from tests.answers.contexts import HINDI, US

EMAIL = EmailAddress()


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("john dot smith at gmail dot com", "john.smith@gmail.com"),
        ("john.smith@gmail.com", "john.smith@gmail.com"),
        ("John.Smith@Gmail.com.", "john.smith@gmail.com"),
        ("john smith at gmail.com", "johnsmith@gmail.com"),
        ("my email is j o h n at yahoo dot co dot in", "john@yahoo.co.in"),
        ("my email address is ann dot lee at mail dot acme dot com thank you", "ann.lee@mail.acme.com"),
        ("john underscore smith 42 at hot mail dot com", "john_smith42@hotmail.com"),
        ("ann dash lee at acme dot example", "ann-lee@acme.example"),
        ("jane plus test at outlook dot com", "jane+test@outlook.com"),
        ("john two three at gmail", "john23@gmail.com"),
        ("john twenty three at gmail", "john23@gmail.com"),
        ("it's mike at example dot org", "mike@example.org"),
        ("john at the rate gmail dot com", "john@gmail.com"),
        ("you can reach me at ann at acme dot example", "ann@acme.example"),
        ("b as in boy o b at gmail dot com", "bob@gmail.com"),
        ("double t at gmail dot com", "tt@gmail.com"),
        ("info@acme.example", "info@acme.example"),
        ("ann at acme dot c o m", "ann@acme.com"),
        ("info at b b c dot co dot uk", "info@bbc.co.uk"),
        ("um it's jane at outlook dot com please", "jane@outlook.com"),
        ("It's A-N-N at gmail.com", "ann@gmail.com"),
        ("sorry, ann at gmail dot com", "ann@gmail.com"),
        ("all lowercase ann at gmail dot com", "ann@gmail.com"),
        ("r a m ऐट द रेट जीमेल डॉट कॉम", "ram@gmail.com"),
        ("ram एट जीमेल डॉट कॉम", "ram@gmail.com"),
        ("मेरा ईमेल ram डॉट kumar ऐट याहू डॉट कॉम है", "ram.kumar@yahoo.com"),
        ("ram अंडरस्कोर k ऐट जीमेल डॉट कॉम", "ram_k@gmail.com"),
        ("आर ए एम ऐट जीमेल डॉट कॉम", "ram@gmail.com"),
        ("ram एक दो तीन ऐट जीमेल डॉट कॉम", "ram123@gmail.com"),
    ],
)
def test_addresses_are_read_as_people_say_them(words: str, address: str) -> None:
    assert EMAIL.from_words(words, US) == address
    assert EMAIL.from_words(words, HINDI) == address


@pytest.mark.parametrize(
    "words",
    [
        "",
        "john",
        "I don't know",
        "I have no email",
        "at gmail dot com",
        "john at",
        "not at gmail dot com",
        "john dot dot smith at gmail dot com",
        "look at that dot com now",
        "john at gmail dot",
        "meet me at nine",
        "a at b at c dot com",
        "राम एट जीमेल डॉट कॉम",
        "पता नहीं",
        "ann at acme",
    ],
)
def test_anything_else_is_no_address(words: str) -> None:
    assert EMAIL.from_words(words, US) is None
    assert EMAIL.from_words(words, HINDI) is None


def test_an_address_cannot_be_typed() -> None:
    assert EMAIL.keypad(US) is None
    assert EMAIL.from_keys("1234", US) is None


def test_an_address_is_read_back() -> None:
    assert EMAIL.read_back("john.smith_1@gmail.com", US) == "john dot smith underscore 1 at gmail dot com"
    assert EMAIL.spelled("j.s1@gmail.com", US) == "J, dot, S, 1, at gmail dot com"
    assert EMAIL.spelled("jo@acme.co.in", US) == "J, O, at A, C, M, E dot co dot in"
    assert EMAIL.read_back("ram@gmail.com", HINDI) == "ram ऐट gmail डॉट com"


_LOCAL = st.from_regex(r"[b-h][a-z]{3,8}x([._-][a-z]{3,6}x)?[0-9]{0,3}", fullmatch=True)


@given(_LOCAL, st.sampled_from(["gmail.com", "acme.example", "mail.acme.co.in"]), st.sampled_from([US, HINDI]))
def test_what_is_read_back_means_the_same(local: str, host: str, context: object) -> None:
    context = HINDI if context is HINDI else US

    assert EMAIL.from_words(EMAIL.read_back(f"{local}@{host}", context), context) == f"{local}@{host}"


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    value = EMAIL.from_words(f"{text} at gmail dot com", HINDI)

    assert value is None or str(value).isascii()
