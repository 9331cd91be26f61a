"""The media socket as a client has it: dialled up to three times, written with a deadline, left in three manners."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import Self

import aiohttp

from flowrunner.emulator.messages import Complain
from flowrunner.emulator.options import HangUpStyle
from flowrunner.errors import ChannelClosed

SUBPROTOCOL = "audio.drachtio.org"
ATTEMPTS = 3
CONNECT_TIMEOUT_S = 10.0
SEND_TIMEOUT_S = 5.0
CLOSE_TIMEOUT_S = 2.0
MAX_MESSAGE = 64 * 1024

_TOO_BIG = 1009


class Ended(Enum):
    """How the socket ended without our doing."""

    CLOSED = "closed by the host"
    LOST = "connection disconnected with the remote service"


class Connection:
    """One media socket. Receiving is one task's business; anybody may send."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._socket = socket

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._abort()

    async def send(self, text: str) -> None:
        """Send a message; raises ChannelClosed, also when the host has not read for 5 s."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._socket.send_str(text)
        except ConnectionError as error:
            raise ChannelClosed(str(error)) from error
        except TimeoutError as error:
            await self._abort()
            raise ChannelClosed("the host does not read") from error

    async def receive(self, complain: Complain) -> str | Ended:
        """Return the next text message, or how the socket ended."""
        while True:
            message = await self._socket.receive()
            match message.type:
                case aiohttp.WSMsgType.TEXT:
                    return str(message.data)
                case aiohttp.WSMsgType.BINARY:
                    complain("binary message", f"{len(message.data)} bytes")
                case aiohttp.WSMsgType.CLOSE:
                    return Ended.CLOSED
                case aiohttp.WSMsgType.ERROR:
                    return _protocol_error(message.data, complain)
                case _:
                    return Ended.LOST

    async def part(self, style: HangUpStyle, stop: str) -> None:
        """Leave as a caller's telephone may leave; ``stop`` is the message of that name."""
        if style is HangUpStyle.ABRUPT:
            await self._abort()
            return
        try:
            if style is HangUpStyle.STOP:
                await self.send(stop)
            await self._socket.close()
        except ChannelClosed:
            pass  # the host was faster

    async def _abort(self) -> None:
        """Drop the connection without the closing handshake."""
        if self._session.connector is not None:
            await self._session.connector.close()
        await self._session.close()


async def connect(url: str, headers: dict[str, str], complain: Complain) -> Connection | None:
    """Dial the host's socket; None when it cannot be had."""
    for _ in range(ATTEMPTS):
        session = aiohttp.ClientSession()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                return Connection(session, await _dial(session, url, headers))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            complain("stream refused", str(error) or "no answer")
            await session.close()
    return None


async def _dial(session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> aiohttp.ClientWebSocketResponse:
    return await session.ws_connect(
        url,
        protocols=(SUBPROTOCOL,),
        headers=headers,
        timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_TIMEOUT_S),
        max_msg_size=MAX_MESSAGE + 1,  # the limit of aiohttp is exclusive
        compress=0,
    )


def _protocol_error(error: object, complain: Complain) -> Ended:
    if isinstance(error, aiohttp.WebSocketError) and error.code == _TOO_BIG:
        complain("message too big", f"more than {MAX_MESSAGE} bytes; closed with {_TOO_BIG}")
    else:
        complain("websocket protocol", str(error))
    return Ended.LOST
