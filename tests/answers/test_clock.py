"""Times of day as callers say them, at twelve minutes past ten in the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.clock import TimeOfDay
from tests.answers.contexts import HINDI, US

TIME = TimeOfDay()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nine thirty in the evening", "21:30"),
        ("9:30 pm", "21:30"),
        ("2:30 p.m.", "14:30"),
        ("2.30 PM", "14:30"),
        ("two p m", "14:00"),
        ("9am", "09:00"),
        ("half past nine", "09:30"),
        ("9-30", "09:30"),
        ("half past night in the evening", "21:30"),
        ("night in the morning", "09:00"),
        ("half past nine at night", "21:30"),
        ("half nine", "09:30"),
        ("quarter to six", "17:45"),
        ("a quarter past twelve", "12:15"),
        ("quarter to one", "12:45"),
        ("ten past four", "16:10"),
        ("twenty minutes to eight", "07:40"),
        ("nine oh five", "09:05"),
        ("four-thirty", "16:30"),
        ("nine o'clock", "09:00"),
        ("eight in the morning", "08:00"),
        ("seven at night", "19:00"),
        ("three at night", "03:00"),
        ("twelve thirty at night", "00:30"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("21:30", "21:30"),
        ("twenty one thirty", "21:30"),
        ("seventeen hundred", "17:00"),
        ("fifteen thirty hours", "15:30"),
        ("0930", "09:30"),
        ("06:30", "06:30"),
        ("um maybe around three", "15:00"),
        ("at nine would be good", "09:00"),
        ("Can I come at 3?", "15:00"),
        ("3-ish", "15:00"),
        ("nine, no, ten thirty", "10:30"),
        ("in half an hour", "10:42"),
        ("in twenty minutes", "10:32"),
        ("an hour from now", "11:12"),
        ("now", "10:12"),
        ("साढ़े नौ", "09:30"),
        ("साढ़े नौ बजे", "09:30"),
        ("सवा आठ बजे", "08:15"),
        ("पौने दस बजे रात", "21:45"),
        ("डेढ़ बजे", "13:30"),
        ("ढाई बजे", "14:30"),
        ("शाम पाँच बजे", "17:00"),
        ("शाम को छह बजे", "18:00"),
        ("सुबह के साढ़े सात", "07:30"),
        ("दोपहर बारह बजे", "12:00"),
        ("रात के बारह बजे", "00:00"),
        ("रात आठ बजे", "20:00"),
        ("दस बजकर बीस मिनट", "10:20"),
        ("आठ बजने में दस मिनट", "07:50"),
        ("दो घंटे बाद", "12:12"),
        ("९:३०", "09:30"),
    ],
)
def test_times_are_read_as_people_say_them(words: str, value: str) -> None:
    assert TIME.from_words(words, US) == value
    assert TIME.from_words(words, HINDI) == value


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "any time",
        "tomorrow",
        "later",
        "in the evening",
        "half past",
        "15 am",
        "twenty five",
        "nine seventy",
        "nine five",
        "nine to five",
        "between nine and ten",
        "9:75",
        "25:00",
        "is nine or ten better",
        "पता नहीं",
        "शाम को",
        "कभी भी",
        "पच्चीस बजे",
        "in 99999999 hours",
    ],
)
def test_anything_else_is_no_time(words: str) -> None:
    assert TIME.from_words(words, US) is None
    assert TIME.from_words(words, HINDI) is None


@pytest.mark.parametrize(("words", "value"), [("seven", "07:00"), ("six fifty nine", "18:59"), ("six", "18:00")])
def test_a_bare_time_lies_between_seven_and_seven(words: str, value: str) -> None:
    assert TIME.from_words(words, US) == value


def test_the_limits_decide_between_morning_and_evening() -> None:
    assert TIME.from_words("nine thirty", replace(US, least="18:00")) == "21:30"
    assert TIME.from_words("six", replace(US, least="05:00", most="12:00")) == "06:00"
    assert TIME.from_words("nine in the morning", replace(US, least="18:00")) is None
    assert TIME.from_words("six thirty", replace(US, least="20:00")) is None


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("2130", "21:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("9", "09:00"),
        ("21", "21:00"),
        ("0000", "00:00"),
        ("2460", None),
        ("2400", None),
        ("99", None),
        ("", None),
        ("12345", None),
    ],
)
def test_a_time_is_typed_on_the_24_hour_clock(keys: str, value: str | None) -> None:
    assert TIME.from_keys(keys, US) == value


def test_a_time_is_read_back() -> None:
    assert TIME.read_back("21:30", US) == "9:30 PM"
    assert TIME.read_back("09:00", US) == "9 AM"
    assert TIME.spelled("21:30", US) == "9:30 PM, or 21 30 on the 24-hour clock"
    assert TIME.read_back("21:30", HINDI) == "रात 9 बजकर 30 मिनट"
    assert TIME.read_back("17:00", HINDI) == "शाम 5 बजे"
    assert TIME.spelled("17:05", HINDI) == "शाम 5 बजकर 5 मिनट, यानी 24 घंटे की घड़ी में 17 05"


@given(st.times(), st.sampled_from([US, HINDI]))
def test_what_is_read_back_means_the_same(moment: time, context: AnswerContext) -> None:
    value = moment.strftime("%H:%M")

    assert TIME.from_words(TIME.read_back(value, context), context) == value


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    value = TIME.from_words(text, HINDI)

    assert value is None or time.fromisoformat(str(value)).strftime("%H:%M") == value
