"""Digits as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.digits import spoken_digits


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
