"""Looks after the calls now and then: ends those that have vanished and forgets those that are long over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.server.switchboard import Switchboard

SWEEP_S = 5.0
"""Between two looks."""


@asynccontextmanager
async def sweeping(board: Switchboard) -> AsyncGenerator[None, None]:
    """Sweep until the context is left; a fault of the sweep is raised there."""
    task = asyncio.create_task(_sweep(board))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep(board: Switchboard) -> None:
    while True:
        await asyncio.sleep(SWEEP_S)
        await board.sweep()
