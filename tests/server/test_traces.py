"""What two hosts write down of one call, and what they never do."""

from __future__ import annotations

from pathlib import Path

from flowrunner.call.trace_settings import TraceSettings
from flowrunner.config import Settings
from flowrunner.engine.machine import Machine
from flowrunner.storage.registry import open_storage
from flowrunner.trace.reading import Trace, read_trace
from flowrunner.trace.replay import replay
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import flow_of, host_of, plivo
from tests.server.test_survival import CODE, pair, written

SECRET = flow_of("""
flow: secret
start: card
fallback: sorry
states:
  card: {ask: Your card?, type: digits, length: 8..16, save: card, go: pin}
  pin: {ask: Your PIN?, type: digits, length: 4, save: pin, secret: true, go: bye}
  bye: {say: "Goodbye {{ call.from | phone }}.", go: hangup}
  sorry: {say: I am sorry., go: hangup}
""")
CARD, PIN = "4111111111111111", "7391"


async def traced(database: str, flow: str) -> Trace:
    """Return the trace of the only call that was held."""
    async with open_storage(database) as storage:
        (head,) = await storage.traces.newest(9, flow)
        return read_trace(b"".join(await storage.traces.read(head.flow, head.call)))


async def test_a_call_that_changes_its_host_has_one_trace_and_goes_the_same_way_again(tmp_path: Path) -> None:
    async with pair(tmp_path) as hosts:
        document = await hosts.call.answer()
        stream = await hosts.call.connect(document)
        await stream.hear_prompt()
        await stream.hear_prompt()
        await stream.press("1")
        await stream.press("2")
        await written(hosts.one, digits="12")
        await stream.hang_up()
        stream = await hosts.call.connect(await hosts.carry_on(document))
        await stream.hear_prompt()
        await stream.press("3")
        await stream.press("4")
        await stream.hear_prompt()
        assert await stream.ended() == 1000

    trace = await traced(f"sqlite:///{tmp_path}/calls.db", "code")
    told = [item.kind for item in trace.items]
    assert told[0] == "began"
    assert told.index("took_up") < told.index("rejoined")
    assert [item.facts["key"] for item in trace.items if item.kind == "key_pressed"] == ["1", "2", "3", "4"]
    assert [item.state for item in trace.items if item.kind == "entered"] == ["greet", "ask", "tell", "desk"]
    assert replay(trace, Machine(CODE)).parting is None


async def test_nothing_secret_no_card_and_no_caller_is_written_down(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/calls.db"
    speech = FakeSpeech()
    settings = Settings(port=0, database=database)
    async with host_of(SECRET, settings=settings, speech=speech) as host, plivo(host, "secret") as call:
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        for key in CARD:
            await stream.press(key)
        await stream.hear_prompt()
        for key in PIN:
            await stream.press(key)
        await stream.hear_prompt()
        assert await stream.ended() == 1000

    trace = await traced(database, "secret")
    keys = [str(item.facts["key"]) for item in trace.items if item.kind == "key_pressed"]
    assert keys == [*CARD[:6], *"•" * 10, *"•" * 4]
    (caller,) = {item.facts["from"] for item in trace.items if item.kind == "began"}
    assert "•••" in str(caller)
    data = str(trace.items)
    assert CARD not in data
    assert PIN not in data
    assert speech.prompts.said[-1] not in data


async def test_nothing_is_kept_when_that_is_wanted(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/calls.db"
    settings = Settings(port=0, database=database, traces=TraceSettings(off=True))
    async with host_of(CODE, settings=settings, speech=FakeSpeech()) as host, plivo(host, "code") as call:
        await (await call.connect(await call.answer())).hear_prompt()
    async with open_storage(database) as storage:
        assert await storage.traces.newest(9) == []
