"""What is said of a typed answer, whole or in pieces: people pause within telephone numbers and codes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flowrunner.answers.answer import Value
from flowrunner.answers.digits import spoken_digits
from flowrunner.engine.reading import OutOfLimits, Partial
from flowrunner.engine.replacing import replace
from flowrunner.engine.typed import read_typed, read_typed_keys, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowrunner.answers.answer import AnswerContext
    from flowrunner.flow.model import Typed

MAX_CHARACTERS = 32


Found = Value | OutOfLimits | Partial | None


def heard(answer: Typed, so_far: str, said: Iterable[str], context: AnswerContext) -> Found:
    """Return what an utterance makes of an answer; None when it is no such answer.

    ``said`` are the ways to understand the utterance, the best first; what is whole goes before a piece.
    """
    found = [_say(answer, so_far, words, context) for words in said if words]
    known = [each for each in found if each is not None]
    return next((each for each in known if not isinstance(each, Partial)), known[0] if known else None)


def _say(answer: Typed, so_far: str, words: str, context: AnswerContext) -> Found:
    """Read a whole answer, or a piece of a telephone number or of a code of a known length."""
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
