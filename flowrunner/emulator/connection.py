"""The media socket as a client has it: dialled up to three times, and left in six manners."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from enum import Enum
from typing import Protocol, Self

import aiohttp

from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.messages import Complain
from flowrunner.errors import ChannelClosed

SUBPROTOCOL = "audio.drachtio.org"
ATTEMPTS = 3
ATTEMPT_EVERY_S = 0.5
CONNECT_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
LEAVE_TIMEOUT_S = 5.0
"""How long the last messages may take."""
OPEN_FOR_S = 20.0
"""How long a host may take to close a socket that the carrier has left to it."""
MAX_MESSAGE = 64 * 1024
MAX_LENIENT = 1024 * 1024

_TOO_BIG = 1009


class Ended(Enum):
    """How the socket ended without our doing."""

    CLOSED = "closed by the host"
    LOST = "connection disconnected with the remote service"


class Parting(Enum):
    """How the carrier leaves a socket."""

    STOP = "a stop message, then close 1000"
    CLOSE = "close 1000 alone"
    AWAY = "close 1001"
    ABRUPT = "no closing handshake"
    STOP_OPEN = "a stop message; the host closes"
    OPEN = "nothing at all; the host closes"


class LastWords(Protocol):
    """What waits to be sent."""

    async def flush(self, connection: Connection) -> None:
        """Send it; raises ChannelClosed."""
        ...


class Connection:
    """One media socket. Receiving is one task's business, and sending too."""

    def __init__(self, session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._socket = socket

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._abort()

    @property
    def protocol(self) -> str | None:
        """The subprotocol that the host chose."""
        return self._socket.protocol

    async def send(self, message: str | bytes) -> None:
        """Send a message; raises ChannelClosed. A host that does not read makes it wait."""
        try:
            if isinstance(message, str):
                await self._socket.send_str(message)
            else:
                await self._socket.send_bytes(message)
        except ConnectionError as error:
            raise ChannelClosed(str(error)) from error

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

    async def part(self, parting: Parting, waiting: LastWords, complain: Complain) -> None:
        """Leave, after what still waits to be sent."""
        if parting is Parting.ABRUPT:
            await self._abort()
            return
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT_S):
                await waiting.flush(self)
        except (ChannelClosed, TimeoutError):
            return  # the host was faster, or does not read
        if parting in (Parting.OPEN, Parting.STOP_OPEN):
            await self._wait_for_close(complain)
        else:
            await self._socket.close(code=1001 if parting is Parting.AWAY else 1000)

    async def _wait_for_close(self, complain: Complain) -> None:
        try:
            async with asyncio.timeout(OPEN_FOR_S):
                while not isinstance(await self.receive(complain), Ended):
                    pass
        except TimeoutError:
            complain("socket left open", f"the host had {OPEN_FOR_S:g} s to close it")

    async def _abort(self) -> None:
        """Drop the connection without the closing handshake."""
        if self._session.connector is not None:
            await self._session.connector.close()
        await self._socket.close()  # says nothing any more, and lets go of the connection
        await self._session.close()


async def connect(
    url: str, headers: dict[str, str], complain: Complain, faults: Faults, attempts: int = ATTEMPTS
) -> Connection | None:
    """Dial the host's socket; None when it cannot be had."""
    for attempt in range(attempts):
        if attempt:
            await asyncio.sleep(ATTEMPT_EVERY_S)
        if faults.refuses_connect():
            continue
        if connection := await _attempt(url, headers, complain, faults):
            return connection
    return None


async def _attempt(url: str, headers: dict[str, str], complain: Complain, faults: Faults) -> Connection | None:
    largest = MAX_LENIENT if FaultKind.LENIENT_SIZE in faults else MAX_MESSAGE
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            connection = await _dial(url, headers, largest)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        complain("stream refused", str(error) or "no answer")
        return None
    if FaultKind.STRICT_SUBPROTOCOL not in faults or connection.protocol == SUBPROTOCOL:
        return connection
    complain("stream without the subprotocol", f"{SUBPROTOCOL} was offered, {connection.protocol} chosen")
    await connection.__aexit__()
    return None


async def _dial(url: str, headers: dict[str, str], largest: int) -> Connection:
    """Dial; whatever comes between, a call that ends too, leaves no session behind."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        socket = await session.ws_connect(
            url,
            protocols=(SUBPROTOCOL,),
            headers=headers,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_TIMEOUT_S),
            max_msg_size=largest + 1,  # the limit of aiohttp is exclusive
            compress=0,
        )
        stack.pop_all()
        return Connection(session, socket)


def _protocol_error(error: object, complain: Complain) -> Ended:
    if isinstance(error, aiohttp.WebSocketError) and error.code == _TOO_BIG:
        complain("message too big", f"more than {MAX_MESSAGE} bytes; closed with {_TOO_BIG}")
    else:
        complain("websocket protocol", str(error))
    return Ended.LOST
