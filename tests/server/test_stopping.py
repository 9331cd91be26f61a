"""Stopping a host: calls that run may end, but not for ever."""

from __future__ import annotations

import asyncio
import os
import signal

from flowrunner.server.app import Host
from flowrunner.server.stopping import until_stopped
from tests.server.raw_plivo import DEADLINE_S, flow_of, host_of, plivo

ASKING = flow_of("""
flow: asking
start: menu
fallback: bye
states:
  menu:
    ask: To leave, press 1.
    choices:
      bye: {press: 1}
  bye: {say: Goodbye., go: hangup}
""")


async def running(host: Host) -> asyncio.Task[None]:
    """Return the task that runs the host, ready for signals."""
    task = asyncio.create_task(until_stopped(host, DEADLINE_S * 2))
    await asyncio.sleep(0)
    return task


async def done(task: asyncio.Task[None]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        await task


async def test_a_host_without_calls_stops_at_once() -> None:
    async with host_of(ASKING) as host:
        task = await running(host)
        os.kill(os.getpid(), signal.SIGTERM)
        await done(task)


async def test_a_host_waits_for_its_calls() -> None:
    async with host_of(ASKING) as host, plivo(host, "asking") as call:
        task = await running(host)
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        os.kill(os.getpid(), signal.SIGTERM)
        await stream.press("1")
        await stream.hear_prompt()
        await stream.ended()
        assert not task.done()
        await call.carry_on(document)
        await done(task)


async def test_a_second_signal_is_obeyed_at_once() -> None:
    async with host_of(ASKING) as host, plivo(host, "asking") as call:
        task = await running(host)
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        os.kill(os.getpid(), signal.SIGTERM)
        await call.hear_health(503)
        os.kill(os.getpid(), signal.SIGINT)
        await done(task)
