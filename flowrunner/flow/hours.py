"""Opening hours: the week as authors write it, and whether it is open at a moment. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 1440
FIELDS = frozenset({"closed", "timezone"})
"""Keys of opening hours that are no days."""

_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?\s*(am|pm)?\Z", re.IGNORECASE)

Ranges = tuple[tuple[int, int], ...]
"""From and to, in minutes since midnight; past 1440 it is the next morning."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When something is open. ``week`` begins on Monday; a day that is closed keeps the night before it."""

    week: tuple[Ranges, ...]
    timezone: str = "UTC"
    closed: frozenset[date] = frozenset()

    def is_open(self, when: object) -> bool:
        """Whether it is open at a moment, or at all on a day; what is neither is not open."""
        moment = _read(when)
        if isinstance(moment, datetime):
            local = moment if moment.tzinfo is None else moment.astimezone(zone(self.timezone))
            minute = local.hour * 60 + local.minute
            today, yesterday = local.date(), local.date() - timedelta(days=1)
            return self._covers(today, minute) or self._covers(yesterday, minute + DAY_MINUTES)
        return moment is not None and bool(self._on(moment))

    def _covers(self, day: date, minute: int) -> bool:
        return any(start <= minute < end for start, end in self._on(day))

    def _on(self, day: date) -> Ranges:
        return () if day in self.closed else self.week[day.weekday()]


def _read(when: object) -> date | datetime | None:
    """Return the moment or day that a value is or reads as; a moment without an offset is on the clock there."""
    if isinstance(when, date):
        return when
    if not isinstance(when, str) or len(when) > 40:
        return None
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(when)
        except ValueError:
            continue
    return None


def days_of(text: str) -> tuple[int, ...] | None:
    """Return the days (0 is Monday) of ``mon``, ``Monday``, ``mon-fri``, ``sat-mon`` or ``daily``; None for others."""
    if text.lower() == "daily":
        return tuple(range(7))
    names = [_day(each.strip().lower()) for each in re.split("[-–]", text)]
    first, last = names[0], names[-1]
    if first is None or last is None or len(names) > 2:
        return None
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _day(name: str) -> int | None:
    return next((day for day in range(7) if name in (DAYS[day], NAMES[day])), None)


def ranges_of(text: str) -> Ranges | None:
    """Return the times of ``9:00-18:00``, ``22:00-2:00``, ``9-12, 14-18`` or ``closed``; None for others."""
    if text.strip().lower() == "closed":
        return ()
    found = [_range(each) for each in text.split(",")]
    return None if None in found else tuple(each for each in found if each is not None)


def _range(text: str) -> tuple[int, int] | None:
    ends = [minutes_of(each.strip()) for each in re.split("[-–]", text)]
    known = [each for each in ends if each is not None]
    if len(ends) != 2 or len(known) != 2 or known[0] >= DAY_MINUTES:
        return None
    start, end = known
    return (start, end if end > start else end + DAY_MINUTES)


def minutes_of(text: str) -> int | None:
    """Return the minutes since midnight of ``9``, ``9:30``, ``6 pm`` or ``24:00``; None for others."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match[3].lower() == "pm")
    total = hour * 60 + minute
    return total if minute < 60 and total <= DAY_MINUTES else None


def day_of(text: str) -> date | None:
    """Return the day of ``2026-12-25``, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo | None:
    """Return the time zone of that name (IANA), or None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def timezone_of(hours: Mapping[str, Hours]) -> str:
    """Return the time zone that a flow with these opening hours lives in: that of the first."""
    return next((each.timezone for each in hours.values()), "UTC")
