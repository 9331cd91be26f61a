"""The breaker of one provider, as everybody who asks it shares it: with a clock, a log and a count."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from types import TracebackType

from flowrunner.policy.breaker import Breaker, State, Tolerance

log = logging.getLogger(__name__)

Clock = Callable[[], float]
"""Seconds that only go forward."""

_SAID: dict[State, str] = {
    "open": "a provider fails and is left alone for a while",
    "half_open": "a provider that failed is asked again",
    "closed": "a provider answers again",
}


class Circuit:
    """Lets requests to one provider through, or not. ``counts`` has how they went, and each change of the state."""

    def __init__(self, provider: str, clock: Clock, tolerance: Tolerance | None = None) -> None:
        self.provider = provider
        """As people know it: ``google voice``."""
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._breaker = Breaker(tolerance or Tolerance())

    @property
    def state(self) -> State:
        return self._breaker.state

    def admits(self) -> bool:
        """Tell whether the provider may be asked now."""
        return self._breaker.admits(self._clock())

    def ask(self) -> Asking:
        """Begin a request; whoever does so has looked at ``admits`` and leaves the context when it is over."""
        self._become(self._breaker.ask(self._clock()))
        return Asking(self, self._breaker.turn)

    def note(self, turn: int, outcome: str, *, failed: bool) -> None:
        """Take down how a request went."""
        self.counts[outcome] += 1
        now = self._clock()
        if failed:
            self._become(self._breaker.failed(turn, now), outcome)
        else:
            self._become(self._breaker.succeeded(turn, now))

    def forget(self, turn: int) -> None:
        """Take down that nobody waited for a request."""
        self._become(self._breaker.abandoned(turn))

    def _become(self, breaker: Breaker, trouble: str = "") -> None:
        before, self._breaker = self._breaker.state, breaker
        if breaker.state == before:
            return
        self.counts[f"became_{breaker.state}"] += 1
        facts = {"provider": self.provider, "state": breaker.state, **({"trouble": trouble} if trouble else {})}
        log.log(logging.WARNING if breaker.state == "open" else logging.INFO, _SAID[breaker.state], extra=facts)


class Asking:
    """One request. What is neither answered nor failed when the context is left was abandoned."""

    def __init__(self, circuit: Circuit, turn: int) -> None:
        self._circuit = circuit
        self._turn = turn
        self._is_over = False

    def answered(self) -> None:
        """The provider is well."""
        if self._ends():
            self._circuit.note(self._turn, "answered", failed=False)

    def failed(self, trouble: str) -> None:
        """The provider is not; ``trouble`` is a short stable name to count by."""
        if self._ends():
            self._circuit.note(self._turn, trouble, failed=True)

    def abandoned(self) -> None:
        """Nobody knows how the provider is."""
        if self._ends():
            self._circuit.forget(self._turn)

    def _ends(self) -> bool:
        was_over, self._is_over = self._is_over, True
        return not was_over

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.abandoned()
