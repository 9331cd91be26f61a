"""Notices that the files of flows were saved.

Theory of operation. What the system tells of its files is only a bell: what has really changed is told by a look at
them. So files that editors put beside ours ring, and change nothing. The bell rings every second besides, for what the
system does not tell: links to elsewhere, drives of the network, a folder that was deleted and made again. A change
counts when a second look, a moment later, finds the same: many files saved at once are one reload, and none is half
written. A file that is away or empty is waited for longer, because some editors save in that way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import UsageError

if TYPE_CHECKING:
    from flowrunner.flow.rereading import Sight
    from flowrunner.server.flows import FlowFiles

log = logging.getLogger(__name__)

RING_MS = 1000
"""The bell rings at least so often."""
GATHER_MS = 10
"""Events that follow each other within this time ring once."""
SETTLE_S = 0.03
AWAY_S = 0.2
"""How long nothing may happen to a file that is away or empty."""
LOOKS_AT_MOST = 50
"""A file that never settles, such as one that is being recorded, must not keep the others waiting."""


class Watch:
    """Looks after the files of flows."""

    def __init__(self, files: FlowFiles, reload: Callable[[], Awaitable[object]]) -> None:
        self._files = files
        self._reload = reload
        self._tried: Sight | None = None
        """What could not be read is not tried again until it has changed."""

    async def run(self) -> None:
        """Reload whenever something was saved, until cancelled."""
        while True:
            watched = await asyncio.to_thread(self._files.folders)
            async with aclosing(bell(watched)) as ringing:
                while await asyncio.to_thread(self._files.folders) == watched:
                    await self._check_once(ringing)

    async def _check_once(self, ringing: AsyncGenerator[None, None]) -> None:
        """Look once, and wait for the bell."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_ring(ringing))
            await asyncio.sleep(0)  # a look after the watch has begun misses nothing
            await self._check()

    async def _check(self) -> None:
        """Reload if something has changed."""
        try:
            sight = await self._settled()
        except (UsageError, OSError):
            return  # a folder is away, or may not be read; it comes back, or the flows stay as they are
        if sight not in (self._files.seen, self._tried):
            self._tried = sight
            await self._reload()

    async def _settled(self) -> Sight:
        """Return how everything stands when it changes no more."""
        seen = self._files.seen
        sight = await self._look()
        for _ in range(LOOKS_AT_MOST):
            if sight == seen:
                break
            await asyncio.sleep(AWAY_S if sight.lacks(seen) else SETTLE_S)
            before, sight = sight, await self._look()
            if sight == before:
                break
        return sight

    async def _look(self) -> Sight:
        return await asyncio.to_thread(self._files.look)


async def _ring(ringing: AsyncGenerator[None, None]) -> None:
    await anext(ringing)


async def bell(folders: Iterable[Path]) -> AsyncGenerator[None, None]:
    """Yield when something happens in one of the folders, and every second."""
    from watchfiles import awatch  # takes 50 ms to import, and most hosts do not watch

    events = awatch(
        *folders,
        watch_filter=None,
        step=GATHER_MS,
        rust_timeout=RING_MS,
        yield_on_timeout=True,
        recursive=False,
    )
    try:
        async with aclosing(events) as rings:
            async for _ in rings:
                yield
    except OSError as error:
        # a folder that went just now, or a system that watches no more of them
        log.warning("folders cannot be watched, they are looked at every second: %s", str(error).lower())
    while True:
        await asyncio.sleep(RING_MS / 1000)
        yield
