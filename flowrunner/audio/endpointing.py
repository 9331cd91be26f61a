"""Decide when the caller begins to speak and when they have finished.

Theory of operation. Voice activity gives a probability of speech for each window of sound; this machine turns the row
of them into events. It is a value: ``hear`` returns the next one and the events that happened on the way, and knows no
clock: each window says how long it is, and a stretch in which nothing was listened to (the gate was shut) is simply one
long window of probability 0. Speech begins when there was enough of it, in windows above a limit, with no silence
between them; one alone is a click. How much and how high may be changed, since more is asked of what would cut a
prompt. From then on a window counts as silence only below ``SILENCE``, lower than what began it, since the ends of
words are faint; between the two limits whatever goes on goes on. Some silence (``MAYBE_FINISHED_S``) says that the
caller may have finished, which is the moment to decode ahead of need; if they go on, ``RESUMED`` makes that stale; if
the silence lasts as long as the question allows, the utterance is ``FINISHED``. One that does not end is cut after
``longest_s``, and what follows it is a new utterance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

SPEECH = 0.5
SILENCE = 0.35
START_S = 0.06
"""Two windows of 32 ms."""
MAYBE_FINISHED_S = 0.15
"""Five windows: what is decoded ahead takes some 150 ms or more, and is wanted soon after that."""
LONGEST_S = 15.0


class Endpoint(Enum):
    """What happened to the utterance."""

    STARTED = auto()
    MAYBE_FINISHED = auto()
    RESUMED = auto()
    FINISHED = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class Endpointer:
    """Where the caller is in an utterance."""

    end_silence_s: float = 0.5
    """How much silence ends the utterance."""
    start_s: float = START_S
    """How much speech begins one."""
    start_at: float = SPEECH
    """How probable that speech has to be."""
    speaking: bool = False
    onset_s: float = 0.0
    """Speech so far, before it counts as begun."""
    silence_s: float = 0.0
    """Silence so far, inside an utterance."""
    length_s: float = 0.0
    """Length of the utterance so far."""
    longest_s: float = LONGEST_S
    """How long an utterance may be."""

    def ending_after(self, seconds: float) -> Endpointer:
        """Return the same, with another length of silence that ends the utterance."""
        return self if seconds == self.end_silence_s else replace(self, end_silence_s=seconds)

    def starting_after(self, seconds: float, probability: float) -> Endpointer:
        """Return the same, with another length of speech that begins an utterance, and how probable it has to be."""
        if seconds == self.start_s and probability == self.start_at:
            return self
        return replace(self, start_s=seconds, start_at=probability)

    def lasting(self, seconds: float) -> Endpointer:
        """Return the same, with another length that an utterance may have."""
        return self if seconds == self.longest_s else replace(self, longest_s=seconds)

    def afresh(self) -> Endpointer:
        """Return the same before anything was heard."""
        return Endpointer(self.end_silence_s, self.start_s, self.start_at, longest_s=self.longest_s)

    def hear(self, probability: float, seconds: float) -> tuple[Endpointer, tuple[Endpoint, ...]]:
        """Take one window and return the next value with what happened, in order."""
        if not self.speaking:
            return self._wait(probability, seconds)
        heard = replace(self, silence_s=self._silence(probability, seconds), length_s=self.length_s + seconds)
        return heard._decide(self.silence_s)

    def _wait(self, probability: float, seconds: float) -> tuple[Endpointer, tuple[Endpoint, ...]]:
        if probability < SILENCE:
            return (replace(self, onset_s=0.0) if self.onset_s else self), ()
        if probability < self.start_at:
            return self, ()
        onset_s = self.onset_s + seconds
        if onset_s < self.start_s:
            return replace(self, onset_s=onset_s), ()
        return replace(self, speaking=True, onset_s=0.0, length_s=onset_s), (Endpoint.STARTED,)

    def _silence(self, probability: float, seconds: float) -> float:
        if probability >= SPEECH:
            return 0.0
        if probability >= SILENCE and not self.silence_s:
            return 0.0
        return self.silence_s + seconds

    def _decide(self, silent_before_s: float) -> tuple[Endpointer, tuple[Endpoint, ...]]:
        if self.silence_s >= self.end_silence_s:
            maybe = () if silent_before_s >= MAYBE_FINISHED_S else (Endpoint.MAYBE_FINISHED,)
            return self.afresh(), (*maybe, Endpoint.FINISHED)
        if self.length_s >= self.longest_s:
            return self.afresh(), (Endpoint.TOO_LONG,)
        if self.silence_s >= MAYBE_FINISHED_S > silent_before_s:
            return self, (Endpoint.MAYBE_FINISHED,)
        if silent_before_s >= MAYBE_FINISHED_S > self.silence_s:
            return self, (Endpoint.RESUMED,)
        return self, ()
