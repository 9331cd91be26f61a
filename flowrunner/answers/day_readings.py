"""From the symbols of an utterance to the days it may mean, the likeliest first."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

Days = Iterable[date]
Read = Callable[[re.Match[str], date], Days]

_NEXT_YEARS = 8
"""So many years lie between two 29ths of February at most."""
_NEXT_MONTHS = 2
"""Of any two months in a row one has 31 days."""
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTH_FIRST = frozenset({"US"})

_YEAR = r"(?P<year> N\d{4}| N\d\d(?: N0)? N\d{1,2}| N\d\d| next year| this year)?"
_DAY = r"[NO](?P<day>\d{1,2})"
_MONTH = r"M(?P<month>\d+)"
_SPAN = r"(?:N(?P<number>\d{1,3}) |(?P<couple>couple |N1 couple ))?(?P<unit>day|week|fortnight|month|year)"
_WEEKDAY = re.compile(r"(?:^| )W(\d)(?= |$)")


def possible_days(symbols: str, today: date, region: str) -> Iterator[date]:
    """Yield the days that an utterance may mean, the likeliest first."""
    yield from _days(symbols, today, region)
    weekdays = _WEEKDAY.findall(symbols)
    if len(weekdays) == 1:
        rest = _WEEKDAY.sub("", symbols).strip()
        yield from (day for day in _days(rest, today, region) if day.weekday() == int(weekdays[0]))


def _days(symbols: str, today: date, region: str) -> Iterator[date]:
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(symbols):
            yield from read(match, today)
    if symbols.startswith("#"):
        yield from written_days(re.findall(r"\d+", symbols), today, region)
    if match := _SPOKEN_NUMBERS.fullmatch(symbols):
        yield from written_days([match[1], match[2], str(_year(match["year"], today))], today, region)


def written_days(parts: list[str], today: date, region: str) -> Iterator[date]:
    """Yield the days that ``27/11``, ``27/11/26`` or ``2026-11-27`` may be, by the custom of the region first."""
    numbers = [int(part) for part in parts]
    if len(parts) == 3 and len(parts[0]) == 4:
        yield from _exact(*numbers)
    elif len(parts) in (2, 3) and all(len(part) in (1, 2) for part in parts[:2]):
        first, second = numbers[:2] if region not in _MONTH_FIRST else numbers[1::-1]
        year = _full_year(parts[2], today) if len(parts) == 3 else None
        ways = [(first, second)] if _is_day(first, second) else [(second, first)]
        for day, month in ways:
            yield from _exact(year, month, day) if year else _yearly(month, day, today)


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _exact(year: int, month: int, day: int) -> Iterator[date]:
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        yield date(year, month, day)


def _yearly(month: int, day: int, today: date) -> Iterator[date]:
    """Yield the next such day, then the one before."""
    ahead = (each for year in range(today.year, today.year + _NEXT_YEARS + 1) for each in _exact(year, month, day))
    behind = (each for year in range(today.year, today.year - _NEXT_YEARS - 1, -1) for each in _exact(year, month, day))
    for days in ((each for each in ahead if each >= today), (each for each in behind if each < today)):
        yield from (each for _, each in zip(range(1), days, strict=False))


def _monthly(match: re.Match[str], today: date) -> Iterator[date]:
    """Yield the next days of this number, then the one before."""
    months = [(today.year, today.month + offset) for offset in (*range(_NEXT_MONTHS + 1), 0, -1, -2)]
    days = [each for year, month in months for each in _of_month(year, month, int(match["day"]))]
    yield from (each for each in days if each >= today)
    yield from (each for each in days if each < today)


def _of_month(year: int, month: int, day: int) -> Iterator[date]:
    """Yield the day; months below 1 and above 12 are of other years."""
    yield from _exact(year + (month - 1) // 12, (month - 1) % 12 + 1, day)


def _dated(match: re.Match[str], today: date) -> Days:
    month, day = int(match["month"]), int(match["day"])
    year = _year(match["year"], today)
    return _exact(year, month, day) if year else _yearly(month, day, today)


def _year(said: str | None, today: date) -> int | None:
    """Read ``N2026``, ``N20 N26``, ``N19 N0 N5``, ``N84`` or ``next year``."""
    if said is None:
        return None
    if "year" in said:
        return today.year + ("next" in said)
    numbers = re.findall(r"\d+", said)
    if len(numbers) == 1:
        return _full_year(numbers[0], today)
    return int(numbers[0]) * 100 + int(numbers[-1])


def _full_year(digits: str, today: date) -> int:
    """Return the year of two digits that lies at most ten years ahead."""
    year = int(digits)
    if len(digits) > 2:
        return year
    century = today.year // 100 * 100
    return century + year - 100 * (century + year > today.year + 10)


def _in_month(match: re.Match[str], today: date) -> Days:
    return _of_month(today.year, today.month + (match["turn"] == "next"), int(match["day"]))


def _coming(match: re.Match[str], today: date) -> Days:
    """Yield the coming day of the week, then the last."""
    ahead = (int(match["weekday"]) - today.weekday() - 1) % 7 + 1
    yield today + timedelta(days=ahead)
    yield today + timedelta(days=ahead - (14 if ahead == 7 else 7))


def _this(match: re.Match[str], today: date) -> Days:
    return [today + timedelta(days=(int(match["weekday"]) - today.weekday()) % 7)]


def _next_week(match: re.Match[str], today: date) -> Days:
    return [today + timedelta(days=7 - today.weekday() + int(match["weekday"]))]


def _a_week_later(match: re.Match[str], today: date) -> Days:
    return [next(iter(_coming(match, today))) + timedelta(days=7)]


def _last(match: re.Match[str], today: date) -> Days:
    return [today - timedelta(days=(today.weekday() - int(match["weekday"]) - 1) % 7 + 1)]


def _relative(match: re.Match[str], today: date) -> Days:
    """Read ``D1``, and ``E1``, which may lie behind."""
    days = timedelta(days=int(match["days"]))
    return (today + days, today - days) if match[0].startswith("E") else (today + days,)


def _after(match: re.Match[str], today: date) -> Days:
    """Read ``in three days`` and ``two weeks ago``."""
    return _moved(today, match, -1 if "ago" in match[0] else 1)


def _from(match: re.Match[str], today: date) -> Days:
    """Read ``a week from tomorrow`` and ``two weeks from Friday``."""
    if match["weekday"] is not None:
        return _moved(next(iter(_coming(match, today))), match, 1)
    return _moved(today + timedelta(days=int(match["days"])), match, 1)


def _moved(start: date, match: re.Match[str], sign: int) -> Days:
    number = 2 if match["couple"] else int(match["number"] or 1)
    if match["unit"] in _UNIT_DAYS:
        return [start + timedelta(days=sign * number * _UNIT_DAYS[match["unit"]])]
    months = sign * number * (12 if match["unit"] == "year" else 1)
    return _shifted(start, months)


def _shifted(start: date, months: int) -> Days:
    """Yield the same day some months on, or the last of a shorter month."""
    place = start.year * 12 + start.month - 1 + months
    length = monthrange(place // 12, place % 12 + 1)[1]
    return [date(place // 12, place % 12 + 1, min(start.day, length))]


_FORMS: tuple[tuple[re.Pattern[str], Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"[DE](?P<days>-?\d)", _relative),
        (rf"in {_SPAN}", _after),
        (rf"{_SPAN} (?:later|ago|in)", _after),
        (rf"{_SPAN} from (?:D(?P<days>\d)|W(?P<weekday>\d))", _from),
        (r"W(?P<weekday>\d)", _coming),
        (r"this W(?P<weekday>\d)", _this),
        (r"W(?P<weekday>\d) this week", _this),
        (r"next W(?P<weekday>\d)", _next_week),
        (r"(?:in )?next week W(?P<weekday>\d)", _next_week),
        (r"W(?P<weekday>\d) week", _a_week_later),
        (r"W(?P<weekday>\d) (?:in )?next week", _next_week),
        (r"last W(?P<weekday>\d)", _last),
        (rf"(?:in )?{_DAY} {_MONTH}{_YEAR}", _dated),
        (rf"(?:in )?{_MONTH} {_DAY}{_YEAR}", _dated),
        (r"O(?P<day>\d{1,2})", _monthly),
        (r"N(?P<day>\d{1,2}) date", _monthly),
        (r"[NO](?P<day>\d{1,2}) (?:date )?(?P<turn>this|next) month", _in_month),
        (r"(?P<turn>this|next) month [NO](?P<day>\d{1,2})(?: date)?", _in_month),
    )
)
_SPOKEN_NUMBERS = re.compile(rf"N(\d{{1,2}}) N(\d{{1,2}})(?=.){_YEAR}")
