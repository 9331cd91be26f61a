"""Whole calls over real sockets, from the answer to the hang-up."""

from __future__ import annotations

import asyncio
import base64
import logging

import aiohttp
import pytest

from flowrunner.config import Limits, Settings
from tests.server.raw_plivo import RawPlivo, host_of, plivo, stream_url, tags
from tests.server.served_flows import DESK, STRAIGHT


async def test_a_call_from_the_answer_to_the_hang_up() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        assert tags(document) == ["Stream", "Redirect"]
        stream = await call.connect(document)
        assert await stream.hear_prompt() > 0
        await stream.press("2")
        assert await stream.hear_prompt() > 0
        assert await stream.ended() == 1000

        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert await call.hang_up() == (200, b"")
        assert len(host.site.board.calls) == 0


async def test_a_key_cuts_the_prompt() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.until("playAudio")
        await stream.press("2")

        clear = await stream.until("clearAudio")
        assert clear["streamId"] == stream.stream_id
        await stream.hear_prompt()


async def test_each_request_may_come_twice() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        assert stream_url(await call.answer()) == stream_url(document)
        stream = await call.connect(document)
        await stream.press("1")
        await stream.ended()

        dial = await call.carry_on(document)
        again = await call.carry_on(document)
        assert again.find("Dial") is not None
        assert [each.get("action") for each in again] == [each.get("action") for each in dial]
        back = await call.carry_on(dial, DialStatus="completed")
        assert stream_url(await call.carry_on(dial, DialStatus="completed")) == stream_url(back)
        assert await call.hang_up() == await call.hang_up() == (200, b"")


async def test_the_answer_address_serves_get_too() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        query = {"CallUUID": "c1", "From": "15550100009", "Event": "StartApp"}
        async with call.client.get(host.answer_url("desk"), params=query) as response:
            assert response.status == 200
            assert response.content_type == "application/xml"
            assert b"/flows/desk/stream/" in await response.read()


async def test_sound_comes_in_the_codec_that_start_names() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.start(encoding="audio/x-l16", sampleRate="16000")

        media = (await stream.until("playAudio"))["media"]
        assert (media["contentType"], media["sampleRate"]) == ("audio/x-l16", 16000)
        assert len(base64.b64decode(media["payload"])) <= 12_288


async def test_the_protocol_that_plivo_may_ask_for_is_spoken() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer(), protocols=("audio.drachtio.org",))

        assert stream.ws.protocol == "audio.drachtio.org"
        assert "Sec-WebSocket-Extensions" not in stream.ws._response.headers


async def test_a_full_host_is_busy() -> None:
    settings = Settings(port=0, limits=Limits(calls=1))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as one, plivo(host, "desk", "c2") as two:
        await one.answer()
        refused = await two.answer()
        assert [(each.tag, each.get("reason")) for each in refused] == [("Hangup", "busy")]

        await one.hang_up()
        assert tags(await two.answer()) == ["Stream", "Redirect"]


async def test_a_host_that_closes_lets_its_calls_come_to_an_end() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call, plivo(host, "desk", "c2") as late:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        assert not await host.drain(0)

        assert tags(await late.answer()) == ["Hangup"]
        async with call.client.get(host.url + "/health") as response:
            assert (response.status, await response.json()) == (503, {"status": "closing", "calls": 1, "counts": {}})
        await stream.press("2")
        await stream.hear_prompt()
        await stream.ended()
        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert await host.drain(1)


async def test_a_host_that_must_go_closes_its_streams() -> None:
    async with aiohttp.ClientSession() as client:
        async with host_of(DESK) as host:
            call = RawPlivo(client, host, "desk")
            stream = await call.connect(await call.answer())
            await stream.hear_prompt()
            leaving = asyncio.create_task(stream.ended())
        assert await leaving == 1000


async def test_a_person_who_looks_in_sees_the_answer_addresses() -> None:
    async with host_of(DESK, STRAIGHT) as host, plivo(host, "desk") as call:
        async with call.client.get(host.url + "/") as response:
            page = await response.text()
        assert host.answer_url("desk") in page
        assert host.answer_url("straight") in page
        async with call.client.get(host.url + "/health") as response:
            assert await response.json() == {"status": "ok", "calls": 0, "counts": {}}


async def test_whoever_is_about_to_call_somebody_can_ask_for_the_flow() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        async with call.client.get(host.url + "/flows/desk") as response:
            assert await response.json() == {"flow": "desk", "answer_url": host.answer_url("desk")}
        async with call.client.get(host.url + "/flows/sales") as response:
            assert response.status == 404


async def test_one_line_a_call_and_nothing_private_in_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.press("2")
        await stream.hear_prompt()
        await stream.ended()
        await call.carry_on(document)
        await call.hang_up()

    lines = [record for record in caplog.records if record.name == "flowrunner.calls"]
    assert [record.getMessage() for record in lines] == ["call ended"]
    assert {"flow": "desk", "call": "c1", "reason": "hung_up"}.items() <= vars(lines[0]).items()
    assert "5550100009" not in caplog.text
