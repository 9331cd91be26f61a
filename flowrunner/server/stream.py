"""``/flows/{flow}/stream/{ticket}``: the WebSocket that Plivo opens for a call's sound."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from aiohttp import WSCloseCode, web

from flowrunner.errors import ChannelClosed, WireError
from flowrunner.plivo.channel import PlivoChannel, StreamBounds, codec_of, read_start
from flowrunner.plivo.extra_headers import call_extra
from flowrunner.plivo.oddities import Oddities
from flowrunner.server.http import SITE, call_of, public_url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from flowrunner.plivo.channel import Frame

log = logging.getLogger(__name__)

PROTOCOL = "audio.drachtio.org"
"""Plivo's media server may ask for it, and then gives up unless it is offered."""
HEARTBEAT_S = 30.0
"""Between two pings, and how long a stream may bring nothing at all: Plivo sends a frame every 20 ms, silence too."""
PING_DEADLINE_S = 5.0
CLOSING_S = 2.0
"""How long the far end may take to answer a close."""


class AiohttpSocket:
    """An accepted WebSocket as a stream's ``Socket``."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse[bool]) -> None:
        self._request = request
        self._ws = ws
        self.send = ws.send_str
        self.receive: Callable[[], Awaitable[Frame]] = ws.receive
        self.ping = ws.ping

    async def close(self) -> None:
        await self._ws.close()

    async def refuse(self) -> None:
        """Close with 1008, policy violation."""
        await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)

    def abort(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()


class Pinged(Protocol):
    """What keeping a stream alive needs of its socket."""

    async def ping(self) -> None:
        """Send a ping; raises ConnectionError."""
        ...


async def stream(request: web.Request) -> web.WebSocketResponse[bool]:
    """Hold a call. A stream that has no business here is accepted and closed with 1008; an unsigned one gets 403."""
    site = request.app[SITE]
    if not site.signatures.upgrade(public_url(request), request.headers.items()):
        raise web.HTTPForbidden(text="Plivo's signature is missing or does not fit; the log says more\n")
    ws: web.WebSocketResponse[bool] = web.WebSocketResponse(
        protocols=(PROTOCOL,),
        compress=False,
        max_msg_size=site.settings.limits.message_bytes,
        timeout=CLOSING_S,
        decode_text=False,  # text that is not UTF-8 is one odd message, not the end of the call
    )
    await ws.prepare(request)
    socket = AiohttpSocket(request, ws)
    try:
        await _serve(request, socket)
    except WireError as error:
        site.counts[f"stream_refused.{error.kind}"] += 1
        site.sparing.warn(f"refused a stream: {error.kind}", {"kind": error.kind})
        await socket.refuse()
    except ChannelClosed:
        log.info("a stream ended before it began")
    return ws


async def _serve(request: web.Request, socket: AiohttpSocket) -> None:
    site = request.app[SITE]
    board, limits = site.board, site.settings.limits
    flow, ticket = request.match_info["flow"], request.match_info["ticket"]
    oddities = Oddities()
    if site.flows.known(flow) is None or (board.admits(flow, ticket) is None and site.survival is None):
        raise WireError("no_admission")
    start = await read_start(socket, oddities, limits.start_s)
    await call_of(site, flow, start.call_id, ticket)
    record = board.admits(flow, ticket)
    if record is None:
        raise WireError("no_admission")
    if start.call_id != record.call_id:
        raise WireError("wrong_call")
    codec = codec_of(start, record.served.codec)
    bounds = StreamBounds(limits.frames_per_s, limits.messages_per_s)
    channel = PlivoChannel(socket, start.stream_id, codec, oddities, bounds)
    pulse = asyncio.create_task(keep_alive(socket, channel))
    try:
        await board.hold(record, channel, call_extra(start.extra_headers))
    finally:
        pulse.cancel()
        site.counts.update({f"stream.{kind}": number for kind, number in oddities.counts.items()})


async def keep_alive(socket: Pinged, channel: PlivoChannel) -> None:
    """Ping now and then, and drop a stream that brings nothing. The server's own heartbeat costs a fifth of a frame."""
    try:
        while True:
            before = channel.arrived
            await asyncio.sleep(HEARTBEAT_S)
            if channel.arrived == before:
                return channel.abort()
            async with asyncio.timeout(PING_DEADLINE_S):
                await socket.ping()
    except TimeoutError:
        channel.abort()
    except ConnectionError:
        pass
