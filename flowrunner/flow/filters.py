"""The filters of ``{{ value | filter }}``, for English. Each takes a value that may be empty, and answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from flowrunner.flow.values import UnfitValue, as_date, as_number, checked, to_text

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter, and how many arguments it takes in brackets."""

    run: Callable[..., object]
    least: int = 0
    most: int = 0


def spell(value: object) -> str:
    """Return the letters and digits one by one: ``1234`` as ``1 2 3 4``."""
    return " ".join("".join(to_text(value).split()))


def money(value: object) -> str:
    """Return an amount with thousands marked, and cents only when there are some: ``1,200`` or ``1,200.50``."""
    if value is None or value == "":
        return ""
    number = as_number(value)
    if number is None:
        raise UnfitValue("money needs a number")
    cents = round(number * 100)
    return f"{number:,.0f}" if cents % 100 == 0 else f"{number:,.2f}"


def date_in_words(value: object) -> str:
    """Return a day as ``Friday, December 25, 2026``; takes a date or ISO 8601 text."""
    if value is None or value == "":
        return ""
    day = as_date(value)
    if day is None:
        raise UnfitValue("date needs a day such as 2026-12-25")
    return f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def time_in_words(value: object) -> str:
    """Return a time of day as ``9 AM`` or ``2:05 PM``; takes a time, a moment or ``14:05``."""
    if value is None or value == "":
        return ""
    moment = _as_time(value)
    hour, half = (moment.hour % 12) or 12, "AM" if moment.hour < 12 else "PM"
    return f"{hour}:{moment.minute:02} {half}" if moment.minute else f"{hour} {half}"


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


def phone(value: object) -> str:
    """Return a telephone number digit by digit, in groups: ``plus 1, 5 5 5, 0 1 0, 0 0 0 1``."""
    text = to_text(value)
    digits = "".join(character for character in text if character in "0123456789")
    cuts = [cut for cut in (0, len(digits) - 10, len(digits) - 7, len(digits) - 4, len(digits)) if cut >= 0]
    groups = [" ".join(digits[start:end]) for start, end in pairwise(cuts) if end > start]
    return ("plus " if text.strip().startswith("+") and digits else "") + ", ".join(groups)


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
    "money": Filter(money),
    "date": Filter(date_in_words),
    "time": Filter(time_in_words),
    "phone": Filter(phone),
    "default": Filter(_default, 1, 1),
    "upper": Filter(lambda value: to_text(value).upper()),
    "lower": Filter(lambda value: to_text(value).lower()),
    "title": Filter(lambda value: to_text(value).title()),
    "trim": Filter(lambda value: to_text(value).strip()),
    "length": Filter(_length),
    "round": Filter(_round, 0, 1),
    "int": Filter(_int),
}
