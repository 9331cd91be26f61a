"""What a field makes of the text that was typed into it."""

from __future__ import annotations

import re

from flowrunner.flow.source import Data

KEY_NAMES = {"star": "*", "hash": "#"}

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})\.[0-9]{1,9}\Z")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None}


def flag(data: Data) -> bool:
    """Return what ``true`` or ``false`` means."""
    return data == "true"


def key_of(text: str) -> str:
    """Return the key of the telephone that an author named."""
    return KEY_NAMES.get(text, text)


def typed(text: str) -> object:
    """Return a plain value with its type: a number, a flag or text. ``0123`` and ``+1555`` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text
