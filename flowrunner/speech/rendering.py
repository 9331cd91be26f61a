"""A piece being made, for any number of followers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing


class Rendering:
    """Takes sound from a source and keeps it; ``task`` ends with the source, whoever follows."""

    def __init__(self, source: AsyncGenerator[bytes, None]) -> None:
        self._made: list[bytes] = []
        self._more = asyncio.Event()
        self.task = asyncio.create_task(self._run(source))
        self.task.add_done_callback(self._done)

    async def follow(self) -> AsyncGenerator[bytes, None]:
        """Yield what was made and what is made from now on; raises SpeechError."""
        taken = 0
        while True:
            more = self._more
            while taken < len(self._made):
                yield self._made[taken]
                taken += 1
            if self.task.done():
                self.task.result()
                return
            await more.wait()

    async def _run(self, source: AsyncGenerator[bytes, None]) -> None:
        async with aclosing(source) as sounds:
            async for data in sounds:
                self._made.append(data)
                self._wake()

    def _done(self, task: asyncio.Task[None]) -> None:
        # a failure that nobody follows is nobody's
        if not task.cancelled():
            task.exception()
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()
