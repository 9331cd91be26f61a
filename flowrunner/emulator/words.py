"""Whether somebody said some words, as far as a listener can tell."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_ALIKE = 0.78
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGIT_OF = {word: str(digit) for digit, word in enumerate(_DIGITS)} | {"oh": "0"}


def contains(said: str, wanted: str) -> bool:
    """Tell whether ``said`` contains something very like ``wanted``, whatever the case, the marks and the spacing.

    Digits must be the same: a card that ends in another digit is another card.
    """
    heard, sought = _bare(said), _bare(wanted)
    return any(_alike("".join(window), "".join(sought)) for window in _windows(heard, len(sought)))


def _bare(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)|(?<=\d),(?=\d)", "", text.lower()))
    return [_DIGIT_OF.get(word, word) for word in words]


def _windows(words: list[str], about: int) -> list[list[str]]:
    """Return every run of about so many words: a listener joins and splits words."""
    sizes = range(max(1, about - about // 2), about + about // 2 + 2)
    return [words[start : start + size] for size in sizes for start in range(max(1, len(words) - size + 1))]


def _alike(heard: str, sought: str) -> bool:
    if not sought or _digits(sought) not in _digits(heard):
        return False
    return SequenceMatcher(None, heard, sought, autojunk=False).ratio() >= _ALIKE


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
