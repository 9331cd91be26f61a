"""What every adapter of ``CallStore`` does, and the fake too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from flowrunner.storage.ports import CallStore, StoredCall


class CallStoreContract:
    """A test class of an adapter inherits these tests and gives them ``calls``, which is empty."""

    @pytest.fixture
    def calls(self) -> CallStore | AsyncIterator[CallStore]:
        raise AssertionError("an adapter's own fixture takes the place of this one")

    async def test_a_call_is_begun_once(self, calls: CallStore) -> None:
        assert await calls.begin("bank", "c1", b"one", 1.0) == 1
        assert await calls.begin("bank", "c1", b"two", 2.0) is None
        assert await calls.begin("clinic", "c1", b"another flow's", 2.0) == 1
        assert await calls.take("bank", "c1", 3.0) == StoredCall(2, b"one")

    async def test_a_call_that_nobody_began_cannot_be_taken(self, calls: CallStore) -> None:
        assert await calls.take("bank", "c1", 1.0) is None
        assert await calls.look("bank", "c1") is None
        assert not await calls.save("bank", "c1", StoredCall(1, b"x"), 1.0)

    async def test_its_owner_writes_down_how_it_stands(self, calls: CallStore) -> None:
        await calls.begin("bank", "c1", b"one", 1.0)
        assert await calls.save("bank", "c1", StoredCall(1, b"\x00\xff"), 2.0)
        assert await calls.save("bank", "c1", StoredCall(1, b"last", ended=True), 3.0)
        assert await calls.take("bank", "c1", 4.0) == StoredCall(1, b"last", ended=True)

    async def test_a_call_that_has_ended_is_left_to_who_ended_it(self, calls: CallStore) -> None:
        await calls.begin("bank", "c1", b"one", 1.0)
        await calls.take("bank", "c1", 2.0)
        assert await calls.save("bank", "c1", StoredCall(2, b"last", ended=True), 3.0)
        assert await calls.take("bank", "c1", 4.0) == StoredCall(2, b"last", ended=True)
        assert await calls.save("bank", "c1", StoredCall(2, b"really last", ended=True), 5.0)

    async def test_whoever_has_lost_it_writes_nothing(self, calls: CallStore) -> None:
        await calls.begin("bank", "c1", b"one", 1.0)
        taken = await calls.take("bank", "c1", 2.0)
        assert taken is not None
        assert not await calls.save("bank", "c1", StoredCall(1, b"stale"), 3.0)
        assert await calls.save("bank", "c1", StoredCall(taken.epoch, b"fresh"), 3.0)
        assert await calls.look("bank", "c1") == StoredCall(2, b"fresh")
        again = await calls.take("bank", "c1", 4.0)
        assert again == StoredCall(3, b"fresh")

    async def test_of_many_who_take_it_at_once_each_has_an_epoch_of_its_own(self, calls: CallStore) -> None:
        await calls.begin("bank", "c1", b"one", 1.0)
        taken = await asyncio.gather(*(calls.take("bank", "c1", 2.0) for _ in range(20)))
        assert sorted(each.epoch for each in taken if each) == list(range(2, 22))

    async def test_what_was_not_written_for_long_is_dropped(self, calls: CallStore) -> None:
        for number in range(4):
            await calls.begin("bank", str(number), b"x", float(number))
        await calls.take("bank", "0", 9.0)
        assert await calls.drop_before(3.0) == 2
        left = [await calls.look("bank", str(number)) for number in range(4)]
        assert [each and each.epoch for each in left] == [2, None, None, 1]
