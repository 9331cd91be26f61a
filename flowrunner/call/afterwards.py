"""Calls whose caller has left: what their flows do then needs no line, only time, and not much of it.

A session ends with its connection, so this is no part of one. There is nothing to hear and nothing to say; a call goes
from one web request to the next until it has ended, or for ``LIMIT_S`` at most.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from flowrunner.call.edge import Edge
from flowrunner.call.requests import answered
from flowrunner.call.texts import sent_in_time
from flowrunner.engine.actions import Remember, SendRequest, SendText

if TYPE_CHECKING:
    from flowrunner.call.session import SessionPorts
    from flowrunner.engine.actions import Action
    from flowrunner.engine.events import Event
    from flowrunner.engine.machine import Call, Machine

log = logging.getLogger(__name__)

LIMIT_S = 30.0
"""How long a flow may go on without its caller."""
AT_MOST = 1000
"""Calls that may go on at once; the flow of another one does nothing more."""


class Afterwards:
    """What the flows of a host do after their callers; used on its event loop."""

    def __init__(self, ports: SessionPorts) -> None:
        self._ports = ports
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, machine: Machine, call: Call, actions: tuple[Action, ...]) -> None:
        """Let a call go on from where it stands; ``actions`` wait to be performed."""
        if len(self._running) >= AT_MOST:
            log.warning("what a flow would do after its caller is left out: too many do", extra={"flow": call.flow})
            return
        task = asyncio.create_task(_go_on(machine, call, actions, self._ports))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settled(self) -> None:
        """Wait until all of them have ended."""
        while self._running:
            await asyncio.wait(self._running)

    async def aclose(self) -> None:
        """Break off what still goes on."""
        for task in self._running:
            task.cancel()
        await self.settled()


async def _go_on(machine: Machine, call: Call, actions: tuple[Action, ...], ports: SessionPorts) -> None:
    def fault(error: Exception) -> None:
        log.error("a call met a fault of flowrunner", exc_info=error, extra={"flow": call.flow})

    with Edge(fault):
        try:
            async with asyncio.timeout(LIMIT_S):
                await _to_the_end(machine, call, actions, ports)
        except TimeoutError:
            log.warning("what a flow does after its caller takes too long", extra={"flow": call.flow})


async def _to_the_end(machine: Machine, call: Call, actions: tuple[Action, ...], ports: SessionPorts) -> None:
    while True:
        awaited = [work for action in actions if (work := _performed(machine, call, action, ports)) is not None]
        if not awaited:
            return
        for work in awaited:
            event = await work
            _trace(machine, call, event, ports)
            call, actions = machine.step(call, event)


def _performed(machine: Machine, call: Call, action: Action, ports: SessionPorts) -> Awaitable[Event] | None:
    """Perform what needs no line; return what is to be waited for, if anything is."""
    _trace(machine, call, action, ports)
    if isinstance(action, SendRequest):
        return answered(ports.requester, action, ports.clock)
    if isinstance(action, SendText):
        return sent_in_time(ports.texts, action, ports.clock)
    if isinstance(action, Remember) and ports.memory is not None:
        ports.memory.keep(call.facts, call.flow, action.values)
    return None


def _trace(machine: Machine, call: Call, item: Event | Action, ports: SessionPorts) -> None:
    if ports.trace is not None:
        ports.trace(ports.clock(), machine.shown(call, item))
