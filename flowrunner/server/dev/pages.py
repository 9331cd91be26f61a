"""The pages that are open, and what they are told: one WebSocket each, ``/dev/events``.

A page is told of all flows, whenever one of them changes, of the newest calls, and of everything that happens to
calls. One that does not keep up loses its connection, asks again, and is told everything from the beginning.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec
from aiohttp import WSCloseCode, web

if TYPE_CHECKING:
    from flowrunner.call.trace_hub import LiveTraces, TraceHub
    from flowrunner.trace.item import TraceItem

Message = Mapping[str, object]

WAITING_AT_MOST = 2_000
"""Messages for one page."""
SEND_DEADLINE_S = 10.0
PING_S = 30.0
CLOSING_S = 1.0


class Pages:
    """Tells every open page the same; ``greeting`` is what a new one must know first."""

    def __init__(self, greeting: Callable[[], Message], hub: TraceHub) -> None:
        self._greeting = greeting
        self._hub = hub
        self._open: set[_Page] = set()

    def tell(self, message: Message) -> None:
        """Tell all pages something."""
        for page in self._open:
            page.put(message)

    def close(self) -> None:
        """Leave all pages."""
        for page in self._open:
            page.leave()

    async def serve(self, request: web.Request) -> web.WebSocketResponse[bool]:
        """Hold the connection of a page; raises 403 for what is no browser, which always says whose page it is."""
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="this address is for the page\n")
        ws = web.WebSocketResponse(heartbeat=PING_S, max_msg_size=1024, timeout=CLOSING_S)
        await ws.prepare(request)
        async with self._joined(ws):
            async for _ in ws:
                pass  # a page has nothing to say here
        return ws

    @asynccontextmanager
    async def _joined(self, ws: web.WebSocketResponse[bool]) -> AsyncIterator[None]:
        page = _Page(ws)
        page.put(self._greeting())
        self._open.add(page)
        with self._hub.subscribe() as live:
            page.put(_told("history", live.so_far))
            working = (asyncio.create_task(page.run()), asyncio.create_task(_relay(live, page)))
            try:
                yield
            finally:
                self._open.discard(page)
                for task in working:
                    task.cancel()


class _Page:
    """One connection, and what is still to be told on it."""

    def __init__(self, ws: web.WebSocketResponse[bool]) -> None:
        self._ws = ws
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_AT_MOST)

    def put(self, message: Message) -> None:
        if self._waiting.full():
            self.leave()
        else:
            self._waiting.put_nowait(msgspec.json.encode(message))

    def leave(self) -> None:
        """Forget what is left to tell, and close."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def run(self) -> None:
        """Tell what there is to tell, until there is nobody to be told."""
        try:
            while (text := await self._waiting.get()) is not None:
                async with asyncio.timeout(SEND_DEADLINE_S):
                    await self._ws.send_frame(text, web.WSMsgType.TEXT)
            await self._ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except TimeoutError:
            await self._ws.close()
        except ConnectionError:
            pass


async def _relay(live: LiveTraces, page: _Page) -> None:
    while True:
        page.put(_told("trace", await live.next()))


def _told(kind: str, items: Iterable[TraceItem]) -> Message:
    return {"type": kind, "items": [item.plain() for item in items]}
