"""Digits as callers say them: one by one, doubled, in pairs, or as a recognizer writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

MAX_CHARACTERS = 400
"""A longer utterance is no string of digits."""

_ONES: dict[str, str] = {
    **dict.fromkeys(("zero", "oh", "o", "nought", "naught", "nil", "शून्य", "ज़ीरो", "जीरो"), "0"),
    **dict.fromkeys(("one", "एक"), "1"),
    **dict.fromkeys(("two", "दो"), "2"),
    **dict.fromkeys(("three", "तीन"), "3"),
    **dict.fromkeys(("four", "चार"), "4"),
    **dict.fromkeys(("five", "पाँच", "पांच"), "5"),
    **dict.fromkeys(("six", "छह", "छः", "छे", "छ"), "6"),
    **dict.fromkeys(("seven", "सात"), "7"),
    **dict.fromkeys(("eight", "आठ"), "8"),
    **dict.fromkeys(("nine", "niner", "नौ"), "9"),
}
_SOUND_ALIKE = {"won": "1", "to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8"}
"""What a recognizer writes for a digit; believed only beside a word that can be nothing else."""
_TEEN_WORDS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TEENS = {word: str(number) for number, word in enumerate(_TEEN_WORDS.split(), start=10)}
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: str(number) for number, word in enumerate(_TEN_WORDS.split(), start=2)}
_REPEATS = {"double": 2, "triple": 3, "treble": 3, "डबल": 2, "ट्रिपल": 3}
_BETWEEN_WORDS = "and then um uh er dash hyphen space और"
_AROUND_WORDS = """
    a account card code digits ending ends hello hi id im in is it its mine my number numbers okay ok phone pin please
    sorry sir so sure that thats the thank thanks well yeah yes you मेरा नंबर है
"""
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
_AROUND = _BETWEEN | frozenset(_AROUND_WORDS.split())


def spoken_digits(text: str) -> str | None:
    """Return the digits that ``text`` says, or None when it says anything else.

    ``seven four nine one``, ``double four``, ``oh``, ``twenty three`` (23), ``7491``, ``7 4 9 1``, ``७४``.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    tokens = _without_frame(list(_tokens(text)))
    if not any(_surely_digit(token) for token in tokens):
        return None
    return _read([token for token in tokens if token not in _BETWEEN])


def _tokens(text: str) -> Iterator[str]:
    """Yield words and digits; a numeral such as ``7491`` comes digit by digit."""
    word = ""
    for character in unicodedata.normalize("NFC", text).casefold():
        digit = unicodedata.digit(character, None)
        if digit is not None or not _is_letter(character):
            if word and character not in "'’":
                yield word
                word = ""
            if digit is not None:
                yield str(digit)
        else:
            word += character
    if word:
        yield word


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _without_frame(tokens: list[str]) -> list[str]:
    """Drop what people say around a number: ``my number is ... thank you``."""
    while tokens and tokens[0] in _AROUND:
        tokens = tokens[1:]
    while tokens and tokens[-1] in _AROUND:
        tokens = tokens[:-1]
    return tokens


def _surely_digit(token: str) -> bool:
    return token.isdecimal() or token in _ONES or token in _TEENS or token in _TENS


def _one(token: str) -> str | None:
    if token.isdecimal():
        return token
    return _ONES.get(token) or _SOUND_ALIKE.get(token)


def _read(tokens: list[str]) -> str | None:
    digits = ""
    while tokens:
        read, used = _next(tokens)
        if read is None:
            return None
        digits += read
        tokens = tokens[used:]
    return digits


def _next(tokens: list[str]) -> tuple[str | None, int]:
    """Return the digits that the first words say, and how many words that took."""
    first = tokens[0]
    second = _one(tokens[1]) if len(tokens) > 1 else None
    if first in _REPEATS:
        return (second * _REPEATS[first] if second else None), 2
    if first in _TEENS:
        return _TEENS[first], 1
    if first in _TENS:
        joined = second is not None and second != "0"
        return _TENS[first] + (second if joined and second else "0"), 1 + joined
    return _one(first), 1
