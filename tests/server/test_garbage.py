"""What no client would send: the host answers, closes or waits, and then serves the next one as ever."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowrunner.config import Limits, Settings
from flowrunner.server.app import Host
from tests.server.raw_plivo import DEADLINE_S, host_of, plivo, tags
from tests.server.served_flows import DESK

ANSWER = b"POST /flows/desk/answer HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
FORM = ANSWER + b"Content-Type: application/x-www-form-urlencoded\r\n"
UPGRADE = b"GET /flows/desk/stream/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
KEY = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"


QUICK = Settings(port=0, limits=Limits(head_s=0.1, body_s=0.1, start_s=0.1))


async def sent(host: Host, data: bytes) -> bytes:
    """Send bytes on a connection of their own, and no more; return the status of the answer, if there is one."""
    address, _, port = host.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    try:
        writer.write(data)
        async with asyncio.timeout(DEADLINE_S):
            with suppress(ConnectionError):
                return (await reader.readline())[9:12]
        return b""
    finally:
        writer.transport.abort()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", b""),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 1000 + b"\r\n", b"400"),
        (b"GET /flows/desk/answer?%ff=\xff HTTP/1.1\r\nHost: \xff\r\n\r\n", b"400"),
        (b"GET /%ff%fe HTTP/1.1\r\nHost: h\r\n\r\n", b"404"),
        (b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", b"404"),
        (b"CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", b"404"),
        (b"GET http://evil.example/flows/desk/answer HTTP/1.1\r\nHost: h\r\n\r\n", b"400"),
        (FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (FORM + b"Content-Length: 10\r\n\r\na=b", b"400"),
        (FORM + b"Content-Length: -1\r\n\r\na=b", b"400"),
        (FORM + b"Content-Length: 9999999\r\n\r\n" + b"a" * 100_000, b"413"),
        (FORM + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\na=b", b"400"),
        (FORM + b"Content-Length: 9\r\n\r\na=%ff&\xff\xfe=", b"400"),
        (ANSWER + b"Content-Type: ;;;\r\nContent-Length: 3\r\n\r\na=b", b"400"),
        (
            ANSWER + b"Content-Type: application/x-www-form-urlencoded; charset=odd\r\nContent-Length: 3\r\n\r\na=b",
            b"400",
        ),
        (ANSWER + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\n--x", b"400"),
        (UPGRADE + b"Sec-WebSocket-Version: 99\r\n\r\n", b"400"),
        (UPGRADE + KEY + b"\r\n\xff\xff\xff", b"101"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_one_line(
    data: bytes, status: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with host_of(DESK, settings=QUICK) as host, plivo(host, "desk") as call:
        assert await sent(host, data) == status
        assert tags(await call.answer()) == ["Stream", "Redirect"]

    assert all(record.levelno < logging.ERROR and not record.exc_info for record in caplog.records)


PIECES = [
    ANSWER,
    FORM,
    UPGRADE,
    KEY,
    b"\r\n",
    b"Content-Length: 7\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"5\r\nabcde\r\n",
]
JUNK = st.lists(st.sampled_from(PIECES) | st.binary(max_size=40), max_size=8).map(b"".join)


@settings(max_examples=20)
@given(st.lists(JUNK, min_size=5, max_size=20))
def test_no_bytes_bring_a_host_down(junk: list[bytes]) -> None:
    async def bombard() -> None:
        async with host_of(DESK, settings=QUICK) as host, plivo(host, "desk") as call:
            await asyncio.gather(*(sent(host, data) for data in junk))
            assert tags(await call.answer()) == ["Stream", "Redirect"]
            assert len(host.site.board.calls) == 1

    asyncio.run(bombard())


async def test_who_leaves_before_the_answer_is_not_worth_a_line(caplog: pytest.LogCaptureFixture) -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        address, _, port = host.url.removeprefix("http://").partition(":")
        for data in (
            UPGRADE + KEY + b"\r\n",
            FORM + b"Content-Length: 9\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        ):
            _reader, writer = await asyncio.open_connection(address, int(port))
            writer.write(data)
            await writer.drain()
            writer.transport.abort()
        assert tags(await call.answer()) == ["Stream", "Redirect"]

    assert all(record.levelno < logging.ERROR and not record.exc_info for record in caplog.records)
