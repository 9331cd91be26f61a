"""Whatever callers say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowrunner.answers.free_text import FreeText
from tests.answers.contexts import HINDI, US

TEXT = FreeText()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("I lost my card", "I lost my card"),
        ("  hello   there ", "hello there"),
        ("um, I don't know", "um, I don't know"),
        ("5", "5"),
        ("मेरा कार्ड खो गया", "मेरा कार्ड खो गया"),
        ("", None),
        ("...", None),
        ("um", None),
        ("Uh, um.", None),
        ("उम", None),
        ("।", None),
    ],
)
def test_anything_but_a_hesitation_is_text(words: str, text: str | None) -> None:
    assert TEXT.from_words(words, US) == text
    assert TEXT.from_words(words, HINDI) == text


def test_text_is_as_long_as_was_asked_for() -> None:
    assert TEXT.from_words("no", replace(US, min_length=3)) is None
    assert TEXT.from_words("never", replace(US, max_length=3)) is None


def test_text_is_repeated_as_it_was_said() -> None:
    assert TEXT.read_back("I lost my card", US) == TEXT.spelled("I lost my card", US) == "I lost my card"
    assert TEXT.keypad(US) is None
    assert TEXT.from_keys("12", US) is None
