"""Codes as callers spell them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.spelled_code import Code
from tests.answers.contexts import HINDI, US

CODE = Code()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("a b c one two three", "ABC123"),
        ("Be as in Boy 441.", "B441"),
        ("it will be 4 4 1 2", "4412"),
        ("ABC123", "ABC123"),
        ("abc123", "ABC123"),
        ("AB 12", "AB12"),
        ("A-B-C 1 2 3", "ABC123"),
        ("The code is AB12CD.", "AB12CD"),
        ("my code is A B 1 2", "AB12"),
        ("it's a b c", "ABC"),
        ("I think it's a b c 1", "ABC1"),
        ("i 2 b", "I2B"),
        ("b as in boy one two", "B12"),
        ("b for boy 4", "B4"),
        ("a like apple d like dog 9", "AD9"),
        ("bravo one two", "B12"),
        ("alpha bravo zulu", "ABZ"),
        ("x ray five", "X5"),
        ("double a 1", "AA1"),
        ("a triple seven", "A777"),
        ("double u 5", "W5"),
        ("capital a small b 7", "AB7"),
        ("zed x 9", "ZX9"),
        ("x y zee", "XYZ"),
        ("see a 5", "CA5"),
        ("are you 4 2", "RU42"),
        ("a oh o 5", "A0O5"),
        ("one two three four", "1234"),
        ("twenty three b", "23B"),
        ("a dash b slash 7", "AB7"),
        ("my reference is g k 4 4 7 please", "GK447"),
        ("AB12 thank you", "AB12"),
        ("a b three, no, a b four", "AB4"),
        ("ए बी सी एक दो", "ABC12"),
        ("ए फ़ॉर एप्पल बी फ़ॉर बॉय 5", "AB5"),
        ("मेरा कोड जी के 447 है", "GK447"),
        ("डबल ए सात", "AA7"),
        ("एक्स वाई ज़ेड नौ", "XYZ9"),
    ],
)
def test_codes_are_read_as_people_spell_them(words: str, code: str) -> None:
    assert CODE.from_words(words, US) == code
    assert CODE.from_words(words, HINDI) == code


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "see you",
        "are you a person",
        "hello",
        "yes",
        "a",
        "I have no code",
        "what code",
        "OK",
        "it is on the letter",
        "to you",
        "capital",
        "double",
        "a b " * 20,
        "पता नहीं",
        "मेरे पास नहीं है",
    ],
)
def test_anything_else_is_no_code(words: str) -> None:
    assert CODE.from_words(words, US) is None
    assert CODE.from_words(words, HINDI) is None


def test_only_digits_can_be_typed() -> None:
    assert CODE.from_keys("447", US) == "447"
    assert CODE.from_keys("4*7", US) is None


def test_a_code_is_as_long_as_was_asked_for() -> None:
    four = replace(US, min_length=4, max_length=4)

    assert CODE.from_words("a b 1 2", four) == "AB12"
    assert CODE.from_words("a b 1", four) is None


def test_a_code_is_read_back() -> None:
    assert CODE.read_back("AB12", US) == "A B 1 2"
    assert CODE.spelled("AB1", US) == "A as in Alpha, B as in Bravo, 1"
    assert CODE.spelled("AB1", HINDI) == "A फ़ॉर Alpha, B फ़ॉर Bravo, 1"


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=20), st.sampled_from([US, HINDI]))
def test_what_is_read_back_means_the_same(value: str, context: AnswerContext) -> None:
    assert CODE.from_words(CODE.read_back(value, context), context) == value
    assert CODE.from_words(CODE.spelled(value, context), context) == value


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    value = CODE.from_words(text, HINDI)

    assert value is None or str(value).isascii()
