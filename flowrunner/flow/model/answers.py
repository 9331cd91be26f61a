"""What a question takes for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


Answer = Menu | Digits | YesNo | FreeText
