"""Numbers as callers say or a recognizer writes them: ``twelve hundred and fifty``, ``1,250``, ``साढ़े तीन सौ``.

A number is parts with falling scales (``two lakh | five thousand | three``); a part is a count, perhaps with a fraction
or hundreds. The readers take the words and a place in them, and return what begins there and where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from flowrunner.answers.numerals import (
    AND,
    FRACTIONS,
    HINDI,
    HUNDRED,
    MORE_OR_LESS,
    ONES,
    ORDINALS,
    POINT,
    SCALES,
    TEENS,
    TENS,
)

Found = tuple[Decimal, int]
"""A number, and the place after it."""

LARGEST = 10**15
_NUMERAL = re.compile(r"(\d{1,3}(?:,\d{2,3})+|\d{1,15})\Z")
_DECIMAL = re.compile(r"(\d{1,3}(?:,\d{2,3})+|\d{1,15})\.(\d{1,6})\Z")
_ARTICLES = ("a", "an")
_BEGINNINGS = frozenset().union(ONES, TEENS, TENS, HINDI, FRACTIONS, MORE_OR_LESS, POINT, HUNDRED, SCALES, _ARTICLES)
"""Words that a part may begin with: most words are none of these, and need not be tried against every reading."""
_NOUGHT, _LIMIT = Decimal(0), Decimal(LARGEST)


def word(words: Sequence[str], place: int) -> str:
    """Return the word at a place, or nothing beyond the end."""
    return words[place] if place < len(words) else ""


def cardinal(words: Sequence[str], start: int = 0) -> Found | None:
    """Return the longest number that begins at ``start``."""
    total, limit, place = _NOUGHT, _LIMIT, start
    while found := _part(words, place + (place > start and word(words, place) in AND)):
        part, end = found
        scale = SCALES.get(word(words, end))
        if (scale or part) >= limit:
            break
        total, place = total + part * (scale or 1), end + bool(scale)
        limit = Decimal(scale or 0)
    return (total, place) if place > start and total < LARGEST else None


def ordinal(words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
    """Return the ordinal up to 39 that begins at ``start``: ``twenty seventh``, ``27th``, ``पहली``."""
    first, second = word(words, start), word(words, start + 1)
    if first in TENS and ORDINALS.get(second, 10) < 10:
        return TENS[first] + ORDINALS[second], start + 2
    if first in ORDINALS:
        return ORDINALS[first], start + 1
    if first.isdecimal() and len(first) < 3 and second in ("st", "nd", "rd", "th"):
        return int(first), start + 2
    return None


def count(words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
    """Return the number below a hundred in words that begins at ``start``."""
    first = word(words, start)
    if first in TENS:
        one = ONES.get(word(words, start + 1), 0)
        return TENS[first] + one, start + 1 + (one > 0)
    for table in (ONES, TEENS, HINDI):
        if first in table:
            return table[first], start + 1
    return None


def _part(words: Sequence[str], start: int) -> Found | None:
    """Read a count up to the next scale."""
    first = word(words, start)
    if first not in _BEGINNINGS and not first[:1].isdecimal():
        return None
    found = _fraction(words, start) or _decimal(words, start) or _implied(words, start)
    if found is None:
        return None
    part, place = found
    if word(words, place) in HUNDRED and part < 100:
        return _after_hundreds(words, part * 100, place + 1)
    return _and_a_half(words, part, place)


def _after_hundreds(words: Sequence[str], hundreds: Decimal, place: int) -> Found:
    rest = _decimal(words, place + (word(words, place) in AND))
    if rest is None or rest[0] >= 100 or word(words, rest[1]) in HUNDRED:
        return _and_a_half(words, hundreds, place)
    return hundreds + rest[0], rest[1]


def _and_a_half(words: Sequence[str], part: Decimal, place: int) -> Found:
    """Read the end of ``two and a half``."""
    if word(words, place) == "and" and word(words, place + 1) in _ARTICLES:
        fraction = FRACTIONS.get(word(words, place + 2))
        if fraction is not None and part == int(part):
            return part + fraction, place + 3
    return part, place


def _fraction(words: Sequence[str], start: int) -> Found | None:
    """Read ``half a``, ``डेढ़``, ``साढ़े तीन``, ``सवा``."""
    first = word(words, start)
    if first in MORE_OR_LESS:
        found = _whole(words, start + 1)
        return (MORE_OR_LESS[first] + (found[0] if found else 1), found[1] if found else start + 1)
    if first not in FRACTIONS:
        return None
    article = word(words, start + 1) in _ARTICLES and word(words, start + 2) in SCALES
    return FRACTIONS[first], start + 1 + article


def _decimal(words: Sequence[str], start: int) -> Found | None:
    """Read a count, perhaps with digits after a point."""
    if match := _DECIMAL.match(word(words, start)):
        return Decimal(f"{match[1].replace(',', '')}.{match[2]}"), start + 1
    whole = _whole(words, start) or (Decimal(0), start)
    if word(words, whole[1]) in POINT:
        digits, end = _digits(words, whole[1] + 1)
        if digits:
            return whole[0] + Decimal(f"0.{digits}"), end
    return whole if whole[1] > start else None


def _whole(words: Sequence[str], start: int) -> Found | None:
    if match := _NUMERAL.match(word(words, start)):
        return Decimal(match[1].replace(",", "")), start + 1
    found = count(words, start)
    return (Decimal(found[0]), found[1]) if found else None


def _implied(words: Sequence[str], start: int) -> Found | None:
    """Read the one that is not said, in ``a hundred`` and ``हज़ार``."""
    place = start + (word(words, start) in _ARTICLES)
    return (Decimal(1), place) if word(words, place) in HUNDRED or word(words, place) in SCALES else None


def _digits(words: Sequence[str], start: int) -> tuple[str, int]:
    """Read the digits after a point: ``two five``, ``twenty five``, ``25``."""
    digits, place = "", start
    while len(digits) < 6:
        current = word(words, place)
        found = (int(current), place + 1) if current.isdecimal() and len(current) < 7 else count(words, place)
        if current == "oh":
            found = (0, place + 1)
        if found is None:
            break
        digits, place = digits + (current if current.isdecimal() else str(found[0])), found[1]
    return digits, place
