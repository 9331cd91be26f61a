"""Calls that go on when their caller has left."""

from __future__ import annotations

import asyncio
import logging

import pytest

from flowrunner.call.afterwards import LIMIT_S, Afterwards
from flowrunner.call.session import SessionPorts
from flowrunner.engine.actions import Action, SendRequest
from flowrunner.engine.call import CallFacts
from flowrunner.engine.events import HungUp, RequestFinished
from flowrunner.engine.machine import Machine
from flowrunner.trace.causes import Cause
from tests.engine.phone import flow_of
from tests.fakes import FakePrompts, FakeTrace
from tests.virtual_time import run

DESK = flow_of("""
on_hangup: tell
states:
  first:
    ask: Which digits?
    type: digits
    length: 2
    save: digits
    go: first
  tell:
    request: POST https://api.example/left
    timeout: 20s
    go: {ok: more, otherwise: hangup}
  more:
    request: POST https://api.example/more
    timeout: 20s
    go: {otherwise: hangup}
""")


class Web:
    """Answers each request after ``delay_s`` of the loop's time; a fault when there is nothing to answer with."""

    def __init__(self, *outcomes: str, delay_s: float = 1.0) -> None:
        self.sent: list[str] = []
        self._outcomes = list(outcomes)
        self._delay_s = delay_s

    async def send(self, request: SendRequest) -> RequestFinished:
        self.sent.append(request.url)
        await asyncio.sleep(self._delay_s)
        return RequestFinished(request.request_id, self._outcomes.pop(0))


async def left(web: Web) -> list[Cause | Action]:
    """Let a caller leave; return what is traced from then on."""
    trace = FakeTrace()
    ports = SessionPorts(FakePrompts(), web, trace=trace)
    machine, afterwards = Machine(DESK), Afterwards(ports)
    call, _ = machine.start(CallFacts("c1"))
    call, actions = machine.step(call, HungUp())
    assert call.gone
    afterwards.begin(machine, call, actions)
    await afterwards.settled()
    return trace.items


def test_a_call_goes_from_request_to_request_to_its_end() -> None:
    web = Web("ok", "404")
    seen = run(left(web))
    assert web.sent == ["https://api.example/left", "https://api.example/more"]
    assert [each.outcome for each in seen if isinstance(each, RequestFinished)] == ["ok", "404"]


def test_it_does_not_take_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> float:
        await left(Web("ok", "ok", delay_s=LIMIT_S * 0.6))
        return asyncio.get_running_loop().time()

    with caplog.at_level(logging.WARNING):
        assert run(scenario()) == pytest.approx(LIMIT_S)
    assert caplog.messages == ["what a flow does after its caller takes too long"]


def test_a_fault_of_ours_ends_this_call_only(caplog: pytest.LogCaptureFixture) -> None:
    run(left(Web()))
    assert caplog.messages == ["a call met a fault of flowrunner"]


def test_what_goes_on_is_broken_off_when_the_host_stops() -> None:
    async def scenario() -> float:
        machine, afterwards = Machine(DESK), Afterwards(SessionPorts(FakePrompts(), Web("ok", "ok")))
        afterwards.begin(machine, *machine.step(machine.start(CallFacts("c1"))[0], HungUp()))
        await asyncio.sleep(0.5)
        await afterwards.aclose()
        return asyncio.get_running_loop().time()

    assert run(scenario()) == pytest.approx(0.5)
