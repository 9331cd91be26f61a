"""Digits, one key or one utterance at a time: length, terminator, and what is too much. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.reading import Meaning, Partial, Reading, Unread

if TYPE_CHECKING:
    from flowrunner.engine.actions import How
    from flowrunner.flow.model import Digits

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


def _complete(digits: str, how: How, confidence: float = 1.0) -> Meaning:
    return Meaning(how, "done", confidence, value=digits)
