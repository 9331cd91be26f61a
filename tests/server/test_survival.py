"""Two hosts share a database, and a call goes on at the other one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flowrunner.config import Settings
from flowrunner.flow.loader import Loaded
from flowrunner.flow.model import Flow
from flowrunner.server.app import Host
from flowrunner.server.flows import LoadedFlows
from flowrunner.server.urls import FlowUrls
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import RawPlivo, flow_of, host_of, plivo, stream_url, tags

CODE = flow_of("""
flow: code
start: greet
fallback: sorry
states:
  greet: {say: Hello., go: ask}
  ask: {ask: Your code?, type: digits, length: 4, save: code, go: tell}
  tell: {say: "Thank you, {{ code | spell }}.", go: desk}
  desk: {transfer: ["+15550100001", "+15550100002"], go: {ended: bye, otherwise: nobody}}
  nobody: {say: Nobody is there., go: hangup}
  bye: {say: Goodbye., go: hangup}
  sorry: {say: I am sorry., go: hangup}
""")
CHANGED = flow_of("""
flow: code
start: ask
fallback: sorry
states:
  ask: {ask: Your new code?, type: digits, length: 4, save: code, go: sorry}
  sorry: {say: I am sorry., go: hangup}
""")
BRIDGE = "Sorry, we were cut off for a moment."


class Pair:
    """Two hosts, what each of them said, and one call."""

    def __init__(self, hosts: tuple[Host, Host], voices: tuple[FakeSpeech, FakeSpeech], call: RawPlivo) -> None:
        self.one, self.other = hosts
        self.voices = voices
        self.call = call

    @property
    def said(self) -> tuple[list[str], list[str]]:
        """What each host has said."""
        return self.voices[0].prompts.said, self.voices[1].prompts.said

    def elsewhere(self, url: str) -> str:
        """Return the same address at the other host."""
        return url.replace(self.one.url.partition("://")[2], self.other.url.partition("://")[2])

    async def carry_on(self, document: ElementTree.Element, **more: str) -> ElementTree.Element:
        """Go on with the call at the other host."""
        for element in document.iter():
            if element.tag == "Redirect" and element.text:
                element.text = self.elsewhere(element.text)
            if element.tag == "Dial":
                element.set("action", self.elsewhere(element.attrib["action"]))
        return await self.call.carry_on(document, **more)


@asynccontextmanager
async def pair(tmp_path: Path, other: Flow = CODE) -> AsyncGenerator[Pair, None]:
    """Run two hosts on one database; a call comes in at the first."""
    settings = Settings(port=0, database=f"sqlite:///{tmp_path}/calls.db")
    one, two = FakeSpeech(), FakeSpeech()
    async with (
        host_of(CODE, settings=settings, speech=one) as first,
        host_of(other, settings=settings, speech=two) as second,
        plivo(first, "code") as call,
    ):
        yield Pair((first, second), (one, two), call)


async def written(host: Host, digits: str) -> None:
    """Wait until these digits have been written down."""
    (record,) = host.site.board.calls
    assert record.live is not None
    assert record.keeper is not None
    for _turn in range(100_000):
        if record.live.session.call.attempt.digits == digits:
            break
        await asyncio.sleep(0)
    assert record.live.session.call.attempt.digits == digits
    assert await record.keeper.kept()


async def test_the_other_host_knows_what_was_said_and_typed(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        await stream.press("1")
        await stream.press("2")
        await written(hosts.one, digits="12")
        await stream.hang_up()

        again = await hosts.carry_on(document)
        assert tags(again) == ["Stream", "Redirect"]
        stream = await hosts.call.connect(again)
        await stream.hear_prompt()
        await stream.press("3")
        await stream.press("4")
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        assert hosts.said == (["Hello.", "Your code?"], [BRIDGE, "Thank you, 1 2 3 4."])


async def test_a_dial_that_one_host_began_comes_back_to_the_other(tmp_path: Path) -> None:
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
        assert dial.findtext("Dial/Number") == "+15550100001"

        second = await hosts.carry_on(dial, DialStatus="busy")
        assert second.findtext("Dial/Number") == "+15550100002"
        back = await hosts.call.carry_on(second, DialStatus="completed")
        await (await hosts.call.connect(back)).hear_prompt()
        assert hosts.said[1] == ["Goodbye."]


async def test_a_stream_that_comes_to_the_other_host_is_welcome(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.open_url(hosts.elsewhere(stream_url(document)))
        await stream.start()
        await stream.hear_prompt()
        assert hosts.said[1][0] == "Hello."


async def test_a_request_that_is_repeated_elsewhere_gets_the_same_answer_and_takes_nothing(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        repeated = await hosts.call.post(FlowUrls(hosts.other.url, "code").answer, Event="StartApp")
        assert stream_url(repeated) == stream_url(document)
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        assert hosts.said[1] == []


async def test_a_host_that_has_lost_a_call_says_no_more(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await hosts.carry_on(document)

        await stream.press("1")
        assert await stream.ended() == 1006
        assert len(hosts.one.site.board.calls) == 0


async def test_a_caller_who_hangs_up_is_gone_everywhere(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        await hosts.call.callback(FlowUrls(hosts.other.url, "code").hangup, Event="Hangup", CallStatus="completed")
        assert tags(await hosts.carry_on(document)) == ["Hangup"]
        assert tags(await hosts.call.carry_on(document)) == ["Hangup"]


async def test_who_has_no_ticket_takes_no_call(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        wrong = FlowUrls(hosts.other.url, "code").continuing("0" * 32)
        assert tags(await hosts.call.post(wrong)) == ["Speak", "Hangup"]
        stream = await hosts.call.open_url(FlowUrls(hosts.other.url, "code").stream("0" * 32))
        await stream.start()
        assert await stream.ended() == 1008
        await (await hosts.call.connect(document)).hear_prompt()


async def test_a_call_of_another_version_of_its_flow_goes_to_the_fallback(tmp_path: Path) -> None:
    async with pair(tmp_path, CHANGED) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()

        again = await hosts.carry_on(document)
        stream = await hosts.call.connect(again)
        await stream.hear_prompt()
        await stream.hear_prompt()
        assert hosts.said[1] == [BRIDGE, "I am sorry."]


async def test_a_call_goes_on_in_an_older_version_that_calls_of_the_other_host_still_use(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        used_by_a_call = hosts.other.flows.current("code")
        hosts.other.flows.switch(LoadedFlows({"code": CHANGED}, (Loaded(CHANGED, (), "code.yaml"),)))
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()

        again = await hosts.carry_on(document)
        stream = await hosts.call.connect(again)
        await stream.hear_prompt()
        await stream.hear_prompt()
        assert hosts.said[1] == [BRIDGE, "Your code?"]
        assert used_by_a_call is not hosts.other.flows.current("code")


async def test_a_call_is_taken_up_three_times_and_then_given_up(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        for _time in range(3):
            stream = await hosts.call.connect(document)
            await stream.until("playAudio")
            await stream.hang_up()
            document = await hosts.carry_on(document)
            assert tags(document) == ["Stream", "Redirect"]
        stream = await hosts.call.connect(document)
        await stream.hang_up()
        assert tags(await hosts.carry_on(document)) == ["Speak", "Hangup"]


async def test_without_its_database_a_call_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        with closing(sqlite3.connect(tmp_path / "calls.db")) as database:
            database.execute("DROP TABLE calls")
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        for key in "1234":
            await stream.press(key)
        await stream.hear_prompt()
        assert await stream.ended() == 1000
    assert "calls cannot be written down now" in caplog.text


@asynccontextmanager
async def stalled(database: Path) -> AsyncGenerator[sqlite3.Connection, None]:
    """Let the host's database stall until the connection commits."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


async def test_a_call_that_ends_while_the_database_stalls_does_not_come_back(tmp_path: Path) -> None:
    database = tmp_path / "calls.db"
    settings = Settings(port=0, database=f"sqlite:///{database}")
    async with host_of(CODE, settings=settings) as host, plivo(host, "code") as call, stalled(database) as connection:
        await call.answer()
        (record,) = host.site.board.calls
        leaving = asyncio.create_task(call.hang_up())
        while not record.ended:  # noqa: ASYNC110 - a record tells nobody
            await asyncio.sleep(0)
        connection.execute("COMMIT")

        assert await leaving == (200, b"")
        assert len(host.site.board.calls) == 0
        assert host.site.board.calls.find("code", "c1") is record


async def test_a_call_that_is_written_down_late_goes_on_where_it_is(tmp_path: Path) -> None:
    database, speech = tmp_path / "calls.db", FakeSpeech()
    settings = Settings(port=0, database=f"sqlite:///{database}")
    async with host_of(CODE, settings=settings, speech=speech) as host, plivo(host, "code") as call:
        async with stalled(database) as connection:
            document = await call.answer()
            connection.execute("COMMIT")
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        await stream.press("1")
        await stream.press("2")
        await stream.hang_up()

        again = await call.connect(await call.carry_on(document))
        await again.hear_prompt()
        await again.press("3")
        await again.press("4")
        await again.hear_prompt()
        assert speech.prompts.said[-1] == "Thank you, 1 2 3 4."
