"""A day, kept as ``2026-11-27``.

Rules for what people leave out: a weekday is the coming one, never today; ``this Friday`` may be today; ``next Friday``
is that of the next week, which begins on Monday. A day without its year, or without its month, is the next such day. If
the limits do not allow it, the nearest one before is meant, so that a birthday lies in the past. Written and typed days
have the month first in the United States and the day first elsewhere, unless only the other way gives a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flowrunner.answers.answer import AnswerContext, Keypad, Value
from flowrunner.answers.calendar_words import GLOSSARY
from flowrunner.answers.day_readings import possible_days, written_days
from flowrunner.answers.expected import Expected
from flowrunner.answers.words import corrected
from flowrunner.flow.saying import DAYS, MONTHS, say_day, tongue

END_SILENCE_MS = 700
_RELATIVE = {"en": ("today", "tomorrow", "the day after tomorrow", "next week"), "hi": ("आज", "कल", "परसों")}
_WITHOUT_YEAR = 300
"""Days ahead that are said without their year."""


def spoken_day(text: str, context: AnswerContext) -> str | None:
    """Return the day that ``text`` says and nothing else."""
    return _first_allowed(possible_days(GLOSSARY.symbols(text), context.today, context.region), context)


def _first_allowed(days: Iterable[date], context: AnswerContext) -> str | None:
    return next((day.isoformat() for day in days if context.allows(day.isoformat())), None)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, kept as ``2026-11-27``."""

    name: str = "date"

    def keypad(self, context: AnswerContext) -> Keypad | None:
        """Return that day and month are typed, and perhaps the year."""
        return Keypad(4, 8)

    def from_keys(self, keys: str, context: AnswerContext) -> Value | None:
        """Return the day typed: ``2711``, ``271126`` or ``27112026``; the month first in the United States."""
        if not re.fullmatch(r"[0-9]{4}(?:[0-9]{2}|[0-9]{4})?", keys):
            return None
        parts = [keys[:2], keys[2:4], *([keys[4:]] if keys[4:] else [])]
        return _first_allowed(written_days(parts, context.today, context.region), context)

    def from_words(self, words: str, context: AnswerContext) -> Value | None:
        """Return the day said: ``next Friday``, ``the twenty seventh of November``, ``परसों``."""
        return corrected(words, lambda text: spoken_day(text, context))

    def read_back(self, value: Value, context: AnswerContext) -> str:
        """Return the day of the week and the date; the year if it is not the coming one."""
        day = date.fromisoformat(str(value))
        soon = 0 <= (day - context.today).days < _WITHOUT_YEAR
        return say_day(day, context.language, year=not soon)

    def spelled(self, value: Value, context: AnswerContext) -> str:
        """Return the whole date, then its numbers."""
        day = date.fromisoformat(str(value))
        name = MONTHS[tongue(context.language)][day.month - 1]
        return f"{say_day(day, context.language)}: {day.day}, {name}, {' '.join(str(day.year))}"

    def expected(self, context: AnswerContext) -> Expected:
        """Return anything, most likely with a day of the week or a month."""
        language = tongue(context.language)
        phrases = (*_RELATIVE[language], *DAYS[language], *MONTHS[language])
        return Expected(phrases, "open", language=context.language, end_silence_ms=END_SILENCE_MS)
