"""What is typed or said bit by bit: length, the key that ends it, and what is too much. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.reading import Meaning, OutOfLimits, Partial, Reading, Unread
from flowrunner.engine.typed import keypad_of, read_typed_keys

if TYPE_CHECKING:
    from flowrunner.answers.answer import AnswerContext, Keypad
    from flowrunner.engine.actions import How
    from flowrunner.flow.model import Digits, Typed

DIGITS = "0123456789"


def press(digits: Digits, so_far: str, key: str) -> Reading:
    """Return what one more key makes of the digits typed so far."""
    if key == digits.finish_on:
        return run_out(digits, so_far)
    if key not in DIGITS:
        return Unread.IGNORED
    typed = so_far + key
    return _complete(typed, "key") if len(typed) >= digits.max_digits else Partial(typed)


def say(digits: Digits, so_far: str, spoken: str, confidence: float) -> Reading:
    """Return what digits that were spoken make of those so far.

    A number may be said in pieces, or once more from the beginning.
    """
    for whole in (so_far + spoken, spoken):
        if digits.min_digits <= len(whole) <= digits.max_digits:
            return _complete(whole, "parsed", confidence)
    return Partial(so_far + spoken) if len(so_far + spoken) < digits.min_digits else Unread.UNCLEAR


def run_out(digits: Digits, so_far: str) -> Reading:
    """Return what the digits so far are when no more come."""
    return _complete(so_far, "key") if len(so_far) >= digits.min_digits else Unread.UNCLEAR


def press_typed(answer: Typed, context: AnswerContext, so_far: str, key: str) -> Reading:
    """Return what one more key makes of the keys of a typed answer so far."""
    keypad = keypad_of(answer, context)
    if keypad is None:
        return Unread.IGNORED
    if key == answer.finish_on:
        return run_out_typed(answer, context, so_far)
    if key not in DIGITS and not (key == "*" and keypad.star):
        return Unread.IGNORED
    typed = so_far + key
    return run_out_typed(answer, context, typed) if _is_full(typed, keypad) else Partial(typed)


def _is_full(typed: str, keypad: Keypad) -> bool:
    """Whether no further key can be part of the answer."""
    beyond = keypad.greatest is not None and int(f"{typed}0") > keypad.greatest
    return beyond or len(typed) >= keypad.most


def run_out_typed(answer: Typed, context: AnswerContext, keys: str) -> Reading:
    """Return what the keys of a typed answer are when no more come."""
    value = read_typed_keys(answer, keys, context)
    if value is None:
        return Unread.UNCLEAR
    return value if isinstance(value, OutOfLimits) else Meaning("key", "done", value=value)


def _complete(digits: str, how: How, confidence: float = 1.0) -> Meaning:
    return Meaning(how, "done", confidence, value=digits)
