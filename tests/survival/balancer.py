"""What stands in front of several hosts: gives each connection to one that takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress


class Balancer:
    """Prefers the first host; one that is dead is passed over."""

    def __init__(self) -> None:
        self.hosts: Sequence[int] = ()
        """The ports that hosts listen at."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, until one of its ends is gone."""
        connected = await self._connect()
        if connected is None:
            writer.transport.abort()
            return
        host_reader, host_writer = connected
        ways = {asyncio.create_task(_carry(reader, host_writer)), asyncio.create_task(_carry(host_reader, writer))}
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for each in (writer, host_writer):
            each.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self.hosts:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


@asynccontextmanager
async def balancing() -> AsyncGenerator[tuple[Balancer, int], None]:
    """Listen on a free port, which comes with the balancer."""
    balancer = Balancer()
    server = await asyncio.start_server(balancer.serve, "127.0.0.1", 0)
    try:
        yield balancer, server.sockets[0].getsockname()[1]
    finally:
        server.close()
