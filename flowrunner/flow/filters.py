"""The filters of ``{{ value | filter }}``. Each takes a value that may be empty, and answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from flowrunner.flow import saying
from flowrunner.flow.values import UnfitValue, as_date, as_number, checked, to_text


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter, and how many arguments it takes in brackets."""

    run: Callable[..., object]
    least: int = 0
    most: int = 0
    localized: bool = False
    """It says the value to the caller, and takes the caller's language after the value."""


def spell(value: object) -> str:
    """Return the letters and digits one by one: ``1234`` as ``1 2 3 4``."""
    return saying.spell(to_text(value))


def money(value: object, language: str = "en-US") -> str:
    """Return an amount with thousands marked, and cents only when there are some: ``1,200`` or ``1,200.50``."""
    if value is None or value == "":
        return ""
    number = as_number(value)
    if number is None:
        raise UnfitValue("money needs a number")
    checked(number)
    return saying.say_number(Decimal(round(number * 100)) / 100, language, places=2)


def date_in_words(value: object, language: str = "en-US") -> str:
    """Return a day as ``Friday, December 25, 2026``; takes a date or ISO 8601 text."""
    if value is None or value == "":
        return ""
    day = as_date(value)
    if day is None:
        raise UnfitValue("date needs a day such as 2026-12-25")
    return saying.say_day(day, language)


def time_in_words(value: object, language: str = "en-US") -> str:
    """Return a time of day as ``9 AM`` or ``2:05 PM``; takes a time, a moment or ``14:05``."""
    if value is None or value == "":
        return ""
    return saying.say_time(_as_time(value), language)


def _as_time(value: object) -> time:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    text = to_text(None if isinstance(value, date) else value)
    try:
        return time.fromisoformat(f"0{text}" if text[1:2] == ":" else text)
    except ValueError:
        raise UnfitValue("time needs a time of day such as 14:05") from None


def phone(value: object, language: str = "en-US") -> str:
    """Return a telephone number digit by digit, in groups: ``plus 1, 5 5 5, 0 1 0, 0 0 0 1``."""
    return saying.say_phone(to_text(value), language)


def _default(value: object, instead: object) -> object:
    return instead if value is None or value == "" else value


def _length(value: object) -> int:
    if isinstance(value, list | tuple | Mapping):
        return len(value)
    return len(to_text(value))


def _round(value: object, digits: object = 0) -> object:
    number, places = as_number(0 if value is None else value), as_number(digits)
    if number is None or places not in (0, 1, 2, 3, 4, 5, 6):
        raise UnfitValue("round needs a number, and 0 to 6 digits")
    checked(number)
    return round(number, int(places)) if places else round(number)


def _int(value: object) -> int:
    number = as_number(value)
    if number is None:
        return 0
    checked(number)
    return int(number)


FILTERS: Mapping[str, Filter] = {
    "spell": Filter(spell),
    "money": Filter(money, localized=True),
    "date": Filter(date_in_words, localized=True),
    "time": Filter(time_in_words, localized=True),
    "phone": Filter(phone, localized=True),
    "default": Filter(_default, 1, 1),
    "upper": Filter(lambda value: to_text(value).upper()),
    "lower": Filter(lambda value: to_text(value).lower()),
    "title": Filter(lambda value: to_text(value).title()),
    "trim": Filter(lambda value: to_text(value).strip()),
    "length": Filter(_length),
    "round": Filter(_round, 0, 1),
    "int": Filter(_int),
}
