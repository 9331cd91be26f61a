"""Two hosts are asked about one call: whatever the order, each thing is done once, and by one of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from flowrunner.config import Settings
from flowrunner.flow.model import Flow
from flowrunner.server.urls import FlowUrls
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import flow_of, host_of, plivo, stream_url, tags
from tests.server.test_survival import BRIDGE, CODE, Pair, pair, written

ORDER = flow_of("""
flow: order
start: place
fallback: bye
on_hangup: left
states:
  place:
    request: POST https://api.shop.example/orders
    body: {caller: "{{ call.from }}"}
    go: {ok: thanks, error: unsure, otherwise: bye}
  thanks: {say: Thank you., go: more}
  unsure: {say: That is not sure., go: more}
  more: {ask: Which digits?, type: digits, length: 2, save: digits, go: bye}
  bye: {say: Goodbye., go: hangup}
  left:
    request: POST https://api.shop.example/left
    body: {digits: "{{ digits }}"}
    go: {otherwise: hangup}
""")
MACHINE = flow_of("""
flow: code
start: {inbound: greet, machine: beep}
fallback: beep
states:
  greet: {ask: "Hello, is it you?", type: digits, length: 2, go: beep}
  beep: {say: Please call us back., go: hangup}
""")


@asynccontextmanager
async def orders(
    tmp_path: Path, flow: Flow = ORDER, other: Flow | None = None
) -> AsyncGenerator[tuple[Pair, list[str]], None]:
    """Run two hosts on one database, and the computer that they talk to; it keeps the paths of what it was told."""
    told: list[str] = []

    async def take(request: web.Request) -> web.Response:
        told.append(request.path)
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/{path}", take)
    async with TestServer(app, host="127.0.0.1") as server:
        stand_in = {"api.shop.example": str(server.make_url("/")).rstrip("/")}
        settings = Settings(port=0, database=f"sqlite:///{tmp_path}/calls.db", stand_in=stand_in)
        one, two = FakeSpeech(), FakeSpeech()
        async with (
            host_of(flow, settings=settings, speech=one) as first,
            host_of(other or flow, settings=settings, speech=two) as second,
            plivo(first, flow.name) as call,
        ):
            yield Pair((first, second), (one, two), call), told


async def settled(hosts: Pair) -> None:
    """Wait until nothing is left to do after a call."""
    for host in (hosts.one, hosts.other):
        await host.site.board.afterwards.settled()


async def test_hosts_that_are_asked_to_answer_at_once_give_one_answer(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        both = await asyncio.gather(
            *(hosts.call.post(FlowUrls(each.url, "code").answer, Event="StartApp") for each in (hosts.one, hosts.other))
        )
        tickets = {stream_url(each).rpartition("/")[2] for each in both}
        assert len(tickets) == 1
        owners = [len(each.site.board.calls) for each in (hosts.one, hosts.other)]
        assert sorted(owners) == [0, 1], "who was too late has no business with the call"


async def test_hosts_that_are_asked_at_once_what_comes_next_say_the_same(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()
        next_one = document.findtext("Redirect")
        assert next_one is not None
        urls = (next_one, hosts.elsewhere(next_one))
        both = await asyncio.gather(*(hosts.call.post(url, Event="Redirect") for url in urls * 2))
        assert len({stream_url(each).rpartition("/")[2] for each in both}) == 1
        stream = await hosts.call.connect(both[0])
        assert await stream.hear_prompt()


async def test_requests_that_come_at_once_take_a_call_once(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()
        url = hosts.elsewhere(document.findtext("Redirect") or "")
        both = await asyncio.gather(*(hosts.call.post(url, Event="Redirect") for _ in range(4)))
        assert len({stream_url(each) for each in both}) == 1
        (record,) = hosts.other.site.board.calls
        assert record.keeper is not None
        assert (record.keeper.epoch, record.rejoins) == (2, 1)


async def test_what_waits_for_a_stream_is_done_where_the_stream_comes(tmp_path: Path) -> None:
    async with orders(tmp_path) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.open_url(hosts.elsewhere(stream_url(document)))
        await stream.start()
        await stream.hear_prompt()
        assert told == ["/orders"]
        assert hosts.said[1][0] == "Thank you."


async def test_a_request_that_may_be_on_its_way_is_not_sent_by_who_comes_next(tmp_path: Path) -> None:
    async with orders(tmp_path) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        with closing(sqlite3.connect(tmp_path / "calls.db", isolation_level=None)) as database:
            # as if the host had died between the request and its answer
            database.execute("UPDATE calls SET epoch = epoch + 1")
        await stream.hang_up()
        again = await hosts.carry_on(document)
        stream = await hosts.call.connect(again)
        await stream.hear_prompt()
        assert told == ["/orders"]


async def test_nothing_is_announced_when_a_new_stream_comes_to_another_host(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        for key in "1234":
            await stream.press(key)
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        dial = await hosts.call.carry_on(document)
        second = await hosts.call.carry_on(dial, DialStatus="busy")
        back = await hosts.call.carry_on(second, DialStatus="no-answer")
        stream = await hosts.call.open_url(hosts.elsewhere(stream_url(back)))
        await stream.start()
        await stream.hear_prompt()
        assert hosts.said[1][0] == "Nobody is there."


async def test_what_was_decided_on_a_stream_is_no_lost_stream(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        for key in "1234":
            await stream.press(key)
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        dial = await hosts.carry_on(document)
        assert dial.findtext("Dial/Number") == "+15550100001"
        (record,) = hosts.other.site.board.calls
        assert record.rejoins == 0


async def test_who_hangs_up_is_told_of_once(tmp_path: Path) -> None:
    async with orders(tmp_path) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        (record,) = hosts.one.site.board.calls
        urls = [FlowUrls(each.url, "order").hangup for each in (hosts.one, hosts.other)]
        await asyncio.gather(
            record.over.wait(),
            *(hosts.call.callback(url, Event="Hangup", CallStatus="completed") for url in urls * 2),
            stream.hang_up(),
        )
        await settled(hosts)
        assert told == ["/orders", "/left"]


async def test_who_hangs_up_is_told_of_by_the_version_that_knows_the_call(tmp_path: Path) -> None:
    newer = flow_of("""
flow: order
start: bye
fallback: bye
on_hangup: left
states:
  bye: {say: Goodbye., go: hangup}
  left: {request: "POST https://api.shop.example/newer", go: {otherwise: hangup}}
""")
    async with orders(tmp_path, ORDER, newer) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        (record,) = hosts.one.site.board.calls
        await asyncio.gather(
            hosts.call.callback(FlowUrls(hosts.other.url, "order").hangup, Event="Hangup", CallStatus="completed"),
            record.over.wait(),
            stream.hang_up(),
        )
        assert told == ["/orders"]
        record.heard_of_s = float("-inf")
        await hosts.one.site.board.sweep()
        await settled(hosts)
        assert told == ["/orders", "/left"]


async def test_a_call_that_goes_on_elsewhere_does_not_vanish(tmp_path: Path) -> None:
    async with orders(tmp_path) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()
        (record,) = hosts.one.site.board.calls
        await hosts.carry_on(document)
        record.heard_of_s = float("-inf")
        await hosts.one.site.board.sweep()
        await settled(hosts)
        assert told == ["/orders"]
        assert (len(hosts.one.site.board.calls), len(hosts.other.site.board.calls)) == (0, 1)


async def test_a_call_that_vanishes_after_it_was_taken_up_is_ended_there(tmp_path: Path) -> None:
    async with orders(tmp_path) as (hosts, told):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()
        await hosts.carry_on(document)
        (record,) = hosts.other.site.board.calls
        record.heard_of_s = float("-inf")
        await hosts.other.site.board.sweep()
        await settled(hosts)
        assert told == ["/orders", "/left"]


async def test_of_a_call_that_is_over_nothing_is_kept(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        for key in "729":
            await stream.press(key)
        await written(hosts.one, "729")
        await hosts.call.hang_up()
        with closing(sqlite3.connect(tmp_path / "calls.db")) as database:
            ((data, ended),) = database.execute("SELECT data, ended FROM calls").fetchall()
        assert ended
        assert all(each not in data for each in (b"729", b"15550100009", b"Stream"))
        assert tags(await hosts.carry_on(document)) == ["Hangup"]


async def test_a_machine_that_another_host_is_told_of_hears_what_is_for_it(tmp_path: Path) -> None:
    async with pair(tmp_path) as unminded:
        document = await unminded.call.answer()
        stream = await unminded.call.connect(document)
        await stream.hear_prompt()
        await unminded.call.callback(FlowUrls(unminded.other.url, "code").machine, Machine="true")
        assert await stream.hear_prompt(), "a flow that minds no machines loses no call for one"
        assert len(unminded.other.site.board.calls) == 0


async def test_a_machine_found_by_another_host_begins_again(tmp_path: Path) -> None:
    async with orders(tmp_path, MACHINE) as (hosts, _):
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await hosts.call.callback(FlowUrls(hosts.other.url, "code").machine, Machine="true")
        await stream.hear_prompt()
        assert await stream.ended() == 1006
        await (await hosts.call.connect(await hosts.call.carry_on(document))).hear_prompt()
        assert hosts.said[0][-1] == "Please call us back."


async def test_a_call_that_had_not_begun_begins_with_the_new_version(tmp_path: Path) -> None:
    changed = flow_of("""
flow: code
start: ask
fallback: sorry
states:
  ask: {ask: Your new code?, type: digits, length: 4, save: code, go: sorry}
  sorry: {say: I am sorry., go: hangup}
""")
    async with pair(tmp_path, changed) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.open_url(hosts.elsewhere(stream_url(document)))
        await stream.start()
        await stream.hear_prompt()
        assert hosts.said[1] == ["Your new code?"]


async def test_a_database_that_was_emptied_costs_no_call(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        with closing(sqlite3.connect(tmp_path / "calls.db", isolation_level=None)) as database:
            database.execute("DELETE FROM calls")
        await stream.press("1")
        await written(hosts.one, "1")
        await stream.hang_up()
        stream = await hosts.call.connect(await hosts.carry_on(document))
        await stream.hear_prompt()
        assert hosts.said[1] == [BRIDGE]


async def test_a_call_is_handed_over_when_that_is_written(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        with closing(sqlite3.connect(tmp_path / "calls.db", isolation_level=None)) as database:
            for key in "1234":
                await stream.press(key)
            while (await stream.next())["event"] != "checkpoint":
                pass
            database.execute("BEGIN IMMEDIATE")
            await stream.send({"event": "playedStream", "streamId": stream.stream_id, "name": "p3"})
            ending = asyncio.create_task(stream.ended())
            (record,) = hosts.one.site.board.calls
            assert record.live is not None
            while record.live.session.call.phase != "transferring":  # noqa: ASYNC110 - a session tells nobody
                await asyncio.sleep(0)
            for _turn in range(100):
                await asyncio.sleep(0)
            assert not ending.done()
            database.execute("COMMIT")
        assert await ending == 1000


async def test_health_tells_whether_calls_are_written_down(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(port=0, database=f"sqlite:///{tmp_path}/calls.db")
    async with host_of(CODE, settings=settings) as host, plivo(host, "code") as call:

        async def state() -> object:
            async with call.client.get(host.url + "/health") as response:
                assert response.status == 200
                return (await response.json())["database"]

        assert await state() == "ok"
        document = await call.answer()
        with closing(sqlite3.connect(tmp_path / "calls.db")) as database:
            database.execute("ALTER TABLE calls RENAME TO away")
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        for key in "123":
            await stream.press(key)
        await call.client.post(FlowUrls(host.url, "code").hangup, data={"CallUUID": "c9", "Event": "Hangup"})
        assert await state() == "failing"
        assert caplog.text.count("calls cannot be written down now") == 1
