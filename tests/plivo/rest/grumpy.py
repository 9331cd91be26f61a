"""A server of HTTP by hand, which gives the answers it is told to, however bad, and keeps what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from flowrunner.plivo.rest import Credentials, PlivoRest, open_rest
from tests.virtual_time import run

CREDENTIALS = Credentials("MAXXXXXXXXXXXXXXXXXX", "s3cret-t0ken")
SETTLE_S = 0.002


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    verb: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body) if self.body else None


class Slow:
    """No answer at all, for as long as the other side waits."""


class Cut:
    """The connection breaks when the request has been read."""


Answer = bytes | Slow | Cut


def answer(status: int, body: object = b"", content_type: str = "application/json", **headers: str) -> bytes:
    """Return an answer; a body that is not bytes is written as JSON."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(payload)}\r\n{extra}\r\n"
    return head.encode() + payload


class Grumpy:
    """The server."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while await self._once(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _once(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        verb, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.asked.append(Asked(verb, target, headers, body))
        match self.answers.pop(0):
            case Slow():
                await reader.read()
                return False
            case Cut():
                return False
            case written:
                writer.write(written)
                await writer.drain()
                return True


@asynccontextmanager
async def listening(server: Grumpy) -> AsyncGenerator[None, None]:
    """Listen on a free port."""
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as sockets:
        server.url = f"http://127.0.0.1:{sockets.sockets[0].getsockname()[1]}"
        yield


def ask(work: Callable[[PlivoRest], Awaitable[object]], *answers: Answer) -> tuple[Any, Grumpy]:
    """Ask a server that answers like this, on a clock that jumps; return what came of it, or the error."""
    server = Grumpy(*answers)

    async def hold() -> Any:
        async with listening(server), open_rest(CREDENTIALS, server.url) as rest:
            return await work(rest)

    return run(hold(), SETTLE_S), server


def failing(work: Callable[[PlivoRest], Coroutine[Any, Any, object]], *answers: Answer) -> tuple[Exception, Grumpy]:
    """Ask like ``ask`` for something that must fail; return the error."""

    async def failed(rest: PlivoRest) -> Exception:
        try:
            outcome = await work(rest)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says what it must be
            return error
        raise AssertionError(f"did not fail: {outcome}")

    error, server = ask(failed, *answers)
    return error, server
