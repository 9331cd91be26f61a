"""What a call does to the world: web requests and text messages. What must not be done twice waits for the keeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.call.requests import answered
from flowrunner.call.texts import sent_in_time
from flowrunner.engine.events import RequestFinished
from flowrunner.flow.model import REPEATABLE

if TYPE_CHECKING:
    from flowrunner.call.keeping import Keeper
    from flowrunner.call.session import SessionPorts
    from flowrunner.engine.actions import SendRequest, SendText
    from flowrunner.engine.events import TextSent


class Effects:
    """The effects of one call; each comes back as an event."""

    def __init__(self, ports: SessionPorts, keeper: Keeper | None) -> None:
        self._ports = ports
        self._keeper = keeper

    async def request(self, action: SendRequest) -> RequestFinished:
        """Make a web request."""
        if action.method.upper() not in REPEATABLE and not await self._is_safe():
            return RequestFinished(action.request_id, "error", at=self._ports.clock())
        return await answered(self._ports.requester, action, self._ports.clock)

    async def send_text(self, message: SendText) -> TextSent:
        """Send a text message."""
        texts = self._ports.texts if await self._is_safe() else None
        return await sent_in_time(texts, message, self._ports.clock)

    async def _is_safe(self) -> bool:
        """Tell whether nobody would do it again: who takes the call up would know of it."""
        return self._keeper is None or await self._keeper.kept()
