"""Names as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.name import Name
from tests.answers.contexts import HINDI, US

NAME = Name()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("John Smith", "John Smith"),
        ("john smith.", "John Smith"),
        ("JOHN SMITH", "John Smith"),
        ("my name is John Smith", "John Smith"),
        ("My name's Bob, thank you.", "Bob"),
        ("it's Ann", "Ann"),
        ("um it's Ann Lee", "Ann Lee"),
        ("yes it's Ann Lee", "Ann Lee"),
        ("this is mary o'neil speaking", "Mary O'Neil"),
        ("John Smith here", "John Smith"),
        ("hello, my full name is Ann Lee", "Ann Lee"),
        ("call me Al", "Al"),
        ("I'm Jo", "Jo"),
        ("Mary-Jane Watson", "Mary-Jane Watson"),
        ("McDonald", "McDonald"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("José García", "José García"),
        ("John F Kennedy", "John F Kennedy"),
        ("J O H N", "John"),
        ("smith s-m-i-t-h", "Smith"),
        ("Smith, s m i t h", "Smith"),
        ("John Smith, S M Y T H E", "John Smythe"),
        ("Joan, that's J O A N", "Joan"),
        ("sorry, Ann", "Ann"),
        ("Will Smith", "Will Smith"),
        ("that would be Ann Lee", "Ann Lee"),
        ("John, I mean Joan", "Joan"),
        ("मेरा नाम राम है", "राम"),
        ("राम कुमार शर्मा", "राम कुमार शर्मा"),
        ("मैं सीता बोल रही हूँ", "सीता"),
        ("जी मेरा नाम अंजलि है", "अंजलि"),
        ("मेरा शुभ नाम राम है जी", "राम"),
    ],
)
def test_names_are_read_as_people_say_them(words: str, name: str) -> None:
    assert NAME.from_words(words, US) == name
    assert NAME.from_words(words, HINDI) == name


@pytest.mark.parametrize(
    "words",
    [
        "",
        "no",
        "yes",
        "hello",
        "a",
        "I don't know",
        "why do you need it",
        "I want to talk to a person",
        "John 5",
        "four",
        "what was the question",
        "my account number",
        "my name is",
        "it has four parts and a very long tail",
        "...",
        "पता नहीं",
        "मुझे बात करनी है",
        "आपको क्यों बताऊँ",
        "नहीं",
    ],
)
def test_anything_else_is_no_name(words: str) -> None:
    assert NAME.from_words(words, US) is None
    assert NAME.from_words(words, HINDI) is None


def test_a_name_cannot_be_typed() -> None:
    assert NAME.keypad(US) is None
    assert NAME.from_keys("5646", US) is None


def test_a_name_is_read_back() -> None:
    assert NAME.read_back("Ann Lee", US) == "Ann Lee"
    assert NAME.spelled("Ann Lee", US) == "Ann Lee: A, N, N; L, E, E"
    assert NAME.spelled("राम", HINDI) == "राम"


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    value = NAME.from_words(text, HINDI)

    assert value is None or not any(character.isdecimal() for character in str(value))
