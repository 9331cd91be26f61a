"""What every adapter of ``Memory`` does, and the fake too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from flowrunner.storage.ports import Memory


class MemoryContract:
    """A test class of an adapter inherits these tests and gives them ``memory``, which is empty."""

    @pytest.fixture
    def memory(self) -> Memory | AsyncIterator[Memory]:
        raise AssertionError("an adapter's own fixture takes the place of this one")

    async def test_what_was_kept_is_there(self, memory: Memory) -> None:
        await memory.keep("a", b"one", 10.0)
        assert await memory.recall("a", 10.0) == b"one"
        assert await memory.recall("b", 0.0) is None

    async def test_the_last_that_was_kept_counts(self, memory: Memory) -> None:
        await memory.keep("a", b"one", 10.0)
        await memory.keep("a", b"\x00\xff", 20.0)
        assert await memory.recall("a", 15.0) == b"\x00\xff"

    async def test_what_is_too_old_does_not_count(self, memory: Memory) -> None:
        await memory.keep("a", b"one", 10.0)
        assert await memory.recall("a", 10.5) is None

    async def test_what_is_forgotten_is_gone(self, memory: Memory) -> None:
        await memory.keep("a", b"one", 10.0)
        await memory.forget("a")
        await memory.forget("never there")
        assert await memory.recall("a", 0.0) is None

    async def test_what_is_older_is_dropped(self, memory: Memory) -> None:
        for number in range(5):
            await memory.keep(str(number), b"x", float(number))
        assert await memory.drop_before(3.0) == 3
        assert [await memory.recall(str(number), 0.0) for number in range(5)] == [None] * 3 + [b"x"] * 2
