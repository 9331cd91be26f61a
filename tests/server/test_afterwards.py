"""What a flow does when its caller has left, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from flowrunner.config import Settings
from flowrunner.flow.model import Flow
from flowrunner.server.app import Host
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import DEADLINE_S, flow_of, host_of, plivo
from tests.server.test_listening import utter

SHOP = flow_of("""
flow: shop
start: menu
fallback: bye
on_hangup: after
states:
  menu:
    ask: Which digits?
    type: digits
    length: 2
    save: digits
    go: {give_up: bye, otherwise: person}
  person: {transfer: "+15550100001", go: {otherwise: bye}}
  bye: {say: Goodbye., go: hangup}
  after:
    request: POST https://api.shop.example/left
    body: {caller: "{{ call.from }}", digits: "{{ digits }}"}
    go: {otherwise: hangup}
""")


@asynccontextmanager
async def shop(
    flow: Flow = SHOP, speech: FakeSpeech | None = None
) -> AsyncGenerator[tuple[Host, asyncio.Queue[dict[str, object]]], None]:
    """Run a host, and the service that it tells who has left."""
    told: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def left(request: web.Request) -> web.Response:
        await told.put(await request.json())
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/left", left)
    async with TestServer(app, host="127.0.0.1") as server:
        address = str(server.make_url("/")).rstrip("/")
        settings = Settings(port=0, stand_in={"api.shop.example": address})
        async with host_of(flow, settings=settings, speech=speech) as host:
            yield host, told


async def test_a_caller_who_leaves_in_the_middle_is_told_of() -> None:
    async with shop() as (host, told), plivo(host, "shop") as call, asyncio.timeout(DEADLINE_S):
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        await call.hang_up()
        assert (await told.get())["digits"] is None
        await stream.ended()
        assert await host.drain(DEADLINE_S)


async def test_a_caller_who_leaves_while_there_is_no_stream_is_told_of() -> None:
    async with shop() as (host, told), plivo(host, "shop") as call, asyncio.timeout(DEADLINE_S):
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.press("4")
        await stream.press("7")
        await stream.ended()
        await call.carry_on(document)
        await call.hang_up()
        assert (await told.get())["digits"] == "47"
        assert told.empty()


async def test_a_host_that_stops_waits_for_it() -> None:
    async with shop() as (host, told), plivo(host, "shop") as call, asyncio.timeout(DEADLINE_S):
        await call.answer()
        await call.hang_up()
        assert await host.drain(DEADLINE_S)
        assert told.qsize() == 1


NOTES = flow_of("""
flow: notes
start: listen
fallback: keep
states:
  listen: {transcribe: true, save: digits, go: {ended: keep}}
  keep:
    request: POST https://api.shop.example/left
    body: {caller: "{{ call.from }}", digits: "{{ digits }}"}
    go: {otherwise: hangup}
""")


async def test_what_was_written_down_of_a_caller_is_not_lost_when_the_caller_hangs_up() -> None:
    speech = FakeSpeech(recognizer=FakeRecognizer(Recognition("dear diary", confidence=0.9)), vad=FakeVad())
    async with shop(NOTES, speech) as (host, told), plivo(host, "notes") as call, asyncio.timeout(DEADLINE_S):
        stream = await call.connect(await call.answer())
        await utter(stream, "inbound")
        await call.hang_up()
        assert (await told.get())["digits"] == "Caller: dear diary"
        assert await host.drain(DEADLINE_S)
