"""Looks for what was expected in a free transcript."""

from __future__ import annotations

import re

from flowrunner.answers.expected import Expected
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.grammar import DIGITS


def understand(transcript: str, confidence: float, expected: Expected) -> Recognition:
    """Return the transcript, with the phrase that it is, or the digits that it consists of."""
    if not any(map(str.isalnum, transcript)):
        return Recognition("")
    words = _words(transcript)
    phrases = {" ".join(_words(phrase)): phrase for phrase in reversed(expected.phrases)}
    phrase = phrases.get(" ".join(words)) or _digits(words, expected)
    return Recognition(transcript.strip(), phrase, confidence)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:'\w+)?", text.casefold())


def _digits(words: list[str], expected: Expected) -> str | None:
    if expected.kind != "digits":
        return None
    digits = "".join(DIGITS.get(word, word) for word in words)
    fits = expected.min_digits <= len(digits) <= expected.max_digits
    return digits if fits and digits.isascii() and digits.isdigit() else None
