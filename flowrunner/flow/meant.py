"""What a value that does not fit was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flowrunner.flow.spelling import nearest

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PARTS = ("body", "status", "headers")
_LENGTH_OF_TIME = re.compile(r"([0-9]{1,7})\s*(?P<unit>[a-z]*)\.?", re.IGNORECASE)
_UNITS = {
    "ms": ("ms", "msec", "millis", "millisecond", "milliseconds"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "m": ("m", "min", "mins", "minute", "minutes"),
    "s": ("", "s", "sec", "secs", "second", "seconds"),
}
_FLAGS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_SYNONYMS = {
    "amount": "money",
    "bool": "yes_no",
    "boolean": "yes_no",
    "currency": "money",
    "day": "date",
    "float": "number",
    "hour": "time",
    "int": "number",
    "integer": "number",
    "string": "text",
    "telephone": "phone",
}
_LANGUAGES = {"english": "en-US", "hindi": "hi-IN"}
_WHOLE = re.compile(r"\d+(\.\d{1,3})?")


def meant(value: object, schema: Mapping[str, Any]) -> str | None:
    """Return the nearest value that a field takes, or None."""
    if not isinstance(value, str):
        return None
    title = schema.get("title")
    repair = _REPAIRS.get(title) if isinstance(title, str) else None
    if repair is not None:
        return repair(value)
    if "enum" in schema:
        return nearest(value, (each for each in schema["enum"] if isinstance(each, str))) or _SYNONYMS.get(
            value.lower()
        )
    return _first_word(value, ".", _PARTS) if "path into the answer" in str(schema.get("errorMessage")) else None


def _duration(value: str) -> str | None:
    found = _LENGTH_OF_TIME.fullmatch(value.strip())
    if found is None:
        return None
    sign = next((sign for sign, names in _UNITS.items() if found["unit"].lower() in names), None)
    if sign is None:
        return None
    return f"{int(found[1]) * 60}m" if sign == "h" else f"{found[1]}{sign}"


def _flag(value: str) -> str | None:
    return _FLAGS.get(value.lower()) or nearest(value, ("true", "false"))


def _chance(value: str) -> str | None:
    number = value.rstrip("% ")
    return f"{number}%" if _WHOLE.fullmatch(number) and float(number) <= 100 else None


def _language(value: str) -> str | None:
    return _LANGUAGES.get(value.lower()) or (value.replace("_", "-") if "_" in value else None)


def _request(value: str) -> str | None:
    return f"GET {value}" if value.startswith(("https://", "http://")) else _first_word(value, " ", _METHODS)


def _limit(value: str) -> str | None:
    return _first_word(value, " ", ("today", "tomorrow", "yesterday"))


def _first_word(value: str, end: str, known: Iterable[str]) -> str | None:
    first, sign, rest = value.partition(end)
    near = nearest(first, known)
    return f"{near}{sign}{rest}" if near and near != first else None


_REPAIRS: Mapping[str, Callable[[str], str | None]] = {
    "true or false": _flag,
    "Duration": _duration,
    "Key of the telephone": lambda value: nearest(value, ("star", "hash")),
    "Key that ends the answer": lambda value: nearest(value, ("star", "hash", "none")),
    "Web request": _request,
    "Chance": _chance,
    "Language": _language,
    "Least or greatest answer": _limit,
}
"""What becomes of a value that does not fit, by the title of its field."""
