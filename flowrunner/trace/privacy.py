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
_RUN = re.compile(r"\d(?:[\s().,/\u2013-]{0,3}\d){6,}")
"""Seven digits or more, perhaps in groups."""
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
        text = _RUN.sub(lambda found: _hidden_run(found[0], own), text)
        return _without_spoken_card(text)

    return scrub


def is_card(digits: str) -> bool:
    """Whether digits hold what may be the number of a card: by its length, its beginning and its check digit."""
    return any(
        digits[start] in _CARD_BEGINS and _checks(digits[start : start + length])
        for length in _CARD_LENGTHS
        for start in range(len(digits) - length + 1)
    )


def _hidden_run(run: str, own: str) -> str:
    digits = "".join(character for character in run if character.isdecimal())
    if is_card(digits):
        return _covered(run, len(digits) - SHOWN)
    is_own = len(own) >= NATIONAL and digits[-NATIONAL:] == own[-NATIONAL:]
    return _covered(run, len(digits) - SHOWN) if is_own else run


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
