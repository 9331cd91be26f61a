"""A circuit breaker: who has failed often is left alone for a while, then asked once to see. Pure.

``closed``: everybody may ask. ``open``: nobody may, until the rest is over. ``half_open``: one asks, to see; the answer
closes the circuit, or opens it again for twice as long: whoever asks, waits, and an outage of an hour should not cost
three hundred callers their patience. A success does not wipe out the failures before it: a provider that fails every
other time keeps every other caller waiting, and half of all is enough to open.

Who may ask gets a turn, a number that belongs to the present state. What is told about an older turn is ignored: a
request that was sent before the circuit opened says nothing about the provider of now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["closed", "open", "half_open"]
MOST_OUTCOMES = 20
"""As many of the latest outcomes are looked at."""
LONGEST_RESTS = 16
"""So many times ``rest_s`` a provider is left alone at most."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What is put up with."""

    failures: int = 3
    """So many within ``window_s``, at least every other one, open the circuit."""
    window_s: float = 30.0
    rest_s: float = 10.0
    """How long a provider is left alone at first."""


NEVER_OPENS = Tolerance(failures=MOST_OUTCOMES + 1)
"""Of what is on this machine: it may be busy, but to leave it alone would help nobody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one request went, and when."""

    at: float
    failed: bool


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of one provider; times are in seconds of any clock that only goes forward."""

    tolerance: Tolerance = Tolerance()
    state: State = "closed"
    since: float = 0.0
    """When the state began."""
    turn: int = 0
    """Grows with each change of the state."""
    recent: tuple[Outcome, ...] = ()
    probes: int = 0
    """That failed, one after the other."""

    def admits(self, now: float) -> bool:
        """Tell whether somebody may ask. A probe that is not heard of again makes room for the next."""
        return self.state == "closed" or now - self.since >= self._rest_s()

    def ask(self, now: float) -> Breaker:
        """Return the breaker with somebody asking, who must have been admitted."""
        return self if self.state == "closed" else self._change("half_open", now, self.probes)

    def succeeded(self, turn: int, now: float) -> Breaker:
        """Note an answer."""
        if turn != self.turn:
            return self
        return self._noted(now, failed=False) if self.state == "closed" else self._change("closed", now)

    def failed(self, turn: int, now: float) -> Breaker:
        """Note that there was none."""
        if turn != self.turn:
            return self
        if self.state != "closed":
            return self._change("open", now, self.probes + 1)
        noted = self._noted(now, failed=True)
        return noted._change("open", now) if noted._is_too_much() else noted

    def abandoned(self, turn: int) -> Breaker:
        """Note that whoever asked did not wait for the answer: if that was the probe, the next who asks is one."""
        if turn != self.turn or self.state != "half_open":
            return self
        return replace(self, since=self.since - self.tolerance.rest_s)

    def _noted(self, now: float, *, failed: bool) -> Breaker:
        recent = [each for each in self.recent if now - each.at < self.tolerance.window_s]
        return replace(self, recent=(*recent, Outcome(now, failed))[-MOST_OUTCOMES:])

    def _is_too_much(self) -> bool:
        failures = sum(each.failed for each in self.recent)
        return failures >= self.tolerance.failures and 2 * failures >= len(self.recent)

    def _rest_s(self) -> float:
        """Return how long the present state lasts; that of a probe does not grow with their number."""
        times = min(2**self.probes, LONGEST_RESTS) if self.state == "open" else 1
        return self.tolerance.rest_s * times

    def _change(self, state: State, since: float, probes: int = 0) -> Breaker:
        return Breaker(self.tolerance, state, since, self.turn + 1, probes=probes)
