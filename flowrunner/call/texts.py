"""Text messages in the call's words. The adapters belong to whoever carries the messages.

A message that a flow has sent is on its way, whatever becomes of the call: callers hang up as soon as they hear that
one is coming. So a message is sent by a task of the host, not of the call, and the call only waits for the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from flowrunner.engine.events import TextSent

if TYPE_CHECKING:
    from flowrunner.engine.actions import SendText

SEND_LIMIT_S = 30.0
"""How long a message may take; then it counts as not sent."""
WAIT_S = 10.0
"""How long a call waits to hear whether a message is on its way; it may still be sent then."""
AT_ONCE = 1000
"""Messages on their way; more are refused."""


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """How text messages are sent."""

    via: str | None = None
    """``console``: shown at the terminal, and sent to nobody; ``plivo``; None: by Plivo if there is an account."""
    sender: str | None = None
    """The number that they come from, where a flow names none."""


class Texts(Protocol):
    """Sends text messages, each once."""

    async def send(self, message: SendText) -> TextSent:
        """Return whether it is on its way; a failure of the carrier is an outcome, never an exception."""
        ...


async def sent_in_time(texts: Texts | None, message: SendText, clock: Callable[[], float]) -> TextSent:
    """Return whether a message is on its way, as far as that is known in time."""
    if texts is None:
        return TextSent(
            message.text_id,
            "failed",
            "nothing sends text messages here, or nobody would know that it was sent",
            at=clock(),
        )
    try:
        async with asyncio.timeout(WAIT_S):
            sent = await texts.send(message)
    except TimeoutError:
        sent = TextSent(message.text_id, "failed", "it took too long")
    return replace(sent, at=clock())


class Outbox:
    """Sends messages that outlive the calls they come from."""

    def __init__(self, carrier: Texts) -> None:
        self._carrier = carrier
        self._under_way: set[asyncio.Task[TextSent]] = set()

    async def send(self, message: SendText) -> TextSent:
        """Return whether the message is on its way; who stops waiting for that does not stop it."""
        if len(self._under_way) >= AT_ONCE:
            return TextSent(message.text_id, "failed", "too many messages are under way")
        carrying = asyncio.create_task(self._carry(message))
        self._under_way.add(carrying)
        carrying.add_done_callback(self._under_way.discard)
        return await asyncio.shield(carrying)

    async def empty(self) -> None:
        """Wait until nothing is under way; each message has its deadline."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _carry(self, message: SendText) -> TextSent:
        try:
            async with asyncio.timeout(SEND_LIMIT_S):
                return await self._carrier.send(message)
        except TimeoutError:
            return TextSent(message.text_id, "failed", "it took too long")


@asynccontextmanager
async def outbox(carrier: Texts) -> AsyncGenerator[Outbox, None]:
    """Open an outbox; what is under way when the context is left is still sent, or runs into its deadline."""
    box = Outbox(carrier)
    try:
        yield box
    finally:
        await box.empty()
