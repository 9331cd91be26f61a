"""The least and the most of an answer, as authors write them: ``8``, ``today + 30``, ``2026-12-31``, ``9:30``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flowrunner.flow.hours import day_of, minutes_of
from flowrunner.flow.model import FromToday, Limit

LIMITED: Mapping[str, str] = {
    "number": "a number, such as 8 or 0.5",
    "money": "a number, such as 8 or 0.5",
    "date": "a day, such as today, today + 30 or 2026-12-31",
    "time": "a time of day, such as 9:30 or 6 pm",
}
"""The types that have limits, and what those look like."""

ONLY_SPOKEN = frozenset({"name", "email", "text"})
"""The types that have no keypad form."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?\Z")
_MOVING = re.compile(r"(today|tomorrow|yesterday)(?:\s*([+-])\s*([0-9]{1,4}))?\Z")
_OFFSETS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def limit_of(kind: str, text: str) -> Limit | None:
    """Return the limit of a type that ``text`` stands for, or None when it is none."""
    match kind:
        case "number" | "money":
            return _number(text)
        case "date":
            return _moving(text) or _iso(text)
        case "time":
            minutes = minutes_of(text)
            return None if minutes is None else f"{min(minutes, 1439) // 60:02}:{min(minutes, 1439) % 60:02}"
    return None


def _number(text: str) -> int | float | None:
    """Return a whole number without decimals written as one, because keys then give whole numbers."""
    match = _NUMBER.match(text)
    return None if match is None else float(text) if match[1] else int(text)


def _moving(text: str) -> FromToday | None:
    match = _MOVING.match(text)
    if match is None:
        return None
    days = int(f"{match[2] or '+'}{match[3] or 0}")
    return FromToday(_OFFSETS[match[1]] + days)


def _iso(text: str) -> str | None:
    return text if day_of(text) is not None else None
