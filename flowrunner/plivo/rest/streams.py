"""Orders about the streams of a call."""

from __future__ import annotations

from flowrunner.plivo.rest.answers import StreamPage, StreamStarted, StreamState
from flowrunner.plivo.rest.orders import NewStream
from flowrunner.plivo.rest.transport import Order, Transport

PAGES_AT_MOST = 10


class Streams:
    """Begins, shows and ends streams. Everything raises RestError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def start(self, call: str, stream: NewStream) -> StreamStarted:
        """Begin a stream beside whatever the call does."""
        order = Order("start the stream", "POST", ("Call", call, "Stream"), stream)
        return (await self._transport.order(order)).read(StreamStarted)

    async def get(self, call: str, stream: str) -> StreamState:
        """Return one stream."""
        order = Order("look up the stream", "GET", ("Call", call, "Stream", stream))
        return (await self._transport.ask(order)).read(StreamState)

    async def all(self, call: str) -> tuple[StreamState, ...]:
        """Return the streams of a call, those that have ended too."""
        found: list[StreamState] = []
        for _ in range(PAGES_AT_MOST):
            query = {"offset": str(len(found))} if found else {}
            order = Order("list the streams", "GET", ("Call", call, "Stream"), query=query)
            answer = (await self._transport.ask(order)).read(StreamPage)
            found.extend(answer.objects)
            if not answer.objects or len(found) >= answer.meta.total:
                break
        return tuple({stream.stream_id: stream for stream in found}.values())

    async def stop(self, call: str, stream: str) -> bool:
        """End a stream, and with it the Stream element that began it; False when there was none any more."""
        return await self._transport.end(Order("stop the stream", "DELETE", ("Call", call, "Stream", stream)))

    async def stop_all(self, call: str) -> bool:
        """End every stream of a call; False when there was none any more."""
        return await self._transport.end(Order("stop the streams", "DELETE", ("Call", call, "Stream")))
