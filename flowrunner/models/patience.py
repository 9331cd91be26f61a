"""How long a call waits for a language model. Only waiting counts: whoever listens may take a reply at leisure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from flowrunner.errors import LanguageModelError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """In seconds."""

    first_s: float = 8.0
    """Until the first word, with connecting and asking again."""
    between_s: float = 5.0
    """From one piece to the next."""
    whole_s: float = 60.0
    """In all."""


class Patience:
    """What is left of the deadlines of one reply."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._left = deadlines.first_s
        self._whole = deadlines.whole_s
        self._begun = False

    @property
    def left_s(self) -> float:
        """How long it may take until something comes."""
        return min(self._left, self._whole)

    def progress(self) -> None:
        """Note that a piece came."""
        self._begun = True
        self._left = self._deadlines.between_s

    async def wait(self, work: Awaitable[T]) -> T:
        """Return what ``work`` gives; raises LanguageModelError when it takes too long."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout(max(self.left_s, 0.0)):
                return await work
        except TimeoutError:
            raise LanguageModelError("timeout", self._complaint()) from None
        finally:
            self._left -= loop.time() - start
            self._whole -= loop.time() - start

    def _complaint(self) -> str:
        if self._whole <= self._left:
            return f"the reply took more than {self._deadlines.whole_s:g} s"
        if self._begun:
            return f"the reply stopped for {self._deadlines.between_s:g} s"
        return f"no word after {self._deadlines.first_s:g} s"
