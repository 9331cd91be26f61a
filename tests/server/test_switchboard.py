"""Whatever order Plivo's requests, sockets and callers come in, every one is answered and every call ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Literal
from xml.etree import ElementTree

from aiohttp import WSMsgType
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowrunner.audio.codec import Codec
from flowrunner.call.session import SessionPorts
from flowrunner.engine.actions import SendRequest
from flowrunner.engine.events import RequestFinished, TransferOutcome
from flowrunner.plivo.callbacks import CallRequest
from flowrunner.plivo.channel import PlivoChannel
from flowrunner.plivo.oddities import Oddities
from flowrunner.server.calls import SILENT_AT_MOST_S, SILENT_WHEN_CLOSING_S, CallRecord, Calls
from flowrunner.server.flows import serve_flow
from flowrunner.server.sweeping import SWEEP_S, sweeping
from flowrunner.server.switchboard import Switchboard
from flowrunner.server.tickets import Tickets
from flowrunner.server.urls import FlowUrls
from tests.fake_socket import FakeSocket
from tests.fakes import FakePrompts
from tests.server.raw_plivo import flow_of
from tests.virtual_time import run

DESK = serve_flow(
    flow_of("""
flow: desk
start: menu
fallback: bye
states:
  menu:
    ask: For sales, press 1. To leave, press 2.
    choices:
      sales: {press: 1}
      bye: {press: 2}
  sales:
    transfer: ["+15550100001", "+15550100002"]
    go: {ended: menu, otherwise: bye}
  bye: {say: Goodbye., go: hangup}
"""),
    {},
)
URLS = FlowUrls("http://h", "desk")
REQUEST = CallRequest("c1", "+15550100009", "+15550100000", "inbound", machine=False, finished=False)

Act = tuple[Literal["answer", "hangup", "continue", "connect", "key", "drop", "wait"], int]
OUTCOMES: tuple[TransferOutcome, ...] = ("ended", "busy", "no_answer", "failed")


class NoRequests:
    """A requester that is never asked."""

    async def send(self, request: SendRequest) -> RequestFinished:
        raise AssertionError(request)


class Line:
    """One call, and everything that can happen to it."""

    def __init__(self) -> None:
        clock = asyncio.get_running_loop().time
        ports = SessionPorts(FakePrompts(), NoRequests(), clock=clock)
        self.board = Switchboard(ports, Calls(Tickets(60.0, clock), clock), 10)
        self.tickets: list[str] = []
        self.sockets: list[FakeSocket] = []
        self.sessions: list[asyncio.Task[None]] = []

    @property
    def record(self) -> CallRecord | None:
        return self.board.calls.find("desk", "c1")

    def note(self, document: bytes) -> None:
        """Check a document, and remember its ticket."""
        assert ElementTree.fromstring(document).tag == "Response"
        if self.record is not None and self.record.ticket not in self.tickets:
            self.tickets.append(self.record.ticket)

    async def act(self, act: Act) -> None:
        """Let one thing happen, and whatever follows at once."""
        what, number = act
        match what:
            case "answer":
                self.note(self.board.answer(DESK, REQUEST, URLS))
            case "hangup":
                self.board.hang_up(self.record)
            case "continue":
                await self.carry_on(number)
            case "connect":
                self.connect(number)
            case "key":
                self.arrive(json.dumps({"event": "dtmf", "dtmf": {"digit": number % 3}}))
            case "drop":
                self.drop()
            case "wait":
                await asyncio.sleep(number)
        for _turn in range(10):
            await asyncio.sleep(0)
        assert sum(not session.done() for session in self.sessions) <= 1

    async def carry_on(self, number: int) -> None:
        """Ask what comes after one of the documents, twice."""
        if self.record is None:
            return
        ticket = self.tickets[-1 - number % len(self.tickets)]
        outcome = OUTCOMES[number % len(OUTCOMES)]
        document = await self.board.carry_on(self.record, ticket, outcome, URLS)
        self.note(document)
        assert await self.board.carry_on(self.record, ticket, "failed", URLS) == document

    def connect(self, number: int) -> None:
        """Try to open a stream with one of the tickets."""
        ticket = self.tickets[-1 - number % len(self.tickets)] if self.tickets else ""
        record = self.board.admits("desk", ticket)
        if record is not None:
            self.sockets.append(FakeSocket())
            channel = PlivoChannel(self.sockets[-1], "s1", Codec.MULAW_8K, Oddities())
            self.sessions.append(asyncio.create_task(self.board.hold(record, channel)))

    def arrive(self, message: str) -> None:
        if self.sockets:
            self.sockets[-1].arrive(message)

    def drop(self) -> None:
        if self.sockets:
            self.sockets[-1].arrive_frame(WSMsgType.CLOSE)

    async def end(self) -> None:
        """Hang up, and check that nothing is left."""
        self.board.hang_up(self.record)
        async with asyncio.timeout(60):
            await asyncio.gather(*self.sessions)
        assert len(self.board.calls) == 0
        if self.record is not None:
            assert self.record.live is None
            assert self.record.rejoins <= 3


async def conversation(acts: Sequence[Act]) -> None:
    line = Line()
    for act in acts:
        await line.act(act)
    await line.end()


ACTS = st.tuples(
    st.sampled_from(["answer", "hangup", "continue", "continue", "connect", "connect", "key", "key", "drop", "wait"]),
    st.integers(0, 12),
)


@settings(max_examples=300)
@given(st.lists(ACTS, min_size=3, max_size=30))
@example([("connect", 0), ("key", 1), ("continue", 0), ("continue", 1), ("continue", 0), ("connect", 0)])
@example([("connect", 0), ("continue", 0), ("connect", 0), ("drop", 0), ("connect", 0), ("wait", 9)])
def test_every_order_of_things_is_survived(acts: list[Act]) -> None:
    run(conversation([("answer", 0), *acts]))


def test_a_call_that_plivo_forgot_is_ended_though_no_other_comes() -> None:
    async def forgotten() -> None:
        line = Line()
        await line.act(("answer", 0))
        async with sweeping(line.board):
            await asyncio.sleep(SILENT_AT_MOST_S + SWEEP_S + 1)

        assert line.record is not None
        assert line.record.ended == "vanished"
        assert len(line.board.calls) == 0

    run(forgotten())


def test_a_call_that_plivo_forgot_does_not_hold_up_a_host_that_closes() -> None:
    async def closing() -> None:
        line = Line()
        await line.act(("answer", 0))
        line.board.closing = True
        async with sweeping(line.board), asyncio.timeout(SILENT_WHEN_CLOSING_S + SWEEP_S + 1):
            await line.board.calls.quiet()

    run(closing())


def test_a_call_that_has_a_stream_is_never_swept() -> None:
    async def long() -> None:
        line = Line()
        await line.act(("answer", 0))
        await line.act(("connect", 0))
        line.board.closing = True
        async with sweeping(line.board):
            await asyncio.sleep(SILENT_WHEN_CLOSING_S + SWEEP_S + 1)
            assert len(line.board.calls) == 1
        await line.end()

    run(long())
