"""What a caller may say now: the recognizer's grammar, in the machine's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Expected:
    """What the caller may say at this moment.

    ``phrases`` are expected word for word (choices of the state, yes and no, commands that work anywhere).
    ``kind`` says what else may come: ``phrases`` nothing; ``digits`` a string of ``min_digits..max_digits`` digits;
    ``open`` anything at all, so that the free transcript is wanted and no phrase should be forced on it.
    """

    phrases: tuple[str, ...] = ()
    kind: Literal["phrases", "digits", "open"] = "phrases"
    min_digits: int = 0
    max_digits: int = 0
    language: str = "en-US"
    end_silence_ms: int = 500
    """How much silence ends the utterance."""
    certain_silence_ms: int = 250
    """How much is enough after an answer that cannot go on."""
    cutting_ms: int = 90
    """How much speech cuts a prompt."""
    hints: tuple[str, ...] = ()
    """What may come besides, such as examples of intents: to be favoured by a recognizer, never forced."""
    model: str | None = None
    """Which of the recognizer's models the flow asks for; None: what suits."""
    dictation: bool = False
    """It is written down rather than answered, and may go on for long."""

    def is_whole(self, phrase: str) -> bool:
        """Whether nothing that is expected goes on from a phrase, or digits, that were accepted."""
        if self.kind == "open":
            return False
        if phrase not in self.phrases:
            return self.kind == "digits" and len(phrase) == self.max_digits
        begun = phrase.casefold().split()
        others = (other.casefold().split() for other in self.phrases)
        return not any(len(other) > len(begun) and other[: len(begun)] == begun for other in others)


DICTATION_SILENCE_MS = 800
"""Who talks to others, or to a machine that only records, pauses for longer than who answers."""


def dictated(language: str, model: str | None) -> Expected:
    """Return what is expected where speech is written down."""
    return Expected((), "open", language=language, end_silence_ms=DICTATION_SILENCE_MS, model=model, dictation=True)
