"""The emulator calls the real host, and what happened can be read afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from flowrunner.call.trace_hub import TraceHub
from flowrunner.config import Settings
from flowrunner.emulator import During, Emulator, EmulatorOptions, HangUp, Press, Say, Silence, Step
from flowrunner.emulator.people import DialOutcome
from flowrunner.engine.machine import Machine
from flowrunner.script.from_trace import as_test
from flowrunner.server.app import running_host
from flowrunner.speech.ports import Recognition
from flowrunner.storage.ports import TraceHead
from flowrunner.storage.registry import open_storage
from flowrunner.trace.item import TraceItem
from flowrunner.trace.reading import read_trace
from flowrunner.trace.replay import replay
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import SETTLE_S, Loud, Tones
from tests.trace.traced import written
from tests.virtual_time import run

DESK = flow_of(
    """
    flow: desk
    start: menu
    fallback: operator
    states:
      menu:
        ask: Do you want sales or the news?
        choices:
          sales: {press: 1, hear: sales}
          news: {press: 2, hear: news}
      news: {say: No news is good news., go: menu}
      sales: {transfer: ["+15550100001", "+15550100002"], go: {otherwise: bye}}
      bye: {say: Goodbye., go: hangup}
      operator: {transfer: "+15550100000", go: {otherwise: hangup}}
    """
)
CALLER = "+15550100123"


def speech() -> FakeSpeech:
    return FakeSpeech(Tones(), FakeRecognizer(Recognition("the news please", None, 0.93)), FakeVad())


def kinds(items: tuple[TraceItem, ...]) -> list[str]:
    timers = ("start_timer", "cancel_timer", "listen")
    return [item.kind for item in items if item.kind not in timers]


def test_who_looks_on_sees_what_was_heard_and_when_it_was_answered() -> None:
    async def hold() -> tuple[TraceItem, ...]:
        hub = TraceHub()
        async with running_host(Settings(port=0), {"desk": DESK}, speech(), hub=hub) as host:
            options = EmulatorOptions(from_number=CALLER)
            await Emulator(options, voice=Loud()).call(host.answer_url("desk"), [Say("the news"), HangUp()])
            await asyncio.sleep(5)
        with hub.subscribe() as live:
            return live.so_far

    items = run(hold(), SETTLE_S)
    told = kinds(items)
    assert set(told[-3:]) == {"disconnected", "hung_up", "ended"}, "in the order of the network"
    assert told[:-3] == [
        *["began", "entered", "play", "connected", "sounded", "prompt_finished"],
        *["speech_started", "speech_ended", "heard", "understood", "entered", "play", "sounded", "prompt_finished"],
        *["entered", "play", "sounded", "prompt_finished"],
    ]
    heard = next(item for item in items if item.kind == "heard")
    assert heard.facts == {"transcript": "the news please", "phrase": None, "confidence": 0.93}
    assert {item.call for item in items} == {items[0].call}
    assert "0100123" not in str(items)


def test_what_happens_between_two_streams_is_kept_with_the_rest(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/test.db"

    async def hold() -> tuple[TraceHead, list[bytes]]:
        async with running_host(Settings(port=0, database=url), {"desk": DESK}, speech()) as host:
            options = EmulatorOptions(from_number=CALLER, dial=(DialOutcome.BUSY, DialOutcome.NO_ANSWER))
            await Emulator(options, voice=Loud()).call(host.answer_url("desk"), [Press("1")])
            await asyncio.sleep(5)
        async with open_storage(url) as storage:
            (head,) = await storage.traces.newest(9)
            return head, await storage.traces.read("desk", head.call)

    head, parts = run(hold(), SETTLE_S)
    items = [msgspec.json.decode(line) for part in parts for line in part.splitlines()]
    between = [item for item in items if item["kind"] in ("connect_to", "dialed", "dial_ended", "transfer_ended")]
    assert [(item["kind"], item.get("outcome") or item.get("place")) for item in between] == [
        ("connect_to", None),
        ("dialed", 1),
        ("dial_ended", "busy"),
        ("dialed", 2),
        ("dial_ended", "no_answer"),
        ("transfer_ended", "no_answer"),
    ]
    assert (head.caller, head.ended, head.failed) == ("+••••••••123", "hung_up", False)
    assert head.version == DESK.version


def test_a_call_that_was_held_goes_the_same_way_again_and_becomes_a_test() -> None:
    steps: list[Step] = [
        During(Press("2"), 0.5),
        Silence(),
        Say("the news"),
        During(Press("9"), 0.4),
        During(Press("1"), 0.5),
    ]

    async def hold() -> tuple[TraceItem, ...]:
        hub = TraceHub()
        async with running_host(Settings(port=0), {"desk": DESK}, speech(), hub=hub) as host:
            options = EmulatorOptions(from_number=CALLER, dial=(DialOutcome.BUSY, DialOutcome.ANSWERED))
            await Emulator(options, voice=Loud()).call(host.answer_url("desk"), steps)
            await asyncio.sleep(5)
        with hub.subscribe() as live:
            return live.so_far

    trace = read_trace(written(run(hold(), SETTLE_S)))
    replayed = replay(trace, Machine(DESK))
    assert (replayed.parting, replayed.changes) == (None, ())
    test = as_test(trace, Machine(DESK))
    assert test.remarks == ()
    assert [line.strip() for line in test.text.partition("  call:\n")[2].splitlines()] == [
        "- bot: Do you want sales or the news?",
        "- press: 2",
        "during: Do you want sales or the news?",
        "- bot: No news is good news.",
        "- bot: Do you want sales or the news?",
        "- silence",
        "- bot: Sorry, I didn't hear anything. Do you want sales or the news?",
        "- caller: the news please",
        "confidence: 0.93",
        "- bot: No news is good news.",
        "- press: 9",
        "during: No news is good news.",
        "- bot: Sorry, I didn't understand. Do you want sales or the news?",
        "- press: 1",
        "during: Sorry, I didn't understand. Do you want sales or the news?",
        '- transferred: "+15550100001"',
        "- bot: Goodbye.",
        "- ended",
    ]
