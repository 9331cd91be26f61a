"""Who may begin a stream, and what one may send."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import WSMsgType

from flowrunner.config import Limits, Settings
from tests.server.raw_plivo import host_of, plivo, stream_url, tags
from tests.server.served_flows import DESK, STRAIGHT


async def test_the_first_stream_goes_on_when_a_second_one_comes() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        second = await call.open(document)
        assert await second.ended() == 1008

        await stream.press("2")
        await stream.hear_prompt()
        assert await stream.ended() == 1000


async def test_of_two_sockets_the_first_to_start_wins() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        slow, fast = await call.open(document), await call.open(document)
        await fast.start()
        await fast.hear_prompt()
        await slow.start()

        assert await slow.ended() == 1008
        await fast.press("2")
        await fast.hear_prompt()


async def test_a_wrong_ticket_is_closed_and_nothing_else_happens() -> None:
    async with host_of(DESK, STRAIGHT) as host, plivo(host, "desk") as call:
        document = await call.answer()
        right = stream_url(document)
        for wrong in (right[:-4] + "0000", right[:-32], right.replace("/desk/", "/straight/")):
            if wrong.endswith("/"):
                continue
            stream = await call.open_url(wrong)
            assert await stream.ended() == 1008

        await (await call.connect(document)).hear_prompt()


async def test_an_old_ticket_is_closed() -> None:
    settings = Settings(port=0, limits=Limits(ticket_s=0))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())

        assert await stream.ended() == 1008


async def test_a_stream_of_another_call_is_closed() -> None:
    async with host_of(DESK) as host, plivo(host, "desk", "c1") as one, plivo(host, "desk", "c2") as other:
        document = await one.answer()
        await other.answer()

        stream = await other.connect(document)
        assert await stream.ended() == 1008
        await (await one.connect(document)).hear_prompt()


async def test_what_cannot_be_read_does_not_end_the_call() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.send({"event": "media", "media": {"payload": "AAAA"}})
        await stream.start()
        await stream.hear_prompt()
        for junk in ("{", "[]", '{"event":"new"}', '{"event":"media","media":7}', "x" * 200_000, '{"a":' * 9_000):
            await stream.send(junk)
        await stream.ws.send_bytes(b"\x00\xff")
        await stream.ws.send_frame(b'{"event":"\xff"}', WSMsgType.TEXT)
        await stream.start()
        await stream.press("2")

        await stream.hear_prompt()
        assert await stream.ended() == 1000


async def test_a_message_beyond_all_bounds_ends_the_stream_but_not_the_call() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.send("x" * 2_000_000)
        assert await stream.ended() == 1009

        again = await call.carry_on(document)
        assert tags(again) == ["Stream", "Redirect"]
        await (await call.connect(again)).hear_prompt()


async def test_how_large_a_message_may_be_is_a_setting() -> None:
    settings = Settings(port=0, limits=Limits(message_bytes=1000))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.send("x" * 1001)

        assert await stream.ended() == 1009


async def test_a_stream_that_does_not_say_which_it_is_is_closed() -> None:
    settings = Settings(port=0, limits=Limits(start_s=0.05))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        document = await call.answer()
        silent, talking = await call.open(document), await call.open(document)
        await talking.press("1")

        assert await silent.ended() == await talking.ended() == 1008
        assert await call.counts() == {"stream_refused.no_start": 2}


async def test_a_stream_that_floods_is_lost_and_the_call_goes_on() -> None:
    settings = Settings(port=0, limits=Limits(messages_per_s=100))
    async with (
        host_of(DESK, settings=settings) as host,
        plivo(host, "desk") as call,
        plivo(host, "desk", "c2") as other,
    ):
        document = await call.answer()
        stream, quiet = await call.connect(document), await other.connect(await other.answer())
        with suppress(ConnectionError):
            for _time in range(10_000):
                await stream.send({"event": "new"})
        await stream.ended()

        assert (await call.counts())["stream.flood"] == 1
        assert tags(await call.carry_on(document)) == ["Stream", "Redirect"]
        await quiet.hear_prompt()


async def test_a_codec_that_nobody_speaks_is_refused() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.start(encoding="audio/opus", sampleRate=48000)

        assert await stream.ended() == 1008
