"""Numbers as callers say them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.number import Number
from tests.answers.contexts import HINDI, INDIA, US

NUMBER = Number()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("five", 5),
        ("a nine", 9),
        ("25", 25),
        ("um it's 25", 25),
        ("1,250", 1250),
        ("1,25,000", 125000),
        ("twelve hundred and fifty", 1250),
        ("twelve fifty", 1250),
        ("one two five zero", 1250),
        ("a hundred", 100),
        ("a hundred and five", 105),
        ("two thousand and twenty six", 2026),
        ("two hundred five thousand three hundred and twelve", 205312),
        ("one lakh twenty five thousand", 125000),
        ("2.5 million", 2500000),
        ("half a million", 500000),
        ("two and a half", 2.5),
        ("two and a half thousand", 2500),
        ("three point one four", 3.14),
        ("point five", 0.5),
        ("minus five", -5),
        ("-5", -5),
        ("zero", 0),
        ("two dozen", 24),
        ("5k", 5000),
        ("25%", 25),
        ("there are four of us", 4),
        ("two small bags please", 2),
        ("about thirty years old", 30),
        ("five, no, six", 6),
        ("no, twenty two", 22),
        ("make that seven", 7),
        ("I have one", 1),
        ("two minutes", 2),
        ("पाँच", 5),
        ("पांच", 5),
        ("मुझे पाँच चाहिए", 5),
        ("५", 5),
        ("इक्कीस", 21),
        ("उनहत्तर", 69),
        ("अट्ठाईस", 28),
        ("अठ्ठाईस", 28),
        ("डेढ़ सौ", 150),
        ("डेढ सौ", 150),
        ("ढाई हज़ार", 2500),
        ("साढ़े तीन सौ", 350),
        ("सवा सौ", 125),
        ("सवा लाख", 125000),
        ("पौने दो सौ", 175),
        ("एक हज़ार दो सौ पचास", 1250),
        ("दो लाख पाँच हज़ार तीन", 205003),
        ("बारह दशमलव पाँच", 12.5),
        ("माइनस दस", -10),
        ("वन टू थ्री", 123),
        ("लगभग तीस लोग", 30),
        ("सात नहीं आठ", 8),
    ],
)
def test_numbers_are_read_as_people_say_them(words: str, value: float) -> None:
    assert NUMBER.from_words(words, US) == value
    assert NUMBER.from_words(words, HINDI) == value


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "hello",
        "for",
        "no one",
        "that one",
        "one moment please",
        "two or three",
        "between five and ten",
        "not five",
        "a couple",
        "point",
        "minus",
        "five I don't know",
        "I would like to speak to one of your people about my card",
        "पता नहीं",
        "एक मिनट",
        "एक मिनट रुकिए",
        "साल",
        "one " * 200,
    ],
)
def test_anything_else_is_no_number(words: str) -> None:
    assert NUMBER.from_words(words, US) is None
    assert NUMBER.from_words(words, HINDI) is None


@pytest.mark.parametrize(
    ("keys", "value"),
    [("12", 12), ("007", 7), ("12*5", 12.5), ("*5", 0.5), ("12*", 12), ("*", None), ("1**2", None), ("", None)],
)
def test_star_is_the_decimal_point(keys: str, value: float | None) -> None:
    assert NUMBER.from_keys(keys, US) == value


def test_a_number_outside_the_limits_is_no_answer() -> None:
    one_to_ten = replace(US, least=1, most=10)

    assert NUMBER.from_words("ten", one_to_ten) == 10
    assert NUMBER.from_words("eleven", one_to_ten) is None
    assert NUMBER.from_keys("0", one_to_ten) is None


@pytest.mark.parametrize(
    ("value", "context", "said", "with_care"),
    [
        (5, US, "5", "5"),
        (1250, US, "1,250", "1,250: 1 2 5 0"),
        (-12.5, US, "minus 12.5", "minus 12.5: minus 1 2 point 5"),
        (125000, INDIA, "1 lakh 25,000", "1 lakh 25,000: 1 2 5 0 0 0"),
        (125000, HINDI, "1,25,000", "1,25,000: 1 2 5 0 0 0"),
        (-0.5, HINDI, "माइनस 0.5", "माइनस 0.5: माइनस 0 दशमलव 5"),
    ],
)
def test_a_number_is_read_back(value: float, context: AnswerContext, said: str, with_care: str) -> None:
    assert NUMBER.read_back(value, context) == said
    assert NUMBER.spelled(value, context) == with_care


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 1, 2]), st.sampled_from([US, INDIA, HINDI]))
def test_what_is_read_back_means_the_same(whole: int, places: int, context: AnswerContext) -> None:
    value = whole / 10**places if places else whole

    assert NUMBER.from_words(NUMBER.read_back(value, context), context) == value


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    assert NUMBER.from_words(text, HINDI) is None or isinstance(NUMBER.from_words(text, HINDI), int | float)


def test_few_numbers_are_expected_word_by_word() -> None:
    expected = NUMBER.expected(replace(US, least=9, most=21))
    assert (expected.kind, expected.phrases[0], expected.phrases[-1]) == ("phrases", "nine", "twenty one")
    assert NUMBER.expected(replace(HINDI, most=5)).phrases == ("शून्य", "एक", "दो", "तीन", "चार", "पाँच")


@pytest.mark.parametrize(("least", "most"), [(None, None), (None, 1000), (-3, 3), (0.5, 5)])
def test_many_numbers_are_not(least: float | None, most: int | None) -> None:
    assert NUMBER.expected(replace(US, least=least, most=most)).kind == "open"


@given(st.integers(0, 31), st.sampled_from([US, HINDI]))
def test_a_number_that_is_expected_is_understood(number: int, context: AnswerContext) -> None:
    within = replace(context, least=0, most=31)
    assert NUMBER.from_words(NUMBER.expected(within).phrases[number], within) == number
