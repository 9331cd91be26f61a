"""Whatever the caller says, as it was written down."""

from __future__ import annotations

from dataclasses import dataclass

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.expected import Expected
from flowrunner.answers.words import fold, lexicon

END_SILENCE_MS = 900
_HESITATIONS = lexicon("um umm uh uhm er erm ah eh hm hmm mm उम अं हम्म")


@dataclass(frozen=True, slots=True)
class FreeText:
    """Anything said that is more than a hesitation."""

    name: str = "text"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that it cannot be typed."""
        return None

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return nothing: it cannot be typed."""
        return None

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the words, without spaces around them."""
        text = " ".join(words.split())
        fits = context.min_length <= len(text) <= (context.max_length or len(text))
        return text if fits and _says_something(text) else None

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the words."""
        return str(value)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the words: a sentence is not spelled."""
        return str(value)

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything at all."""
        return Expected((), "open", language=context.language, end_silence_ms=END_SILENCE_MS)


def _says_something(text: str) -> bool:
    words = "".join(each if each.isalnum() or ord(each) > 127 else " " for each in fold(text)).split()
    return any(word not in _HESITATIONS and any(map(str.isalnum, word)) for word in words)
