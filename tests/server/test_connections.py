"""Connections that get nowhere, or of which there are too many: on real sockets, by hand."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_network

import pytest

from flowrunner.config import Limits, Settings
from flowrunner.server.app import Host
from tests.server.raw_plivo import DEADLINE_S, host_of, plivo
from tests.server.served_flows import DESK

SOON_S = 0.05
OK = b"HTTP/1.1 200 OK"
HEALTH = b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n"
FORM = b"POST /flows/desk/answer HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass(slots=True)
class Wire:
    """A connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, head: bytes = HEALTH) -> bytes:
        """Send a request; return the status line of its answer, or nothing if there is none."""
        self.writer.write(head)
        async with asyncio.timeout(DEADLINE_S):
            try:
                answer = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return b""
            await self.reader.readexactly(int(answer.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]))
        return answer.partition(b"\r\n")[0]

    async def drips(self, text: bytes) -> bool:
        """Send a byte a millisecond until the other side has had enough; return whether it ever has."""
        cut_off = asyncio.create_task(self.is_cut_off())
        for n in range(len(text)):
            if cut_off.done():
                break
            self.writer.write(text[n : n + 1])
            await asyncio.wait({cut_off}, timeout=0.001)
        return await cut_off

    async def is_cut_off(self) -> bool:
        """Wait until the other side closes; whatever comes before that is dropped."""
        async with asyncio.timeout(DEADLINE_S):
            with suppress(ConnectionError):
                await self.reader.read()
        return True


@asynccontextmanager
async def wire(host: Host) -> AsyncGenerator[Wire, None]:
    address, _, port = host.url.removeprefix("http://").partition(":")
    opened = Wire(*await asyncio.open_connection(address, int(port)))
    try:
        yield opened
    finally:
        opened.writer.transport.abort()


def settings_of(**limits: float) -> Settings:
    return Settings(port=0, limits=Limits(**limits))  # type: ignore[arg-type]


async def count(host: Host, number: int) -> None:
    """Wait until there are so many connections."""
    async with asyncio.timeout(DEADLINE_S):
        while len(host.site.connections) != number:  # noqa: ASYNC110 - nobody else wants to be told
            await asyncio.sleep(0)


async def gone(host: Host) -> None:
    """Wait until no connection is left."""
    await count(host, 0)


async def test_a_head_that_does_not_come_is_not_waited_for() -> None:
    async with host_of(DESK, settings=settings_of(head_s=SOON_S)) as host, wire(host) as silent:
        assert await silent.is_cut_off()
        assert host.site.counts == {"cut_off.slow_head": 1}
        await gone(host)


async def test_a_head_that_comes_a_byte_at_a_time_is_not_waited_for() -> None:
    async with host_of(DESK, settings=settings_of(head_s=SOON_S)) as host, wire(host) as slow:
        assert await slow.drips(b"GET / HTTP/1.1\r\nX-More: " + b"and more " * 500)
        assert host.site.counts == {"cut_off.slow_head": 1}


async def test_the_second_request_of_a_connection_has_a_deadline_too() -> None:
    async with host_of(DESK, settings=settings_of(idle_s=SOON_S)) as host, wire(host) as slow:
        assert await slow.ask() == OK
        assert await slow.drips(b"GET / HTTP/1.1\r\nX-More: " + b"and more " * 500)


async def test_a_connection_may_rest_between_requests_but_not_for_ever() -> None:
    async with host_of(DESK, settings=settings_of(idle_s=SOON_S)) as host, wire(host) as resting:
        assert await resting.ask() == OK
        assert await resting.is_cut_off()
        assert not host.site.counts
        await gone(host)


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async with host_of(DESK, settings=settings_of(body_s=SOON_S)) as host, wire(host) as slow:
        assert await slow.ask(FORM + b"Content-Length: 100\r\n\r\nCallUUID=c1") == b"HTTP/1.1 400 Bad Request"
        assert await slow.is_cut_off()


async def test_a_body_that_nobody_reads_is_not_waited_for() -> None:
    async with host_of(DESK, settings=settings_of(body_s=SOON_S)) as host, wire(host) as slow:
        head = b"POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nCallUUID=c1"
        assert await slow.ask(head) == b"HTTP/1.1 404 Not Found"
        assert await slow.is_cut_off()


async def test_who_never_reads_the_answers_is_cut_off() -> None:
    async with host_of(DESK, settings=settings_of(idle_s=SOON_S)) as host:
        address, _, port = host.url.removeprefix("http://").partition(":")
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.setblocking(False)
        await asyncio.get_running_loop().sock_connect(deaf, (address, int(port)))
        with deaf, pytest.raises(ConnectionError):
            await ask_for_ever(deaf)
        await gone(host)


async def ask_for_ever(deaf: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(DEADLINE_S):
        while True:
            await loop.sock_sendall(deaf, HEALTH * 100)


async def test_a_stream_is_not_hurried() -> None:
    limits = settings_of(head_s=SOON_S, idle_s=SOON_S, body_s=SOON_S)
    async with host_of(DESK, settings=limits) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        async with wire(host) as silent:
            assert await silent.is_cut_off()
        await stream.press("2")
        await stream.hear_prompt()
        assert await stream.ended() == 1000


async def test_no_more_connections_than_so_many() -> None:
    async with host_of(DESK, settings=settings_of(connections=2)) as host:
        async with wire(host) as one, wire(host) as two:
            await count(host, 2)
            async with wire(host) as three:
                assert await three.is_cut_off()
            assert host.site.counts == {"cut_off.too_many": 1}
            assert [await one.ask(), await two.ask()] == [OK, OK]
        await gone(host)
        async with wire(host) as four:
            assert await four.ask() == OK


async def test_one_address_has_no_more_than_its_share() -> None:
    async with host_of(DESK, settings=settings_of(connections_per_address=1)) as host, wire(host) as one:
        await count(host, 1)
        async with wire(host) as two:
            assert await two.is_cut_off()
        assert host.site.counts == {"cut_off.too_many_of_one": 1}
        assert await one.ask() == OK


@pytest.mark.parametrize("limits", [{"connections": 2}, {"connections_per_address": 2}])
async def test_who_has_rested_longest_makes_room(limits: dict[str, float]) -> None:
    async with host_of(DESK, settings=settings_of(**limits)) as host:
        async with wire(host) as one, wire(host) as two:
            assert [await one.ask(), await two.ask(), await one.ask()] == [OK] * 3
            async with wire(host) as three:
                assert await three.ask() == OK
                assert await two.is_cut_off()
                assert await one.ask() == OK
            assert not host.site.counts
        await gone(host)


async def test_behind_a_proxy_it_is_the_client_that_has_its_share() -> None:
    settings = Settings(port=0, limits=Limits(connections_per_address=1), trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call, wire(host) as proxy:
        url = host.answer_url("desk")
        one, other = {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "9.9.9.9, 203.0.113.2"}
        document = await call.answer()
        stream = await call.open(document, headers=one)
        await stream.start()
        await stream.hear_prompt()

        async with call.client.post(url, headers=one) as refused, call.client.post(url, headers=other) as taken:
            assert (refused.status, taken.status) == (429, 400)
        assert await proxy.ask() == OK
        await stream.hang_up()
        await call.carry_on(document)
        async with call.client.post(url, headers=one) as taken:
            assert taken.status == 400
