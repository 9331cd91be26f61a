"""An event loop whose clock jumps to the next timer when nothing is left to do: tests of time take none."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting, moves the loop's clock."""

    now = 0.0
    settle_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout and self.settle_s:
            ready = super().select(min(timeout, self.settle_s))
        if not ready and timeout:
            self.now += timeout
        elif not ready and timeout is None:
            return super().select(None)  # only another thread can wake the loop now
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """``loop.time()`` starts at 0 and moves only when every task is waiting.

    ``settle_s`` is the real time that sockets of this machine get to deliver before the clock jumps.
    """

    def __init__(self, settle_s: float = 0.0) -> None:
        self._jumping = _JumpingSelector()
        self._jumping.settle_s = settle_s
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds of virtual time."""
        return self._jumping.now


def run(work: Coroutine[None, None, T], settle_s: float = 0.0) -> T:
    """Run ``work`` to its end in virtual time."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(settle_s)) as runner:
        return runner.run(work)
