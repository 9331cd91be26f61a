"""Traces on their way to the store."""

from __future__ import annotations

import asyncio
import logging

import msgspec
import pytest

from flowrunner.call import trace_writer
from flowrunner.call.trace_settings import TraceSettings
from flowrunner.call.trace_writer import EVERY_S, TraceWriter, writing_traces
from flowrunner.errors import StorageError
from flowrunner.storage.ports import TraceHead
from flowrunner.trace.item import TraceItem
from tests.fake_stores import FakeTraceStore
from tests.virtual_time import run

KEY = ("bank", "c1")


def item(kind: str, at: float = 10.0, **facts: object) -> TraceItem:
    return TraceItem(at, "c1", "bank", "menu", kind, facts)


BEGAN = item("began", 10.0, version="v1", direction="inbound", to="+1", **{"from": "+•••123"})


async def kept(store: FakeTraceStore) -> list[str]:
    lines = b"".join(await store.read(*KEY)).splitlines()
    return [msgspec.json.decode(line)["kind"] for line in lines]


def test_what_happens_is_written_within_a_second() -> None:
    async def scenario() -> None:
        store = FakeTraceStore()
        async with writing_traces(store, TraceSettings()) as writer:
            writer.take(KEY, [BEGAN, item("entered")])
            writer.take(KEY, [item("rescued", 12.0)])
            await asyncio.sleep(EVERY_S + 0.01)
            assert await kept(store) == ["began", "entered", "rescued"]
            assert await store.newest(9) == [TraceHead(*KEY, 10.0, 12.0, "+•••123", "v1", failed=True)]
            writer.take(KEY, [item("ended", 13.0, reason="hung_up")])
        assert (await kept(store))[-1] == "ended"
        assert (await store.newest(9))[0].ended == "hung_up"

    run(scenario())


def test_a_slow_store_holds_up_nobody_and_gets_everything_later(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        store = FakeTraceStore()
        async with writing_traces(store, TraceSettings()) as writer:
            await asyncio.sleep(0.1)
            store.may_go_on.clear()
            writer.take(KEY, [BEGAN])
            await asyncio.sleep(30)
            writer.take(KEY, [item("entered")])
            store.may_go_on.set()
            await asyncio.sleep(2)
            assert await kept(store) == ["began", "entered"]

    with caplog.at_level(logging.INFO):
        run(scenario())
    assert caplog.messages == ["traces cannot be written now: it took too long", "traces are written again"]


def test_what_is_too_much_is_dropped_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        store = FakeTraceStore()
        store.error = StorageError("the database is gone")
        writer = TraceWriter(store, TraceSettings())
        big = item("heard", transcript="x" * (trace_writer.WAITING_AT_MOST // 2))
        for _time in range(5):
            writer.take(KEY, [big])
            assert not await writer.write()
        assert writer.dropped == 3
        store.error = None
        await writer.flush()
        assert await kept(store) == ["heard", "heard"]
        writer.take(KEY, [BEGAN])
        assert await writer.write()
        assert len(await kept(store)) == 3

    run(scenario())
    assert caplog.messages == [
        "traces cannot be written now: the database is gone",
        "traces are lost: too many wait to be written",
    ]


def test_a_host_stops_although_its_store_is_dead(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> float:
        store = FakeTraceStore()
        store.may_go_on.clear()
        async with writing_traces(store, TraceSettings()) as writer:
            writer.take(KEY, [BEGAN])
        return asyncio.get_running_loop().time()

    assert run(scenario()) == pytest.approx(trace_writer.FLUSH_S)


def test_what_is_old_is_dropped() -> None:
    async def scenario() -> None:
        store = FakeTraceStore()
        day = trace_writer.DAY_S
        now = 100 * day
        writer = TraceWriter(store, TraceSettings(days=10, error_days=50, most=2), lambda: now)
        for age in (1, 2, 3, 11, 51):
            for kind in ("heard", "rescued"):
                writer.take(("bank", f"{kind}{age}"), [item(kind, now - age * day)])
        await writer.write()
        cleaning = asyncio.create_task(writer.run())
        await asyncio.sleep(1)
        cleaning.cancel()
        assert sorted(each.call for each in await store.newest(99)) == ["heard1", "heard2", "rescued1", "rescued2"]

    run(scenario())
