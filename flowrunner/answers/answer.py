"""What every answer type can do, and what it has to know of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flowrunner.answers.expected import Expected

Value = str | int | float | bool
"""An answer as a variable keeps it: plain data that JSON carries. A day is ``2026-11-27``, a time ``21:30``."""

_COUNTRIES: Mapping[str, str] = {"en": "US", "hi": "IN"}


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """When, where and within which limits an answer is given."""

    now: datetime
    """The moment of the event, in the zone in which the flow thinks."""
    language: str = "en-US"
    country: str = ""
    """Two letters (ISO 3166); empty: that of the language."""
    least: int | float | str | None = None
    """The smallest value allowed, as the type keeps it; for days and times the earliest."""
    most: int | float | str | None = None
    min_length: int = 0
    """Of digits, codes and text; 0: what suits the type."""
    max_length: int = 0

    @property
    def today(self) -> date:
        """The day of the moment."""
        return self.now.date()

    @property
    def region(self) -> str:
        """The country whose customs hold: order of day and month, currency, telephone numbers."""
        subtags = self.language.split("-")
        named = next((tag for tag in subtags[1:] if len(tag) == 2), "")
        return (self.country or named or _COUNTRIES.get(subtags[0].lower(), "US")).upper()

    def allows(self, value: Value) -> bool:
        """Whether ``value`` is within ``least`` and ``most``; limits of another kind than the value do not count."""
        return not (_is_below(value, self.least) or _is_below(self.most, value))


def _is_below(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one < other
    return False


@dataclass(frozen=True, slots=True)
class Keypad:
    """How an answer is typed: the digits, perhaps star, and hash to end it early."""

    least: int
    most: int
    """The answer is complete with this many keys."""
    star: bool = False
    """Whether star is part of an answer."""
    greatest: int | None = None
    """Of whole numbers: the answer is complete when one more digit would make it greater than this."""


class AnswerType(Protocol):
    """One kind of answer. Everything is a function of its arguments."""

    @property
    def name(self) -> str:
        """The word that authors write after ``type:``."""
        ...

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return how it is typed, or None when it can only be said."""
        ...

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the value of keys typed before hash, or None when they are no such answer."""
        ...

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the value of an utterance, or None when it is no such answer."""
        ...

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the value as a person would repeat it."""
        ...

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the value said with care, after the caller has denied the natural read-back."""
        ...

    def expected(self, context: AnswerContext) -> Expected:
        """Return what the recognizer should expect."""
        ...
