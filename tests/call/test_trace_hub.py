"""Whoever looks at calls while they last."""

from __future__ import annotations

import asyncio

from flowrunner.call.trace_hub import WAITING_AT_MOST, TraceHub
from flowrunner.trace.item import TraceItem
from tests.virtual_time import run


def item(call: str, number: int) -> TraceItem:
    return TraceItem(float(number), call, "bank", "menu", "heard")


def take(hub: TraceHub, call: str, *numbers: int) -> None:
    hub.take(("bank", call), [item(call, number) for number in numbers])


def test_who_comes_later_gets_what_has_happened_and_then_what_happens() -> None:
    async def scenario() -> None:
        hub = TraceHub()
        take(hub, "a", 1, 2)
        with hub.subscribe() as live:
            assert live.so_far == (item("a", 1), item("a", 2))
            asyncio.get_running_loop().call_later(5, take, hub, "b", 3)
            assert await live.next() == (item("b", 3),)
            take(hub, "a", 4)
            take(hub, "b", 5)
            assert await live.next() == (item("a", 4), item("b", 5))

    run(scenario())


def test_who_is_slow_loses_the_oldest_and_holds_up_nobody() -> None:
    async def scenario() -> None:
        hub = TraceHub()
        with hub.subscribe() as slow, hub.subscribe() as quick:
            for number in range(WAITING_AT_MOST + 3):
                take(hub, "a", number)
                await quick.next()
            got = await slow.next()
            assert (len(got), slow.missed, got[0]) == (WAITING_AT_MOST, 3, item("a", 3))
            assert quick.missed == 0

    run(scenario())


def test_only_the_newest_calls_are_kept() -> None:
    async def scenario() -> None:
        hub = TraceHub(calls=2, items=2)
        take(hub, "a", 1)
        take(hub, "b", 2)
        take(hub, "a", 3, 4)
        take(hub, "c", 5)
        with hub.subscribe() as live:
            assert live.so_far == (item("a", 3), item("a", 4), item("c", 5))

    run(scenario())
