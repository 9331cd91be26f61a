"""What is said of a typed answer, whole or in pieces: people pause within telephone numbers and codes. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from flowrunner.answers.digits import spoken_digits
from flowrunner.engine.reading import OutOfLimits, Partial
from flowrunner.engine.typed import read_typed, read_typed_keys, type_of

if TYPE_CHECKING:
    from flowrunner.answers.answer import AnswerContext, Value
    from flowrunner.flow.model import Typed

MAX_CHARACTERS = 32


def say(answer: Typed, so_far: str, words: str, context: AnswerContext) -> Value | OutOfLimits | Partial | None:
    """Return what an utterance makes of an answer; None when it is no such answer.

    A telephone number, or a code of a known length, may be said in pieces, or once more from the beginning.
    """
    piece = _piece(answer, words, context)
    joined = _whole(answer, so_far + piece, context) if so_far and piece else None
    value = joined if joined is not None else read_typed(answer, words, context)
    if value is not None or piece is None:
        return value
    return Partial(so_far + piece) if len(so_far + piece) < MAX_CHARACTERS else None


def _piece(answer: Typed, words: str, context: AnswerContext) -> str | None:
    if answer.type == "phone":
        return spoken_digits(words)
    if answer.type == "code" and answer.min_length:
        return cast("str | None", type_of(answer).from_words(words, replace(context, min_length=1)))
    return None


def _whole(answer: Typed, said: str, context: AnswerContext) -> Value | OutOfLimits | None:
    if answer.type == "phone":
        return read_typed_keys(answer, said, context)
    return said if answer.min_length <= len(said) <= answer.max_length else None
