"""What an author's ``pace`` comes to: how long the call waits in a pause, and how easily it gives way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.engine.replacing import replace
from flowrunner.flow.model import Pace

if TYPE_CHECKING:
    from flowrunner.answers.expected import Expected


@dataclass(frozen=True, slots=True)
class Tempo:
    """One pace."""

    patience: float
    """The silence that ends an utterance, as a part of what its kind of question needs."""
    certain_silence_ms: int
    """How much is enough after an answer that cannot go on."""
    cutting_ms: int
    """How much speech cuts a prompt."""


TEMPI = {
    Pace.RELAXED: Tempo(1.5, 500, 150),
    Pace.NORMAL: Tempo(1.0, 250, 90),
    Pace.EAGER: Tempo(0.7, 200, 60),
}


def at_pace(expected: Expected, pace: Pace) -> Expected:
    """Return what is expected, with the times of a pace."""
    if pace is Pace.NORMAL:
        return expected
    tempo = TEMPI[pace]
    return replace(
        expected,
        end_silence_ms=round(expected.end_silence_ms * tempo.patience),
        certain_silence_ms=tempo.certain_silence_ms,
        cutting_ms=tempo.cutting_ms,
    )
