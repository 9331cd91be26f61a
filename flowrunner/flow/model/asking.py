"""A question and its ladder."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.flow.model.answers import Answer
    from flowrunner.flow.model.prompts import Prompt, Segment
    from flowrunner.flow.template import Expression


class Listen(StrEnum):
    """What a question listens to."""

    BOTH = "both"
    KEYS = "keys"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Reprompt:
    """One step of the ladder: what is said after a mistake, and perhaps what is listened to from then on.

    ``stands_alone`` is true when the words ask by themselves; otherwise the question follows them.
    """

    say: tuple[Segment, ...]
    listen: Listen | None = None
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """An answer that is not taken, and what is said then."""

    condition: Expression
    say: Prompt


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and its ladder: silence and confusion share one counter."""

    prompt: Prompt
    answer: Answer
    silence: tuple[Reprompt, ...] = ()
    """Empty: a built-in sentence, then the question again."""
    unclear: tuple[Reprompt, ...] = ()
    tries: int = 3
    after_s: float = 5.0
    listen: Listen = Listen.BOTH
    save: str | None = None
    confirm: Literal["auto", "always", "never"] = "auto"
    confirmation: Prompt | None = None
    """The author's words for it."""
    sure: float = 0.7
    """How sure an answer has to be not to be confirmed, when that is ``auto``."""
    reject: tuple[Rejection, ...] = ()
    secret: bool = False
    """Keys only; the value is kept apart and is used in the bodies of requests alone."""
