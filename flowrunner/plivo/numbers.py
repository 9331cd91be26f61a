"""Telephone numbers that somebody typed or said, for orders that go to exactly one of them."""

from __future__ import annotations

from flowrunner.plivo.xml import dialable

SHORTEST = 3
_PUNCTUATION = frozenset("+ -./()")


def odd_letters(text: str) -> str:
    """Return what in a text cannot be in a number, each once."""
    return "".join(sorted({each for each in text if not (each.isascii() and each.isdigit())} - _PUNCTUATION))


def one_number(text: str) -> str:
    """Return the number as Plivo dials it; nothing when the text is anything else than one number."""
    number = "" if odd_letters(text) else dialable(text)
    return number if len(number.removeprefix("+")) >= SHORTEST else ""
