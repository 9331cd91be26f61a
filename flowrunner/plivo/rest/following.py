"""What becomes of a call that was ordered, as far as asking now and then tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Literal

from flowrunner.errors import RestError
from flowrunner.plivo.rest.answers import CallState
from flowrunner.plivo.rest.calls import Calls

EVERY_S = 1.0
PATIENCE_S = 15.0
"""How long Plivo may know nothing of a call: before it begins, and before its record is written."""
_STATUSES: tuple[Literal["live", "queued"] | None, ...] = ("live", "queued", None)


async def follow(calls: Calls, call: str) -> AsyncGenerator[CallState, None]:
    """Yield a call each time that it is in another state; ends when it is over, or when nothing is known of it.

    Raises RestError when Plivo cannot be asked.
    """
    loop = asyncio.get_running_loop()
    seen, until = "", loop.time() + PATIENCE_S
    while loop.time() < until:
        state = await _look_up(calls, call)
        if state is not None:
            until = loop.time() + PATIENCE_S
            if state.call_status + state.call_state != seen:
                yield state
            seen = state.call_status + state.call_state
            if state.is_over:
                return
        await asyncio.sleep(EVERY_S)


async def _look_up(calls: Calls, call: str) -> CallState | None:
    for status in _STATUSES:
        try:
            return await calls.get(call, status)
        except RestError as error:
            if error.kind != "missing":
                raise
    return None
