"""Listens for connections, and serves them until told to stop."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web

from flowrunner.errors import UsageError
from flowrunner.server.connections import Connection, Connections

SHUTDOWN_S = 5.0
"""How long handlers may take once every stream was closed."""


class Listener(web.BaseSite):
    """A place to connect to, whose connections are counted and have deadlines. Port 0 picks a free one."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, connections: Connections) -> None:
        super().__init__(runner)
        self.host = host
        self.port = port
        self._connections = connections

    @property
    def name(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Begin to listen; raises OSError."""
        await super().start()
        loop = asyncio.get_running_loop()
        server = self._runner.server
        assert server is not None
        self._server = await loop.create_server(
            lambda: Connection(server, self._connections, loop), self.host, self.port
        )


@asynccontextmanager
async def listening(app: web.Application, connections: Connections, host: str, port: int) -> AsyncGenerator[str, None]:
    """Listen until the context is left; yields the address. Raises UsageError."""
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await _listen(Listener(runner, host, port, connections))
        yield _url(host, runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _listen(listener: Listener) -> None:
    try:
        await listener.start()
    except OSError as error:
        host, port = listener.host, listener.port
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} on {host} is in use: stop what uses it, or choose another port") from None
        raise UsageError(f"cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}") from None


def _url(host: str, port: int) -> str:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
