"""How often something may happen: a bucket of tokens, looked into only when it seems to be empty."""

from __future__ import annotations

from collections.abc import Callable


class Pace:
    """Allows ``per_s`` a second, and a burst of as many as come in ``burst_s``. ``clock`` is in seconds.

    While nobody hurries the clock is asked once a burst, because frames come fifty times a second and call. So right
    after a burst another may follow: no more than two bursts, and ``per_s`` for the time that passes.
    """

    __slots__ = ("_burst", "_clock", "_left", "_per_s", "_since")

    def __init__(self, per_s: float, burst_s: float, clock: Callable[[], float]) -> None:
        self._per_s = per_s
        self._burst = max(1.0, per_s * burst_s)
        self._left = self._burst
        self._clock = clock
        self._since = clock()

    def take(self) -> bool:
        """Return whether this one is within bounds."""
        if self._left < 1.0:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._since) * self._per_s)
            self._since = now
            if self._left < 1.0:
                return False
        self._left -= 1.0
        return True
