"""How much is put up with from providers."""

from __future__ import annotations

from dataclasses import dataclass

from flowrunner.policy.breaker import Tolerance


@dataclass(frozen=True, slots=True)
class Policy:
    """Of every provider that a call may have to wait for."""

    sound_s: float = 4.0
    """How long a voice may take to begin, and from one piece of sound to the next."""
    answer_s: float = 4.0
    """How long a recognizer may take once the caller has finished; the next one has as long again."""
    failures: int = 3
    """So many within ``window_s``, when they are at least half of all, and the provider is left alone."""
    window_s: float = 30.0
    rest_s: float = 10.0
    """How long it is left alone before one request is tried; twice as long after each of them that fails."""

    @property
    def tolerance(self) -> Tolerance:
        """What a breaker needs to know."""
        return Tolerance(self.failures, self.window_s, self.rest_s)
