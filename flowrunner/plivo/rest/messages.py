"""Orders about text messages."""

from __future__ import annotations

from flowrunner.errors import RestError, UsageError
from flowrunner.plivo.rest.answers import MessageQueued
from flowrunner.plivo.rest.orders import NewMessage
from flowrunner.plivo.rest.transport import Order, Transport


class Messages:
    """Sends text messages; raises RestError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def send(self, message: NewMessage) -> MessageQueued:
        """Send one message to one number; it is sent once, whatever becomes of the answer."""
        if "<" in message.dst:
            raise UsageError("a message goes to one number: `<` would make it several")
        reply = await self._transport.order(Order("send the message", "POST", ("Message",), message))
        queued = reply.read(MessageQueued)
        if not queued.message_id:
            raise RestError("malformed", reply.order.what, reply.status, api_id=queued.api_id)
        return queued
