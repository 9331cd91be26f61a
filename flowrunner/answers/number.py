"""A number: how many, how much, how old. Whole or with decimals, and below zero if the limits allow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.cardinals import Found, cardinal
from flowrunner.answers.digits import spoken_digits
from flowrunner.answers.expected import Expected
from flowrunner.answers.numerals import FEW, MINUS
from flowrunner.answers.words import FILLERS, corrected, fold, lexicon, tokens, without_frame
from flowrunner.flow.saying import say_digits, say_number, tongue

LONGEST = 13
"""Keys of a number."""
END_SILENCE_MS = 800

_TYPED = re.compile(r"(?=\*?\d)\d{0,13}(?:\*\d{0,6})?\Z")
_AROUND = FILLERS - {"a"} | lexicon("number answer total umm sorry hum तो मान संख्या कुल")
_MOST_WORDS_AFTER = 3
"""``two small bags please`` is two; a whole story is no number."""
_NO_ANSWER = lexicon("dont not no know cannot cant never nothing none idea what why how नहीं पता मत ना मालूम क्या क्यों")
_HOLD_ON = lexicon("moment moments second seconds sec minute more who that मिनट सेकंड सेकेंड बार")
"""After ``one``, these ask for patience."""
_PRONOUN = re.compile(r"\b(?:no|that|this|which|any|some|every|each) one\b")


def typed_number(keys: str) -> Decimal | None:
    """Return the number of keys such as ``12*5``; star is the decimal point."""
    return Decimal(f"0{keys.replace('*', '.')}0" if "*" in keys else keys) if _TYPED.match(keys) else None


def plain(number: Decimal) -> int | float:
    """Return the number as a variable keeps it: whole if it is whole."""
    return int(number) if number == int(number) else float(number)


def spoken_number(text: str) -> Decimal | None:
    """Return the one number that ``text`` says, with at most a few words after it that say of what."""
    if _PRONOUN.search(fold(text)):
        return None
    words = without_frame(tokens(text), _AROUND)
    negative = bool(words) and words[0] in MINUS
    words = words[negative:]
    found = cardinal(words)
    if found is None and words[:1] == ("a",):
        words = words[1:]
        found = cardinal(words)
    if found is None:
        return None
    if found[1] < len(words):
        found = _in_pieces(words) or (found if _is_what_is_counted(found, words[found[1] :]) else None)
    return (-found[0] if negative else found[0]) if found else None


def _in_pieces(words: Sequence[str]) -> Found | None:
    """Read ``twelve fifty`` and ``one two five zero`` as 1250."""
    digits = spoken_digits(" ".join(words))
    return (Decimal(digits), len(words)) if digits and len(digits) <= LONGEST else None


def _is_what_is_counted(found: Found, rest: Sequence[str]) -> bool:
    number_again = any(cardinal(rest, place) for place in range(len(rest)) if rest[place] not in ("a", "an"))
    patience = found[0] == 1 and rest[0] in _HOLD_ON
    return not number_again and not patience and len(rest) <= _MOST_WORDS_AFTER and not _NO_ANSWER & set(rest)


def twice(said: str, digits: str) -> str:
    """Return what is said, and again by its digits if there are several."""
    return f"{said}: {digits}" if " " in digits else said


@dataclass(frozen=True, slots=True)
class Number:
    """A number, kept as one."""

    name: str = "number"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that star is the decimal point, unless the limits are whole: then whole numbers are typed."""
        most = context.most if isinstance(context.most, int) and context.most >= 0 else None
        decimals = isinstance(context.least, float) or isinstance(context.most, float)
        whole = most is not None and not decimals
        return Keypad(1, LONGEST, star=not whole, greatest=most if whole else None)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the number typed; star is the decimal point."""
        return _allowed(typed_number(keys), context)

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the number said: ``twelve hundred and fifty``, ``1,250``, ``डेढ़ सौ``."""
        return corrected(words, lambda text: _allowed(spoken_number(text), context))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the number in numerals: ``1,250``."""
        return say_number(Decimal(str(value)), context.language)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the number, then its digits: ``1,250: 1 2 5 0``."""
        return twice(self.read_back(value, context), say_digits(Decimal(str(value)), context.language))

    def expected(self, context: AnswerContext) -> Expected:
        """Return the words for the numbers of a narrow range, such as 0 to 10; else anything at all."""
        few = _few(context)
        kind: Literal["phrases", "open"] = "phrases" if few else "open"
        phrases = tuple(FEW[tongue(context.language)][each] for each in few)
        return Expected(phrases, kind, language=context.language, end_silence_ms=END_SILENCE_MS)


def _few(context: AnswerContext) -> range:
    """Return the numbers that may be answered if they are few; else none.

    A short word in noise is found among few others, and lost among all words: of 44 numbers from 0 to 10, half of them
    in kitchen noise at 8 dB, 30 were understood at once when anything was expected, and 41 when those were.
    """
    least, most = 0 if context.least is None else context.least, context.most
    if not isinstance(least, int) or not isinstance(most, int) or least < 0 or most >= len(FEW["en"]):
        return range(0)
    return range(least, most + 1)


def _allowed(number: Decimal | None, context: AnswerContext) -> int | float | None:
    return plain(number) if number is not None and context.allows(plain(number)) else None
