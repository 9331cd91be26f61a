"""Digits as callers say them: one by one, doubled, in pairs, or as a recognizer writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.cardinals import cardinal, count
from flowrunner.answers.expected import Expected
from flowrunner.answers.numerals import HUNDRED, TENS
from flowrunner.answers.words import FILLERS, corrected, lexicon, spellings, tokens, without_frame
from flowrunner.flow.saying import spell

LONGEST = 32
END_SILENCE_MS = 800
"""People pause between the parts of a number."""

_NOUGHTS = lexicon("oh o ओ ओह")
_SOUND_ALIKE = {"won": "1", "to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8"}
"""What a recognizer writes for a digit; believed only beside a word that can be nothing else."""
_REPEATS: Mapping[str, int] = {
    **dict.fromkeys(spellings("double दोहरा डबल"), 2),
    **dict.fromkeys(spellings("triple treble ट्रिपल"), 3),
}
_BETWEEN = lexicon("and then um uh er dash hyphen space और फिर एंड डैश") | {"/", "-"}
AROUND = FILLERS - _NOUGHTS - _SOUND_ALIKE.keys() | lexicon(
    """
    a account card code digits ending ends in number numbers phone pin extension sorry thanks well you
    नंबर नम्बर खाता कार्ड पिन कोड धन्यवाद शुक्रिया आखिरी अंक
    """
)
"""Words around a string of digits that say nothing of it."""


def spoken_digits(text: str) -> str | None:
    """Return the digits that ``text`` says, or None when it says anything else.

    ``seven four nine one``, ``double four``, ``oh``, ``twenty three`` (23), ``7491``, ``7 4 9 1``, ``७४``.
    """
    words = [part for token in tokens(text) for part in _numerals(token)]
    kept = without_frame(words, AROUND)
    if not any(_surely_digit(kept, place) for place in range(len(kept))):
        return None
    return _read([each for each in kept if each not in _BETWEEN])


def _numerals(token: str) -> Sequence[str]:
    """Cut ``74-91`` into its digits; leave a word whole."""
    return [each for each in token if each.isdecimal()] if token[0].isdecimal() else [token]


def _surely_digit(words: Sequence[str], place: int) -> bool:
    return words[place].isdecimal() or words[place] in _NOUGHTS or count(words, place) is not None


def _read(words: list[str]) -> str | None:
    digits, place = "", 0
    while place < len(words):
        found = _next(words, place)
        if found is None:
            return None
        digits, place = digits + found[0], found[1]
    return digits


def _next(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """Return the digits that the next words say, and the place after them."""
    first = words[place]
    if first in _REPEATS:
        again = _next(words, place + 1) if place + 1 < len(words) else None
        return (again[0] * _REPEATS[first], again[1]) if again and len(again[0]) == 1 else None
    found = _one(first, place) or _pair(words, place)
    if found and len(found[0]) == 1 and words[found[1] : found[1] + 1] and words[found[1]] in HUNDRED:
        return _hundreds(words, found)
    return found


def _one(word: str, place: int) -> tuple[str, int] | None:
    digit = word if word.isdecimal() else _SOUND_ALIKE.get(word) or ("0" if word in _NOUGHTS else None)
    return (digit, place + 1) if digit else None


def _pair(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """Read ``seven``, ``seventeen``, ``seventy`` or ``seventy seven``, and ``seventy 7`` or ``seventy for``."""
    found = count(words, place)
    if found is None:
        return None
    after = _one(words[found[1]], found[1]) if found[1] < len(words) else None
    if words[place] in TENS and found[1] == place + 1 and after and after[0] != "0":
        return f"{found[0] // 10}{after[0]}", after[1]
    return str(found[0]), found[1]


def _hundreds(words: Sequence[str], found: tuple[str, int]) -> tuple[str, int] | None:
    """Read ``eight hundred five five five``; ``two hundred and five`` is left to be read as a number."""
    rest = len(words) - found[1] - 1
    return (f"{found[0]}00", found[1] + 1) if rest == 0 or rest > 2 else None


def corrected_digits(text: str) -> str | None:
    """Return digits that were put right (``one two, no, one three``) or said as one number (``twelve hundred``)."""
    return corrected(text, lambda part: spoken_digits(part) or _whole_number(part))


def _whole_number(text: str) -> str | None:
    """Return the digits of ``one thousand two hundred and thirty four``."""
    words = without_frame(tokens(text), AROUND)
    found = cardinal(words)
    return str(found[0]) if found and found[1] == len(words) and found[0] == int(found[0]) else None


@dataclass(frozen=True, slots=True)
class Digits:
    """A string of digits, such as the number of an account. Kept as text: ``0123``."""

    name: str = "digits"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return how many digits there may be."""
        return Keypad(max(context.min_length, 1), context.max_length or LONGEST)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the digits, if they are as many as there may be."""
        return keys if keys.isdecimal() and keys.isascii() and self._fits(keys, context) else None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the digits that were said, one by one or as one number."""
        return corrected(words, lambda text: self._fitting(spoken_digits(text) or _whole_number(text), context))

    def _fitting(self, digits: str | None, context: AnswerContext) -> str | None:
        return digits if digits and self._fits(digits, context) else None

    def _fits(self, digits: str, context: AnswerContext) -> bool:
        return max(context.min_length, 1) <= len(digits) <= (context.max_length or LONGEST)

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the digits one by one: ``7 4 9 1``."""
        return spell(str(value))

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the digits one by one, a pause after each."""
        return ", ".join(str(value))

    def expected(self, context: AnswerContext) -> Expected:
        """Return a string of digits."""
        least, most = max(context.min_length, 1), context.max_length or LONGEST
        return Expected((), "digits", least, most, context.language, END_SILENCE_MS)
