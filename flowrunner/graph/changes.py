"""One difference between two flows, in words, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much a change matters to those who answer for the line; what matters most comes first."""

    LINE = 0
    """Where calls begin, and where they go when they are stuck."""
    STATES = 1
    ROUTES = 2
    DOING = 3
    """What a state does: another verb, another number, another address."""
    ANSWERS = 4
    """Keys and phrases, how many digits."""
    PATIENCE = 5
    """Tries, seconds, what is listened to."""
    DATA = 6
    WORDS = 7


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``details`` are for whoever asks for more."""

    weight: Weight
    text: str
    details: tuple[str, ...] = ()
