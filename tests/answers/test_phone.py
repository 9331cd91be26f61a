"""Telephone numbers as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.phone import Phone
from tests.answers.contexts import BRITAIN, HINDI, INDIA, US

PHONE = Phone()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("five five five oh one oh oh oh oh one", "+15550100001"),
        ("555 010 0001", "+15550100001"),
        ("(555) 010-0001", "+15550100001"),
        ("+1 555 010 0001", "+15550100001"),
        ("plus one five five five oh one oh oh oh oh one", "+15550100001"),
        ("triple five zero one zero double zero zero one", "+15550100001"),
        ("my number is 555 010 0001", "+15550100001"),
        ("um it's 555-010-0001, thank you", "+15550100001"),
        ("fifty five fifty one hundred one", None),
        ("1 555 010 0001", "+15550100001"),
        ("one eight hundred five five five oh one double nine", "+18005550199"),
        ("eight hundred five five five oh one ninety nine", "+18005550199"),
        ("plus 91 98765 43210", "+919876543210"),
        ("plus forty four twenty seventy nine forty six double oh double oh", "+442079460000"),
        ("011 91 98765 43210", "+919876543210"),
        ("555 010 0002, no, 555 010 0001", "+15550100001"),
    ],
)
def test_numbers_are_read_in_america(words: str, number: str | None) -> None:
    assert PHONE.from_words(words, US) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("98765 43210", "+919876543210"),
        ("9876543210", "+919876543210"),
        ("0 98765 43210", "+919876543210"),
        ("plus nine one nine eight seven six five four three two one oh", "+919876543210"),
        ("+91-98765-43210", "+919876543210"),
        ("ninety eight seven sixty five forty three two ten", "+919876543210"),
        ("double nine eight triple seven four three two one", "+919987774321"),
        ("नौ आठ सात छह पाँच चार तीन दो एक शून्य", "+919876543210"),
        ("प्लस नौ एक नौ आठ सात छह पाँच चार तीन दो एक शून्य", "+919876543210"),
        ("मेरा नंबर है 98765 43210", "+919876543210"),
        ("अट्ठानवे छिहत्तर चौवन बत्तीस दस", "+919876543210"),
        ("९८७६५ ४३२१०", "+919876543210"),
        ("plus one five five five oh one oh oh oh oh one", "+15550100001"),
    ],
)
def test_numbers_are_read_in_india(words: str, number: str) -> None:
    assert PHONE.from_words(words, INDIA) == number
    assert PHONE.from_words(words, HINDI) == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "call me",
        "12",
        "one two three",
        "nine one one",
        "plus",
        "plus five plus six",
        "1 " * 30,
        "+999 1",
    ],
)
def test_anything_else_is_no_number(words: str) -> None:
    assert PHONE.from_words(words, US) is None
    assert PHONE.from_words(words, HINDI) is None


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        ("5550100001", "+15550100001"),
        ("15550100001", "+15550100001"),
        ("*919876543210", "+919876543210"),
        ("01144207946", None),
        ("911", None),
        ("**1", None),
        ("55501*00001", None),
        ("", None),
    ],
)
def test_star_is_the_plus(keys: str, number: str | None) -> None:
    assert PHONE.from_keys(keys, US) == number


def test_a_number_is_read_back_as_at_home_or_with_its_country() -> None:
    assert PHONE.read_back("+15550100001", US) == "5 5 5, 0 1 0, 0 0 0 1"
    assert PHONE.read_back("+15550100001", INDIA) == "plus 1, 5 5 5, 0 1 0, 0 0 0 1"
    assert PHONE.read_back("+919876543210", INDIA) == "9 8 7 6 5, 4 3 2 1 0"
    assert PHONE.read_back("+442079460000", BRITAIN) == "0 2 0, 7 9 4 6, 0 0 0 0"
    assert PHONE.read_back("+15550100001", HINDI) == "प्लस 1, 5 5 5, 0 1 0, 0 0 0 1"
    assert PHONE.spelled("+15550100001", US) == "5, 5, 5, 0, 1, 0, 0, 0, 0, 1"


_NUMBERS = st.one_of(
    st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"\+91[6-9][0-9]{9}", fullmatch=True),
)


@given(_NUMBERS, st.sampled_from([US, INDIA, HINDI, BRITAIN]), st.booleans())
def test_what_is_read_back_means_the_same(value: str, context: AnswerContext, with_care: bool) -> None:
    said = PHONE.spelled(value, context) if with_care else PHONE.read_back(value, context)

    assert PHONE.from_words(said, context) == value
