"""What a value that does not fit was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flowrunner.flow.spelling import nearest

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PARTS = ("body", "status", "headers")
_LENGTH_OF_TIME = re.compile(r"([0-9]{1,7})\s*(?P<unit>[a-z]*)\.?", re.IGNORECASE)
_UNITS = {
    "ms": ("ms", "msec", "millis", "millisecond", "milliseconds"),
    "m": ("min", "mins", "minute", "minutes"),
    "s": ("", "s", "sec", "secs", "second", "seconds"),
}


def meant(value: object, schema: Mapping[str, Any]) -> str | None:
    """Return the nearest value that a field takes, or None."""
    if not isinstance(value, str):
        return None
    title = schema.get("title")
    if "enum" in schema:
        return nearest(value, (each for each in schema["enum"] if isinstance(each, str)))
    if title == "true or false":
        return nearest(value, ("true", "false"))
    if title == "Duration":
        return _duration(value)
    if title in ("Key of the telephone", "Key that ends the answer"):
        return nearest(value, ("star", "hash", "none")[: 2 + ("ends" in title)])
    if title == "Web request":
        return _first_word(value, " ", _METHODS)
    return _first_word(value, ".", _PARTS) if "path into the answer" in str(schema.get("errorMessage")) else None


def _duration(value: str) -> str | None:
    found = _LENGTH_OF_TIME.fullmatch(value.strip())
    unit = found["unit"].lower() if found else None
    return next((f"{found[1]}{sign}" for sign, names in _UNITS.items() if found and unit in names), None)


def _first_word(value: str, end: str, known: Iterable[str]) -> str | None:
    first, sign, rest = value.partition(end)
    near = nearest(first, known)
    return f"{near}{sign}{rest}" if near and near != first else None
