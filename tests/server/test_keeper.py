"""What becomes of writing when the store has trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from flowrunner.engine.replacing import replace
from flowrunner.errors import StorageError
from flowrunner.server.calls import CallRecord, Calls
from flowrunner.server.catalog import FlowCatalog
from flowrunner.server.keeper import RecordKeeper
from flowrunner.server.survival import Survival, surviving
from flowrunner.storage.ports import StoredCall
from tests.fake_stores import FakeCallStore
from tests.server.test_calls import SERVED, Clock, add, registry_of
from tests.virtual_time import run

KEY = ("hello", "c1")
DOWN = StorageError("the database refused: OperationalError")


class Desk:
    """A host that is nothing but its calls and their store."""

    def __init__(self, store: FakeCallStore, calls: Calls, survival: Survival) -> None:
        self.store, self.calls, self.survival = store, calls, survival
        self.record = add(calls, "c1")

    @property
    def keeper(self) -> RecordKeeper:
        """Of the one call."""
        assert self.record.keeper is not None
        return self.record.keeper

    def say(self, heard: str) -> None:
        """Let something happen to the call."""
        self.record.call = replace(self.record.call, heard=heard)
        self.keeper.changed(self.record.call)

    @property
    def stored(self) -> bytes:
        """What the store has of it."""
        return self.store.rows[KEY][0].data


def held(work: Callable[[Desk], Awaitable[None]]) -> None:
    """Run ``work`` in virtual time."""

    async def working() -> None:
        async with desk() as at:
            await work(at)

    run(working())


@asynccontextmanager
async def desk() -> AsyncGenerator[Desk, None]:
    """Write a call down."""
    store, calls = FakeCallStore(), registry_of(Clock())
    async with surviving(store, calls, FlowCatalog.of([SERVED.flow]), lambda: 1.0) as survival:
        yield Desk(store, calls, survival)


def test_a_call_that_could_not_be_begun_is_begun_when_the_store_is_back() -> None:
    async def work(at: Desk) -> None:
        at.store.error = DOWN
        assert await at.survival.keep(at.record)
        assert at.survival.is_troubled
        assert await at.keeper.kept(), "the store never saw the call: nobody else can do anything in it"
        at.store.error = None
        await asyncio.sleep(11)
        assert KEY in at.store.rows
        assert not at.survival.is_troubled

    held(work)


def test_a_call_that_may_have_been_begun_is_not_safe_to_act_for_until_that_is_known() -> None:
    async def work(at: Desk) -> None:
        at.store.error = StorageError("the database refused: ConnectionDoesNotExistError", unsure=True)
        await at.survival.keep(at.record)
        assert not await at.keeper.kept(), "another host may find the call, and do the same in it"
        at.store.error = None
        await asyncio.sleep(11)
        assert await at.keeper.kept()

    held(work)


def test_what_was_missed_is_written_although_nothing_more_happens() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        at.store.error = DOWN
        at.say("seven")
        assert not await at.keeper.kept()
        at.store.error = None
        await asyncio.sleep(11)
        assert b"seven" in at.stored
        assert await at.keeper.kept()

    held(work)


def test_a_moment_of_trouble_is_not_noticed() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        at.store.error = DOWN
        at.say("seven")
        asyncio.get_running_loop().call_later(0.05, setattr, at.store, "error", None)
        assert await at.keeper.kept()

    held(work)


def test_a_long_trouble_is_told_once_a_minute_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        at.store.error = DOWN
        for number in range(100):
            at.say(str(number))
            await asyncio.sleep(0.2)
        at.store.error = None
        await asyncio.sleep(11)

    caplog.set_level("INFO")
    held(work)
    assert caplog.text.count("calls cannot be written down now") == 1
    assert caplog.text.count("calls are written down again") == 1


def test_of_many_changes_only_the_newest_is_written() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        before = at.store.saved
        for number in range(1000):
            at.say(f"word {number}")
        assert await at.keeper.kept()
        assert at.store.saved - before <= 2
        assert b"word 999" in at.stored

    held(work)


def test_who_has_lost_a_call_writes_no_more_of_it() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        await at.store.take(*KEY, 2.0)
        at.say("seven")
        assert not await at.keeper.kept()
        assert at.record.lost
        assert len(at.calls) == 0
        saved = at.store.saved
        at.say("eight")
        assert not await at.keeper.kept()
        assert not await at.survival.keep(at.record)
        assert at.store.saved == saved

    held(work)


def test_a_call_that_somebody_else_has_begun_is_theirs() -> None:
    async def work(at: Desk) -> None:
        other = CallRecord("c1", SERVED, at.record.call, (), 0.0)
        other.ticket = "theirs"
        assert await at.survival.keep(other)
        assert not await at.survival.keep(at.record)
        assert at.record.lost

    held(work)


def test_a_call_that_was_begun_unheard_of_is_known_again() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        at.record.keeper = None  # as if nothing had come back
        assert await at.survival.keep(at.record)
        assert at.keeper.epoch == 1

    held(work)


def test_a_host_that_stops_does_not_wait_for_a_store_that_is_away() -> None:
    async def work() -> float:
        async with desk() as at:
            await at.survival.keep(at.record)
            at.store.error = DOWN
            at.say("seven")
            await asyncio.sleep(60)
            began = asyncio.get_running_loop().time()
        return asyncio.get_running_loop().time() - began

    assert run(work()) == 0.0


def test_a_call_is_looked_for_again_when_a_connection_was_cut() -> None:
    async def work(at: Desk) -> None:
        await at.survival.keep(at.record)
        at.calls.drop(at.record)
        at.store.error = DOWN
        asyncio.get_running_loop().call_later(0.05, setattr, at.store, "error", None)
        assert await at.survival.known(SERVED.name, "c1") is not None

    held(work)


def test_a_call_that_is_unreadable_is_nobodys(caplog: pytest.LogCaptureFixture) -> None:
    async def work(at: Desk) -> None:
        at.store.rows["hello", "c2"] = StoredCall(1, b"of another version"), 1.0
        assert await at.survival.known(SERVED.name, "c2", "ticket") is None
        assert await at.survival.known(SERVED.name, "c2") is None
        assert await at.survival.answer(SERVED.name, "c2") is None

    held(work)
    assert "a call cannot be taken up" in caplog.text
