"""The words for yes and no."""

from __future__ import annotations

import pytest

from flowrunner.answers.yes_no import YesNo, words_for
from tests.answers.contexts import HINDI, US


def test_no_word_means_both() -> None:
    for language in ("en-US", "hi-IN"):
        words = words_for(language)
        assert not set(words.yes) & set(words.no)


def test_english_is_understood_beside_hindi() -> None:
    assert set(words_for("en-US").yes) < set(words_for("hi-IN").yes)


def test_an_unknown_language_gets_english() -> None:
    assert words_for("sw") == words_for("en-GB")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("yes", True),
        ("Yes, please.", True),
        ("yeah that's right", True),
        ("yes it is", True),
        ("okay yes", True),
        ("sure, go ahead", True),
        ("right", True),
        ("um yes thank you", True),
        ("I do", True),
        ("yes I would", True),
        ("yes I am", True),
        ("I do not", False),
        ("no I'm not", False),
        ("no", False),
        ("um no thank you", False),
        ("no, that's wrong", False),
        ("no it isn't", False),
        ("nope nope", False),
        ("of course not", False),
        ("not at all", False),
        ("yes but no", None),
        ("right, no", None),
        ("I don't know", None),
        ("no idea", None),
        ("not sure", None),
        ("maybe", None),
        ("what", None),
        ("please", None),
        ("", None),
        ("one", None),
    ],
)
def test_every_word_says_the_same(words: str, value: bool | None) -> None:
    assert YesNo().from_words(words, US) is value
    assert YesNo().from_words(words, HINDI) is value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("हाँ", True),
        ("हां जी", True),
        ("हाँ बिल्कुल", True),
        ("जी हाँ ठीक है", True),
        ("यस", True),
        ("बिलकुल", True),
        ("नहीं धन्यवाद", False),
        ("सही है", True),
        ("नहीं", False),
        ("जी नहीं", False),
        ("नहीं, गलत है", False),
        ("पता नहीं", None),
        ("हाँ नहीं", None),
        ("शायद", None),
        ("नहीं चाहिए शायद", None),
    ],
)
def test_yes_and_no_are_understood_in_hindi(words: str, value: bool | None) -> None:
    assert YesNo().from_words(words, HINDI) is value


def test_one_is_yes_and_two_is_no() -> None:
    assert [YesNo().from_keys(key, US) for key in ("1", "2", "3", "12", "")] == [True, False, None, None, None]


def test_yes_and_no_are_read_back() -> None:
    assert [YesNo().read_back(value, US) for value in (True, False)] == ["yes", "no"]
    assert [YesNo().read_back(value, HINDI) for value in (True, False)] == ["हाँ", "नहीं"]
