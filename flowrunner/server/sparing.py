"""A log that nobody can fill: who sends junk gets the first lines, and then one a second that says how many came."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from flowrunner.plivo.pace import Pace

LINES_PER_S = 1.0
BURST_S = 20.0


class SparingLog:
    """Warns through ``log``, but not about everything when there is too much."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._pace = Pace(LINES_PER_S, BURST_S, clock)
        self._unsaid = 0

    def warn(self, message: str, facts: Mapping[str, object]) -> None:
        """Write a line, or count it as unsaid; the next line that is written tells how many were."""
        if not self._pace.take():
            self._unsaid += 1
            return
        self._log.warning(message, extra={**facts, "unsaid": self._unsaid or ""})
        self._unsaid = 0
