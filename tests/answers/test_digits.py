"""Digits as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext, Keypad
from flowrunner.answers.digits import Digits, spoken_digits
from tests.answers.contexts import HINDI, NOW, US

PIN = AnswerContext(NOW, min_length=4, max_length=4)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("seven four nine one", "7491"),
        ("Seven, four, nine, one.", "7491"),
        ("7491", "7491"),
        ("7 4 9 1", "7491"),
        ("74-91", "7491"),
        ("double four", "44"),
        ("oh five triple six", "05666"),
        ("double 4 7", "447"),
        ("twenty three forty five", "2345"),
        ("nineteen eighty four", "1984"),
        ("twenty oh five", "2005"),
        ("fifty", "50"),
        ("one to three for", "1234"),
        ("my account number is seven four nine one, thank you", "7491"),
        ("it's, um, seven and four", "74"),
        ("एक दो तीन", "123"),
        ("७४९१", "7491"),
        ("डबल सात आठ", "778"),
        ("इक्कीस पचास", "2150"),
        ("वन टू थ्री", "123"),
        ("अट्ठानवे छिहत्तर पचपन", "987655"),
        ("मेरा नंबर सात चार है", "74"),
        ("double four double five", "4455"),
        ("eight hundred five five five one two one two", "8005551212"),
        ("it ends in 44", "44"),
    ],
)
def test_digits_are_read_as_people_say_them(text: str, digits: str) -> None:
    assert spoken_digits(text) == digits


@pytest.mark.parametrize(
    "text", ["", "hello", "to", "for", "one moment please", "I have two cards", "double", "double trouble", "my number"]
)
def test_anything_else_is_no_digits(text: str) -> None:
    assert spoken_digits(text) is None


def test_a_very_long_utterance_is_no_digits() -> None:
    assert spoken_digits("one " * 1000) is None


@given(st.text("0123456789", min_size=1, max_size=40))
def test_numerals_are_themselves(text: str) -> None:
    assert spoken_digits(text) == text


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    digits = spoken_digits(text)

    assert digits is None or set(digits) <= set("0123456789")


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("seven four nine one", "7491"),
        ("one thousand two hundred thirty four", "1234"),
        ("seven four nine two, no, seven four nine one", "7491"),
        ("no, sorry, 7491", "7491"),
        ("oh one two three", "0123"),
        ("seven four nine", None),
        ("seven four nine one two", None),
        ("I don't know", None),
        ("", None),
    ],
)
def test_an_answer_has_as_many_digits_as_were_asked_for(words: str, digits: str | None) -> None:
    assert Digits().from_words(words, PIN) == digits
    assert PIN.language == "en-US"


def test_digits_are_typed() -> None:
    assert Digits().from_keys("0123", PIN) == "0123"
    assert Digits().from_keys("123", PIN) is None
    assert Digits().from_keys("12*3", PIN) is None
    assert Digits().from_keys("१२३४", PIN) is None
    assert Digits().keypad(PIN) == Keypad(4, 4)


def test_digits_are_read_back_one_by_one() -> None:
    assert Digits().read_back("7491", US) == "7 4 9 1"
    assert Digits().spelled("7491", US) == "7, 4, 9, 1"
    assert (Digits().expected(PIN).kind, Digits().expected(PIN).max_digits) == ("digits", 4)


@given(st.text("0123456789", min_size=1, max_size=32), st.sampled_from([US, HINDI]), st.booleans())
def test_what_is_read_back_means_the_same(value: str, context: AnswerContext, with_care: bool) -> None:
    said = Digits().spelled(value, context) if with_care else Digits().read_back(value, context)

    assert Digits().from_words(said, context) == value
