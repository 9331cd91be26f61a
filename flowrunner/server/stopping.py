"""Runs a host until it is told to stop, and then lets its calls come to an end. SIGHUP lets it read its flows again."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.server.app import Host

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)


async def until_stopped(host: Host, drain_s: float) -> None:
    """Wait for SIGTERM or SIGINT, then for the calls that run, but no longer than ``drain_s`` or a second signal."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    handled: dict[signal.Signals, Callable[[], object]] = dict.fromkeys(SIGNALS, stop.set)
    if host.reloader is not None:
        handled[signal.SIGHUP] = host.reloader.soon
    for each, handle in handled.items():
        loop.add_signal_handler(each, handle)
    try:
        await stop.wait()
        stop.clear()
        calls = len(host.site.board.calls)
        if calls:
            log.info("stopping: %d calls may end within %g seconds", calls, drain_s)
        await _first(asyncio.create_task(host.drain(drain_s)), asyncio.create_task(stop.wait()))
    finally:
        for each in handled:
            loop.remove_signal_handler(each)


async def _first(*tasks: asyncio.Task[bool]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
