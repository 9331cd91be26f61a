"""Amounts of money as callers say them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.money import Money
from tests.answers.contexts import BRITAIN, HINDI, INDIA, US

MONEY = Money()


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("$12.50", 12.5),
        ("$1,250", 1250),
        ("12.50", 12.5),
        ("twelve", 12),
        ("twelve dollars", 12),
        ("a dollar", 1),
        ("twelve dollars and fifty cents", 12.5),
        ("twelve dollars fifty", 12.5),
        ("twelve fifty", 12.5),
        ("twenty five dollars and 5 cents", 25.05),
        ("fifty cents", 0.5),
        ("a hundred bucks", 100),
        ("twelve hundred and fifty dollars", 1250),
        ("two and a half thousand", 2500),
        ("half a million dollars", 500000),
        ("one two five", 125),
        ("5k", 5000),
        ("um it's about twenty dollars please", 20),
        ("I want to pay thirty", 30),
        ("twenty, no, thirty dollars", 30),
    ],
)
def test_dollars_are_read_as_people_say_them(words: str, amount: float) -> None:
    assert MONEY.from_words(words, US) == amount


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("₹1,250", 1250),
        ("Rs. 500", 500),
        ("500 rupees only", 500),
        ("twelve fifty", 1250),
        ("two and a half thousand rupees", 2500),
        ("one lakh rupees", 100000),
        ("rupees fifty", 50),
        ("fifty paise", 0.5),
        ("डेढ़ सौ रुपये", 150),
        ("ढाई हज़ार रुपए", 2500),
        ("बारह सौ पचास", 1250),
        ("1,250 रुपये 50 पैसे", 1250.5),
        ("पाँच सौ रुपये", 500),
        ("सौ रुपये", 100),
        ("दो लाख", 200000),
        ("साढ़े तीन हज़ार रुपये", 3500),
        ("मुझे पाँच हज़ार चाहिए", 5000),
        ("केवल पचास रुपये", 50),
        ("पचास पैसे", 0.5),
        ("बारह पचास", 1250),
        ("सौ नहीं दो सौ रुपये", 200),
    ],
)
def test_rupees_are_read_as_people_say_them(words: str, amount: float) -> None:
    assert MONEY.from_words(words, INDIA) == amount
    assert MONEY.from_words(words, HINDI) == amount


def test_pounds_have_pence() -> None:
    assert MONEY.from_words("four pounds twenty", BRITAIN) == 4.2
    assert MONEY.from_words("£4.20", BRITAIN) == 4.2
    assert MONEY.from_words("20p", BRITAIN) == 0.2
    assert MONEY.read_back(4.2, BRITAIN) == "4 pounds and 20 pence"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "five rupees",
        "₹1,250",
        "£4.20",
        "minus five dollars",
        "1.005",
        "all of it",
        "how much do I owe",
        "twelve dollars fifty sixty",
        "two or three dollars",
        "dollars",
        "पता नहीं",
        "पाँच रुपये",
    ],
)
def test_anything_else_is_no_amount_of_dollars(words: str) -> None:
    assert MONEY.from_words(words, US) is None


@pytest.mark.parametrize("words", ["five dollars", "fifty cents", "कितना", "नहीं", "रुपये"])
def test_anything_else_is_no_amount_of_rupees(words: str) -> None:
    assert MONEY.from_words(words, HINDI) is None


@pytest.mark.parametrize(
    ("keys", "amount"), [("12", 12), ("12*50", 12.5), ("*50", 0.5), ("12*505", None), ("12*5*0", None), ("", None)]
)
def test_star_is_the_decimal_point(keys: str, amount: float | None) -> None:
    assert MONEY.from_keys(keys, US) == amount


def test_an_amount_outside_the_limits_is_no_answer() -> None:
    assert MONEY.from_words("six hundred", replace(US, most=500)) is None
    assert MONEY.from_keys("5", replace(US, least=10)) is None


@pytest.mark.parametrize(
    ("amount", "context", "said", "with_care"),
    [
        (0, US, "0 dollars", "0 dollars"),
        (1, US, "1 dollar", "1 dollar"),
        (12.5, US, "12 dollars and 50 cents", "12 dollars and 50 cents: 1 2 point 5 0"),
        (0.01, US, "1 cent", "1 cent: 0 point 0 1"),
        (125000, INDIA, "1 lakh 25,000 rupees", "1 lakh 25,000 rupees: 1 2 5 0 0 0"),
        (1250.5, HINDI, "1,250 रुपये 50 पैसे", "1,250 रुपये 50 पैसे: 1 2 5 0 दशमलव 5 0"),
    ],
)
def test_an_amount_is_read_back(amount: float, context: AnswerContext, said: str, with_care: str) -> None:
    assert MONEY.read_back(amount, context) == said
    assert MONEY.spelled(amount, context) == with_care


@given(st.integers(0, 10**11), st.sampled_from([US, INDIA, HINDI, BRITAIN]))
def test_what_is_read_back_means_the_same(cents: int, context: AnswerContext) -> None:
    amount = cents // 100 if cents % 100 == 0 else cents / 100

    assert MONEY.from_words(MONEY.read_back(amount, context), context) == amount
