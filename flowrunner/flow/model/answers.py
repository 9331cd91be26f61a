"""What a question takes for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.flow.model.going import Go
    from flowrunner.flow.model.places import Span
    from flowrunner.flow.model.prompts import Prompt


@dataclass(frozen=True, slots=True)
class Choice:
    """One labelled way out of a menu, or one command that works anywhere."""

    name: str
    keys: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    anything: bool = False
    examples: tuple[str, ...] = ()
    """Sentences of its intent: understood like phrases, but not expected word for word."""
    say: Prompt | None = None
    go: Go | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """``choices:``: keys, words or both. Outcomes: the choice names, ``give_up``."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Digits:
    """``type: digits``. Outcomes: done, ``give_up``."""

    min_digits: int = 1
    max_digits: int = 32
    finish_on: str | None = "#"
    inter_digit_timeout_s: float = 3.0


@dataclass(frozen=True, slots=True)
class YesNo:
    """``type: yes_no``; keys 1 and 2. Outcomes: ``yes``, ``no``, ``give_up``."""


@dataclass(frozen=True, slots=True)
class FreeText:
    """``type: text``: whatever the caller says. Outcomes: done, ``give_up``."""


TypeName = Literal["number", "money", "date", "time", "phone", "name", "email", "code"]


@dataclass(frozen=True, slots=True)
class FromToday:
    """A limit that moves: the day of the call, and so many days after it."""

    days: int = 0


Limit = int | float | str | FromToday
"""The least or the most that an answer may be, as its type keeps values: ``8``, ``2026-12-31``, ``21:30``."""


@dataclass(frozen=True, slots=True)
class Typed:
    """``type: date`` and others that have a grammar of their own. Outcomes: done, ``give_up``."""

    type: TypeName
    least: Limit | None = None
    most: Limit | None = None
    min_length: int = 0
    """Of a code; 0: what suits the type."""
    max_length: int = 0
    finish_on: str | None = "#"
    inter_digit_timeout_s: float = 3.0


Answer = Menu | Digits | YesNo | FreeText | Typed
