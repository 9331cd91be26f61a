"""Answers that have a grammar of their own: from words and keys to a value, and back to words. Pure.

The grammars are loaded when the first flow asks for one: they take longer to import than the rest of the engine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, assert_never

from flowrunner.answers import digits, free_text, yes_no
from flowrunner.answers.answer import AnswerContext, Value
from flowrunner.engine.reading import OutOfLimits
from flowrunner.engine.replacing import replace
from flowrunner.engine.scope import moment
from flowrunner.flow.model import Digits, FreeText, FromToday, Limit, Typed, YesNo

if TYPE_CHECKING:
    from flowrunner.answers.answer import AnswerType, Keypad
    from flowrunner.answers.expected import Expected
    from flowrunner.engine.turn import Turn

_ANY_TIME = datetime(2000, 1, 1)
"""What is expected depends on the language alone."""
One = Typed | Digits | YesNo | FreeText
"""An answer that is one value: all but a menu."""


def type_of(answer: One) -> AnswerType:
    """Return what reads and says such answers."""
    match answer:
        case Typed(type=name):
            return grammar(name)
        case Digits():
            return digits.Digits()
        case YesNo():
            return yes_no.YesNo()
        case FreeText():
            return free_text.FreeText()
        case _:
            assert_never(answer)


@cache
def grammar(name: str) -> AnswerType:
    """Return what reads and says the answers of a type."""
    from flowrunner.answers.registry import ANSWER_TYPES

    return ANSWER_TYPES[name]


def context_of(answer: One, now: datetime, language: str) -> AnswerContext:
    """Return what the grammar has to know: the moment in the zone of the flow, the language, and the limits."""
    match answer:
        case Typed():
            least, most = _limit(answer.least, now), _limit(answer.most, now)
            return AnswerContext(now, language, "", least, most, answer.min_length, answer.max_length)
        case Digits(least, most):
            return AnswerContext(now, language, min_length=least, max_length=most)
        case YesNo() | FreeText():
            return AnswerContext(now, language)
        case _:
            assert_never(answer)


def context_in(turn: Turn, answer: One) -> AnswerContext:
    """Return what the grammar has to know at this moment of a call."""
    return context_of(answer, moment(turn.at, turn.flow.timezone), turn.language)


def _limit(limit: Limit | None, now: datetime) -> int | float | str | None:
    return (now.date() + timedelta(days=limit.days)).isoformat() if isinstance(limit, FromToday) else limit


def read_typed(answer: One, words: str, context: AnswerContext) -> Value | OutOfLimits | None:
    """Return the value that an utterance says; None when it is no such answer."""
    kind = type_of(answer)
    value = kind.from_words(words, context)
    return _beyond(kind.from_words(words, _unlimited(context))) if value is None else value


def read_typed_keys(answer: One, keys: str, context: AnswerContext) -> Value | OutOfLimits | None:
    """Return the value of keys, without the one that ends them; None when they are no such answer."""
    kind = type_of(answer)
    value = kind.from_keys(keys, context)
    return _beyond(kind.from_keys(keys, _unlimited(context))) if value is None else value


def _unlimited(context: AnswerContext) -> AnswerContext:
    return replace(context, least=None, most=None)


def _beyond(value: Value | None) -> OutOfLimits | None:
    return None if value is None else OutOfLimits(value)


def keypad_of(answer: One, context: AnswerContext) -> Keypad | None:
    """Return how an answer is typed, or None when it can only be said."""
    return type_of(answer).keypad(context)


@lru_cache(maxsize=256)
def expected_of(answer: One, language: str) -> Expected:
    """Return what the recognizer should expect, commands apart."""
    return type_of(answer).expected(context_of(answer, _ANY_TIME, language))
