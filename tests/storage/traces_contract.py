"""What every adapter of ``TraceStore`` does, and the fake too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from flowrunner.storage.ports import TraceHead, TracePart, TraceStore


def head(call: str, began: float, *, flow: str = "bank", failed: bool = False) -> TraceHead:
    return TraceHead(flow, call, began, began, "+•••123", "v1", failed=failed)


def part(of: TraceHead, number: int = 1, data: bytes = b"{}\n", writer: str = "w") -> TracePart:
    return TracePart(of, writer, number, data)


class TraceStoreContract:
    """A test class of an adapter inherits these tests and gives them ``traces``, which is empty."""

    @pytest.fixture
    def traces(self) -> TraceStore | AsyncIterator[TraceStore]:
        raise AssertionError("an adapter's own fixture takes the place of this one")

    async def test_a_trace_is_read_in_the_order_of_time(self, traces: TraceStore) -> None:
        one = head("c1", 10.0)
        await traces.add([part(one, 1, b"a"), part(replace(one, last=11.0), 2, b"b")])
        await traces.add([part(replace(one, last=13.0), 1, b"d", "other")])
        await traces.add([part(replace(one, last=12.0), 3, b"\x00\xff")])
        assert await traces.read("bank", "c1") == [b"a", b"b", b"\x00\xff", b"d"]
        assert await traces.read("clinic", "c1") == []

    async def test_a_piece_that_is_added_again_is_there_once(self, traces: TraceStore) -> None:
        for _time in range(2):
            await traces.add([part(head("c1", 10.0))])
        assert await traces.read("bank", "c1") == [b"{}\n"]

    async def test_what_is_known_of_a_call_only_grows(self, traces: TraceStore) -> None:
        one = head("c1", 10.0)
        await traces.add([part(replace(one, failed=True, ended="hung_up", last=20.0))])
        await traces.add([part(replace(one, began=15.0, last=18.0, caller="", version=""), 2)])
        assert await traces.newest(9) == [replace(one, failed=True, ended="hung_up", last=20.0)]

    async def test_the_newest_come_first(self, traces: TraceStore) -> None:
        calls = [head("a", 1.0), head("b", 3.0, flow="clinic"), head("c", 2.0, failed=True)]
        await traces.add([part(each) for each in calls])
        assert [each.call for each in await traces.newest(9)] == ["b", "c", "a"]
        assert [each.call for each in await traces.newest(1)] == ["b"]
        assert [each.call for each in await traces.newest(9, "bank")] == ["c", "a"]
        assert [each.call for each in await traces.newest(9, failed=True)] == ["c"]

    async def test_a_call_is_found_by_the_beginning_of_its_id(self, traces: TraceStore) -> None:
        await traces.add([part(head("ab_1", 1.0)), part(head("ab%2", 2.0)), part(head("abc", 3.0, flow="clinic"))])
        assert [each.call for each in await traces.find("ab")] == ["abc", "ab%2", "ab_1"]
        assert [each.call for each in await traces.find("ab_")] == ["ab_1"]
        assert [each.call for each in await traces.find("ab", "clinic")] == ["abc"]
        assert await traces.find("b") == []

    async def test_what_is_old_is_dropped_and_failures_later(self, traces: TraceStore) -> None:
        calls = [head(f"{number}", float(number), failed=number % 2 == 0) for number in range(8)]
        await traces.add([part(each) for each in calls])
        assert await traces.drop(6.0, 3.0, 99) == 5
        assert [each.call for each in await traces.newest(9)] == ["7", "6", "4"]
        assert await traces.read("bank", "5") == []
        assert await traces.read("bank", "4") == [b"{}\n"]

    async def test_of_either_kind_only_so_many_are_kept(self, traces: TraceStore) -> None:
        calls = [head(f"{number}", float(number), failed=number < 3) for number in range(8)]
        await traces.add([part(each) for each in calls])
        assert await traces.drop(0.0, 0.0, 2) == 4
        assert [each.call for each in await traces.newest(9)] == ["7", "6", "2", "1"]

    async def test_hosts_may_add_to_the_same_calls_at_once(self, traces: TraceStore) -> None:
        calls = [head(f"{number}", 1.0) for number in range(20)]

        async def write(writer: str, order: int) -> None:
            for number in range(5):
                await traces.add([part(each, number, writer.encode(), writer) for each in calls[::order]])

        await asyncio.gather(write("one", 1), write("other", -1))
        assert [len(await traces.read("bank", each.call)) for each in calls] == [10] * 20
