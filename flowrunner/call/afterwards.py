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
from flowrunner.call.effects import Effects
from flowrunner.engine.actions import Remember, SendRequest, SendText
from flowrunner.trace.notes import Fault
from flowrunner.trace.turns import Step

if TYPE_CHECKING:
    from flowrunner.call.keeping import Keeper
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

    def begin(self, machine: Machine, call: Call, actions: tuple[Action, ...], keeper: Keeper | None = None) -> None:
        """Let a call go on from where it stands; ``actions`` wait to be performed.

        ``keeper`` knows whether it is ours: a call that another process has is not told twice that it is over.
        """
        if len(self._running) >= AT_MOST:
            log.warning("what a flow would do after its caller is left out: too many do", extra={"flow": call.flow})
            return
        task = asyncio.create_task(_Rest(machine, self._ports, keeper).go_on(call, actions))
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


class _Rest:
    """What is left to do of one call."""

    def __init__(self, machine: Machine, ports: SessionPorts, keeper: Keeper | None) -> None:
        self._machine = machine
        self._ports = ports
        self._effects = Effects(ports, keeper)

    async def go_on(self, call: Call, actions: tuple[Action, ...]) -> None:
        """Do it; what goes wrong is told in the log."""

        def fault(error: Exception) -> None:
            log.error("a call met a fault of flowrunner", exc_info=error, extra={"flow": call.flow})
            self._ports.trace.note(call, Fault(type(error).__name__))

        with Edge(fault):
            try:
                async with asyncio.timeout(LIMIT_S):
                    await self._to_the_end(call, actions)
            except TimeoutError:
                log.warning("what a flow does after its caller takes too long", extra={"flow": call.flow})

    async def _to_the_end(self, call: Call, actions: tuple[Action, ...]) -> None:
        while awaited := [work for action in actions if (work := self._performed(call, action)) is not None]:
            actions = ()
            for work in awaited:
                event, before = await work, call
                call, more = self._machine.step(before, event)
                self._ports.trace.turn(Step(self._machine, event, before, call, more))
                actions += more

    def _performed(self, call: Call, action: Action) -> Awaitable[Event] | None:
        """Perform what needs no line; return what is to be waited for, if anything is."""
        if isinstance(action, SendRequest):
            return self._effects.request(action)
        if isinstance(action, SendText):
            return self._effects.send_text(action)
        if isinstance(action, Remember) and self._ports.memory is not None:
            self._ports.memory.keep(call.facts, call.flow, action.values)
        return None
