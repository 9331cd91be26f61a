"""What holds for every answer type."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.numerals import HINDI as HINDI_NUMBERS
from flowrunner.answers.numerals import ONES, TEENS, TENS
from flowrunner.answers.registry import ANSWER_TYPES
from tests.answers.contexts import BRITAIN, HINDI, INDIA, NOW, US


def test_there_are_eleven_answer_types() -> None:
    assert set(ANSWER_TYPES) == {
        "yes_no", "digits", "number", "money", "date", "time", "phone", "name", "email", "code", "text"
    }  # fmt: skip


@pytest.mark.parametrize("name", ANSWER_TYPES)
def test_a_type_without_a_keypad_takes_no_keys(name: str) -> None:
    kind = ANSWER_TYPES[name]

    assert kind.name == name
    assert kind.keypad(US) is not None or kind.from_keys("1234", US) is None


@pytest.mark.parametrize("name", ANSWER_TYPES)
def test_the_recognizer_is_told_the_language(name: str) -> None:
    assert ANSWER_TYPES[name].expected(HINDI).language == "hi-IN"


@pytest.mark.parametrize("name", sorted(set(ANSWER_TYPES) - {"text"}))
@pytest.mark.parametrize("words", ["", "um", "I don't know", "what do you mean", "पता नहीं", "?!", "one " * 300])
def test_nothing_is_made_of_what_is_no_answer(name: str, words: str) -> None:
    assert ANSWER_TYPES[name].from_words(words, US) is None
    assert ANSWER_TYPES[name].from_words(words, HINDI) is None


@given(st.sampled_from(sorted(ANSWER_TYPES)), st.text("0123456789*", max_size=20), st.sampled_from([US, HINDI]))
def test_any_keys_are_judged_and_what_they_mean_can_be_said(name: str, keys: str, context: AnswerContext) -> None:
    kind = ANSWER_TYPES[name]
    value = kind.from_keys(keys, context)

    assert value is None or (kind.read_back(value, context) and kind.spelled(value, context))


def test_the_country_is_that_of_the_language_unless_named() -> None:
    assert [each.region for each in (US, INDIA, HINDI, BRITAIN)] == ["US", "IN", "IN", "GB"]
    assert AnswerContext(NOW, "en").region == "US"
    assert AnswerContext(NOW, "hi").region == "IN"
    assert AnswerContext(NOW, "en-US", country="in").region == "IN"


def test_hindi_has_a_word_for_every_number_below_a_hundred() -> None:
    assert set(HINDI_NUMBERS.values()) == set(range(100))
    assert not {*ONES, *TEENS, *TENS} & set(HINDI_NUMBERS)


def test_numbering_plans_are_not_read_before_they_are_needed() -> None:
    program = "import sys, flowrunner.answers.registry; sys.exit('phonenumbers' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
