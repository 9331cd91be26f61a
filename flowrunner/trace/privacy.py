"""What no trace may tell: who called, numbers of cards, values that are secret. Pure.

The machine masks what it knows to be secret (``engine/masking.py``). This looks at the texts that are left, because a
caller may say the number of a card where none was asked for, and a server may send back what it was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from flowrunner.answers.digits import spoken_digits
from flowrunner.engine.masking import MASK

if TYPE_CHECKING:
    from flowrunner.engine.call import Call, CallFacts

SHOWN = 3
"""Digits of a caller's number that are told, its last."""
SHORTEST_SECRET = 3
"""Letters of a secret that is looked for in texts; a shorter one would be found everywhere."""
NATIONAL = 7
"""Digits that make a number somebody's, without the country and the area."""
_CARD_LENGTHS = (13, 14, 15, 16, 19)
_CARD_BEGINS = "23456"
LONGEST = 19
"""Digits of a number that is looked for."""
_LONG = re.compile(r"\d(?:[\s().,/\u2013-]{0,3}\d){6}")
"""Seven digits, perhaps in groups."""
_DIGITS = re.compile(r"\d+")
_BETWEEN_GROUPS = re.compile(r"[\s().,/\u2013-]{0,3}")
_WORD = re.compile(r"[^\s,.;]+")
_BETWEEN = frozenset({"double", "triple", "treble", "and", "then", "um", "uh", "to", "for"})
"""What may stand between the digits of one number."""
_FEWEST_WORDS = 8
"""In which the number of a card can be said: ``forty one eleven ...``."""

Scrub = Callable[[str], str]


def masked_number(number: str) -> str:
    """Return who called as it may be told: ``+••••••••100``; a name keeps nothing of itself."""
    digits = sum(character.isdecimal() for character in number)
    if digits < NATIONAL or number.startswith("sip:"):
        return MASK if number else ""
    return _covered(number, digits - SHOWN)


def person(facts: CallFacts) -> str:
    """Return the number of whom the call is with."""
    return facts.to if facts.direction == "outbound" else facts.from_


def secrets_of(*calls: Call | None) -> frozenset[str]:
    """Return the texts of the values that are secret in a call."""
    sealed = (kept for call in calls if call for kept in (call.sealed, *(each.sealed for each in call.frames)))
    return frozenset(text for values in sealed for value in values.values() for text in _texts(value))


def scrubbed(value: object, scrub: Scrub) -> object:
    """Return plain data with every text in it scrubbed, and every number that would have been."""
    match value:
        case str():
            return scrub(value)
        case bool() | None:
            return value
        case int():
            return value if scrub(f"{value}") == f"{value}" else MASK
        case Mapping():
            return {scrub(str(name)): scrubbed(each, scrub) for name, each in value.items()}
        case list() | tuple():
            return [scrubbed(each, scrub) for each in value]
    return value


@lru_cache(maxsize=1024)
def scrubber(number: str, secrets: frozenset[str]) -> Scrub:
    """Return what hides a caller's number, these secrets and the numbers of cards in a text."""
    own = "".join(character for character in number if character.isdecimal())
    hidden = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(secrets, key=len)[::-1]))

    def scrub(text: str) -> str:
        if secrets:
            text = hidden.sub(MASK, text)
        if _LONG.search(text):
            text = _hidden_numbers(text, own)
        return _without_spoken_card(text)

    return scrub


def is_card(digits: str) -> bool:
    """Whether digits may be the number of a card: by their number, the first of them and the check digit."""
    return len(digits) in _CARD_LENGTHS and digits[0] in _CARD_BEGINS and _checks(digits)


def _hidden_numbers(text: str, own: str) -> str:
    """Cover the numbers in a text that are a card's, or the caller's own: digits, perhaps in groups."""
    groups = [found.span() for found in _DIGITS.finditer(text)]
    for start, end in _rows(text, groups):
        digits = "".join(filter(str.isdecimal, text[start:end]))
        if is_card(digits) or _is_own(digits, own):
            text = text[:start] + _covered(text[start:end], len(digits) - SHOWN) + text[end:]
    return text


def _rows(text: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where groups of digits stand close together that may be one number, the longest first of each place."""
    for first, (start, _) in enumerate(groups):
        row: list[tuple[int, int]] = []
        digits, before = 0, start
        for begin, end in groups[first:]:
            digits += end - begin
            if digits > LONGEST or not _BETWEEN_GROUPS.fullmatch(text, before, begin):
                break
            row.append((start, end))
            before = end
        yield from reversed(row)


def _is_own(digits: str, own: str) -> bool:
    """Whether digits are the caller's number, perhaps without the country or the area, or with a prefix before it."""
    return min(len(digits), len(own)) >= NATIONAL and (own.endswith(digits) or digits.endswith(own))


def _without_spoken_card(text: str) -> str:
    """Hide everything that was said when it holds the number of a card in words."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS or not any(is_card(digits) for digits in _spoken(words)):
        return text
    return MASK


def _spoken(words: list[str]) -> Iterator[str]:
    """Yield the digits that each run of words says."""
    run: list[str] = []
    for word in (*words, ""):
        if word.lower() in _BETWEEN or _is_digits(word):
            run.append(word)
        elif run:
            yield spoken_digits(" ".join(run)) or ""
            run = []


@lru_cache(maxsize=4096)
def _is_digits(word: str) -> bool:
    return bool(word) and spoken_digits(word) is not None


def _checks(digits: str) -> bool:
    """Whether the last digit is that of Luhn's sum (ISO/IEC 7812-1)."""
    doubled = (int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits)))
    return sum(each - 9 * (each > 9) for each in doubled) % 10 == 0


def _covered(text: str, digits: int) -> str:
    """Return a text with its first digits covered."""
    letters, left = [], digits
    for letter in text:
        hide = letter.isdecimal() and left > 0
        letters.append("•" if hide else letter)
        left -= hide
    return "".join(letters)


def _texts(value: object) -> Iterator[str]:
    match value:
        case bool() | None:
            return
        case str() | int() | float():
            text = f"{value}"
            if len(text) >= SHORTEST_SECRET:
                yield text
                yield " ".join(text)
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
