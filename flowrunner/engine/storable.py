"""What a variable may hold: data that can be written down and read back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flowrunner.flow.values import MAX_NUMBER

MAX_DEPTH = 16
"""Lists and objects inside each other; what is deeper is dropped."""


def storable(value: object, depth: int = 0) -> object:
    """Return ``value`` as plain data: no tuples, no functions, no number that JSON cannot carry."""
    match value:
        case None | bool() | date():
            return value
        case str():
            return printable(value)
        case int():
            return _number(value)
        case float():
            return value if abs(value) <= MAX_NUMBER else None
        case _ if depth >= MAX_DEPTH:
            return None
        case Mapping():
            return {printable(str(key)): storable(each, depth + 1) for key, each in value.items()}
        case list() | tuple():
            return [storable(each, depth + 1) for each in value]
    return None


def printable(text: str) -> str:
    """Return ``text`` without the lone surrogates that no encoding can carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _number(value: int) -> int | str | None:
    """Keep the digits of a long number, such as an identifier, as text."""
    if abs(value) <= MAX_NUMBER:
        return value
    return str(value) if value.bit_length() < 512 else None


def sendable(value: object) -> object:
    """Return ``value`` for the body of a web request: days and times as ISO 8601 text."""
    match storable(value):
        case date() | datetime() as moment:
            return moment.isoformat()
        case dict() as mapping:
            return {key: sendable(each) for key, each in mapping.items()}
        case list() as items:
            return [sendable(each) for each in items]
        case plain:
            return plain
