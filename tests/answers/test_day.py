"""Days as callers say them, on Tuesday 24 November 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.answers.answer import AnswerContext
from flowrunner.answers.day import Day
from tests.answers.contexts import HINDI, INDIA, US

DAY = Day()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("tomorrow morning", "2026-11-25"),
        ("the day after tomorrow", "2026-11-26"),
        ("yesterday", "2026-11-23"),
        ("Friday", "2026-11-27"),
        ("um it's on Friday please", "2026-11-27"),
        ("this Friday", "2026-11-27"),
        ("next Friday", "2026-12-04"),
        ("can we do Friday?", "2026-11-27"),
        ("Friday next week", "2026-12-04"),
        ("a week from Friday", "2026-12-04"),
        ("Friday week", "2026-12-04"),
        ("the coming Monday", "2026-11-30"),
        ("last Friday", "2026-11-20"),
        ("Tuesday", "2026-12-01"),
        ("this Tuesday", "2026-11-24"),
        ("in three days", "2026-11-27"),
        ("in a week", "2026-12-01"),
        ("two weeks from today", "2026-12-08"),
        ("a fortnight from today", "2026-12-08"),
        ("a couple of days from now", "2026-11-26"),
        ("in a month", "2026-12-24"),
        ("two weeks ago", "2026-11-10"),
        ("the twenty seventh", "2026-11-27"),
        ("the 27th", "2026-11-27"),
        ("on the third", "2026-12-03"),
        ("the fifth of next month", "2026-12-05"),
        ("Friday the 27th", "2026-11-27"),
        ("Friday the 25th", "2026-12-25"),
        ("twenty seventh of November", "2026-11-27"),
        ("November twenty seventh", "2026-11-27"),
        ("27 November", "2026-11-27"),
        ("November 27th, 2026", "2026-11-27"),
        ("Friday, November 27, 2026", "2026-11-27"),
        ("27th November twenty twenty six", "2026-11-27"),
        ("first of January twenty twenty seven", "2027-01-01"),
        ("the second of March", "2027-03-02"),
        ("May fifth", "2027-05-05"),
        ("the fifth of May nineteen eighty four", "1984-05-05"),
        ("5th May 84", "1984-05-05"),
        ("March 3rd nineteen oh five", "1905-03-03"),
        ("December the twenty first two thousand and twenty six", "2026-12-21"),
        ("February 29", "2028-02-29"),
        ("2026-11-27", "2026-11-27"),
        ("27/11", "2026-11-27"),
        ("27/11/2026", "2026-11-27"),
        ("Christmas", "2026-12-25"),
        ("tomorrow, no, Friday", "2026-11-27"),
        ("sorry I mean Monday", "2026-11-30"),
        ("आज", "2026-11-24"),
        ("कल", "2026-11-25"),
        ("कल सुबह", "2026-11-25"),
        ("परसों", "2026-11-26"),
        ("शुक्रवार", "2026-11-27"),
        ("इस शुक्रवार को", "2026-11-27"),
        ("अगले शुक्रवार", "2026-12-04"),
        ("अगले हफ़्ते शुक्रवार को", "2026-12-04"),
        ("पिछले शुक्रवार", "2026-11-20"),
        ("इतवार", "2026-11-29"),
        ("तीन दिन बाद", "2026-11-27"),
        ("एक हफ्ते बाद", "2026-12-01"),
        ("दो दिन पहले", "2026-11-22"),
        ("सत्ताईस नवंबर", "2026-11-27"),
        ("२७ नवंबर", "2026-11-27"),
        ("27 नवंबर 2026", "2026-11-27"),
        ("पहली जनवरी", "2027-01-01"),
        ("पाँच मई उन्नीस सौ चौरासी", "1984-05-05"),
        ("सत्ताईस तारीख", "2026-11-27"),
        ("अगले महीने की पाँच तारीख", "2026-12-05"),
    ],
)
def test_days_are_read_as_people_say_them(words: str, day: str) -> None:
    assert DAY.from_words(words, US) == day
    assert DAY.from_words(words, HINDI) == day


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't know",
        "any day",
        "next month",
        "next week",
        "November",
        "may be",
        "maybe",
        "I may",
        "four",
        "twenty seven",
        "no",
        "February 30",
        "the 32nd",
        "Friday the 28th",
        "Saturday, November 27, 2026",
        "Monday or Tuesday",
        "31/11",
        "one second",
        "पता नहीं",
        "नहीं",
        "नवंबर",
        "अगले हफ़्ते",
        "कभी भी",
    ],
)
def test_anything_else_is_no_day(words: str) -> None:
    assert DAY.from_words(words, US) is None
    assert DAY.from_words(words, HINDI) is None


def test_the_country_says_which_comes_first() -> None:
    assert DAY.from_words("3/4/2027", US) == "2027-03-04"
    assert DAY.from_words("3/4/2027", INDIA) == "2027-04-03"
    assert DAY.from_words("three four twenty twenty seven", INDIA) == "2027-04-03"
    assert DAY.from_keys("03042027", US) == "2027-03-04"
    assert DAY.from_keys("03042027", HINDI) == "2027-04-03"
    assert DAY.from_keys("03042027", replace(US, country="IN")) == "2027-04-03"


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        ("2711", "2026-11-27"),
        ("1127", "2026-11-27"),
        ("0101", "2027-01-01"),
        ("112726", "2026-11-27"),
        ("11272026", "2026-11-27"),
        ("050584", "1984-05-05"),
        ("3102", None),
        ("0000", None),
        ("1", None),
        ("11272", None),
        ("", None),
    ],
)
def test_a_day_is_typed_as_four_six_or_eight_digits(keys: str, day: str | None) -> None:
    assert DAY.from_keys(keys, US) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Friday", "2026-11-20"),
        ("Tuesday", "2026-11-17"),
        ("November 27", "2025-11-27"),
        ("the 27th", "2026-10-27"),
        ("कल", "2026-11-23"),
        ("परसों", "2026-11-22"),
        ("tomorrow", None),
        ("next Friday", None),
    ],
)
def test_days_lie_behind_where_the_limits_want_it(words: str, day: str | None) -> None:
    assert DAY.from_words(words, replace(US, most="2026-11-24")) == day


def test_next_friday_is_that_of_the_next_week() -> None:
    saturday = AnswerContext(datetime(2026, 11, 28, 9))

    assert DAY.from_words("this Friday", saturday) == "2026-12-04"
    assert DAY.from_words("next Friday", saturday) == "2026-12-04"


def test_a_day_is_read_back() -> None:
    assert DAY.read_back("2026-11-27", US) == "Friday, November 27"
    assert DAY.read_back("1984-05-05", US) == "Saturday, May 5, 1984"
    assert DAY.spelled("2026-11-27", US) == "Friday, November 27, 2026: 27, November, 2 0 2 6"
    assert DAY.read_back("2026-11-27", HINDI) == "शुक्रवार, 27 नवंबर"
    assert DAY.spelled("2026-11-27", HINDI) == "शुक्रवार, 27 नवंबर 2026: 27, नवंबर, 2 0 2 6"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.booleans())
def test_what_is_read_back_means_the_same(day: date, today: date, hindi: bool) -> None:
    context = AnswerContext(datetime(today.year, today.month, today.day), "hi-IN" if hindi else "en-US")
    value = day.isoformat()

    assert DAY.from_words(DAY.read_back(value, context), context) == value
    assert DAY.from_words(DAY.read_back(value, context), replace(context, most=value)) == value


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    value = DAY.from_words(text, HINDI)

    assert value is None or date.fromisoformat(str(value)).isoformat() == value
