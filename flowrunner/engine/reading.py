"""What a key or an utterance can turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.engine.actions import How
    from flowrunner.flow.model import Choice


@dataclass(frozen=True, slots=True)
class Meaning:
    """It is an answer, or a command that works anywhere."""

    how: How
    outcome: str
    confidence: float = 1.0
    choice: Choice | None = None
    anytime: bool = False
    value: object = None
    """What ``save`` stores."""


@dataclass(frozen=True, slots=True)
class Partial:
    """It is the beginning of an answer: the digits so far."""

    digits: str


@dataclass(frozen=True, slots=True)
class Either:
    """It is one of two answers, as likely the one as the other."""

    first: Meaning
    second: Meaning


@dataclass(frozen=True, slots=True)
class OutOfLimits:
    """It is an answer of the right type, but less than the least, or more than the most."""

    value: object


class Unread(Enum):
    """It is no answer."""

    IGNORED = "ignored"
    """And no mistake either."""
    UNCLEAR = "unclear"


Reading = Meaning | Either | Partial | OutOfLimits | Unread
