"""A code of letters and digits, such as a booking reference; kept in capitals: ``AB12``.

``Oh`` is a nought and ``o`` the letter. Only digits can be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.expected import Expected
from flowrunner.answers.letters import RADIO, is_sure, spelled_out
from flowrunner.answers.words import FILLERS, corrected, lexicon, tokens
from flowrunner.flow.saying import spell, tongue

SHORTEST, LONGEST = 2, 20
END_SILENCE_MS = 900

_AROUND = frozenset(
    each
    for each in FILLERS | lexicon("code reference booking confirmation ref id pnr number thanks sorry कोड नंबर धन्यवाद")
    if len(each) > 1
) - lexicon("oh are you be के like for")
_LETTERS_TOO = lexicon("a जी")
"""Around a code only before other words that are."""
_BETWEEN = lexicon("dash hyphen minus slash space then and um uh er erm comma next और फिर डैश")
_OPENINGS = ("think", "have", "am", "guess", "believe", "would", "want", "got", "see")
_BEFORE_BE = ("will", "would", "should", "must", "itll")
_RUN = re.compile(r"\b(?=[A-Za-z0-9]*[A-Z0-9])(?:[A-Z0-9]{2,12}|(?=[A-Za-z]*\d)[A-Za-z0-9]{2,12})\b")
_NO_RUN = frozenset({"OK", "UM", "UH", "IT", "IS", "MY", "THE", "CODE", "PNR", "ID", "NO", "YES"})


def spoken_code(text: str) -> str | None:
    """Return the letters and digits that ``text`` spells and nothing else, in capitals."""
    words = _framed(list(tokens(_RUN.sub(_apart, text))))
    if not any(is_sure(words, place) for place in range(len(words))):
        return None
    code, place = "", 0
    while place < len(words):
        found = ("", place + 1) if words[place] in _BETWEEN else spelled_out(words, place)
        if found is None:
            return None
        code, place = code + found[0], found[1]
    return code.upper() or None


def _apart(match: re.Match[str]) -> str:
    """Write ``AB12`` as ``A B 1 2``; a number, or a word in capitals, stays."""
    run = match[0]
    return run if run in _NO_RUN or run.isdecimal() else " ".join(run)


def _framed(words: list[str]) -> list[str]:
    """Drop what is said around a code, but no single letter of it."""
    parts = [part for each in words for part in _parts(each)]
    while opening := _opening(parts):
        parts = parts[opening:]
    while parts and parts[-1] in _AROUND | {"you"} and parts[-2:] != ["double", "you"]:
        parts.pop()
    return parts


def _opening(parts: list[str]) -> int:
    """Return how many of the first words are no part of a code."""
    first, second = (*parts, "", "")[:2]
    if first in _LETTERS_TOO:
        return int(second in _AROUND - _LETTERS_TOO)
    if first == "i":
        return 2 * (second in _OPENINGS)
    if second == "be" and first in _BEFORE_BE:
        return 2
    return int(first in _AROUND)


def _parts(token: str) -> Iterator[str]:
    """Cut ``12-34`` into its digits."""
    if token[0].isdecimal():
        yield from (each for each in token if each.isdecimal())
    elif token not in "+%@":
        yield token


@dataclass(frozen=True, slots=True)
class Code:
    """Letters and digits, kept in capitals."""

    name: str = "code"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that a code of digits alone can be typed."""
        return Keypad(*_lengths(context))

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the digits typed."""
        return _fitting(keys, context) if re.fullmatch(r"[0-9]+", keys) else None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the code said: ``a b c one two``, ``b as in boy``, ``double seven``, ``AB12``."""
        return corrected(words, lambda text: _fitting(spoken_code(text), context))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the letters and digits one by one: ``A B 1 2``."""
        return spell(str(value))

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return each letter with a word that begins with it: ``A as in Alpha, 1``."""
        link = "फ़ॉर" if tongue(context.language) == "hi" else "as in"
        return ", ".join(f"{each} {link} {RADIO[each]}" if each in RADIO else each for each in str(value))

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything at all."""
        return Expected((), "open", language=context.language, end_silence_ms=END_SILENCE_MS)


def _lengths(context: AnswerContext) -> tuple[int, int]:
    return context.min_length or SHORTEST, context.max_length or LONGEST


def _fitting(code: str | None, context: AnswerContext) -> str | None:
    shortest, longest = _lengths(context)
    return code if code and shortest <= len(code) <= longest else None
