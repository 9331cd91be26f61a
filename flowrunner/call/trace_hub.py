"""Live traces inside one process: whoever subscribes gets what has happened, and then what happens.

    with hub.subscribe() as live:
        show(live.so_far)
        while True:
            show(await live.next())

Both are tuples of ``TraceItem``; ``item.plain()`` is one JSON object, and ``trace/item.py`` says what is in it. A
subscriber that is too slow loses the oldest items, and ``live.missed`` says how many.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.call.tracing import CallKey
    from flowrunner.trace.item import TraceItem

CALLS = 20
ITEMS = 5000
"""Of one call."""
WAITING_AT_MOST = 5000


class TraceHub:
    """Keeps the newest calls and hands their items on; used on one event loop."""

    def __init__(self, calls: int = CALLS, items: int = ITEMS) -> None:
        self._calls: dict[CallKey, deque[TraceItem]] = {}
        self._calls_at_most = calls
        self._items_at_most = items
        self._subscribers: set[LiveTraces] = set()

    def take(self, key: CallKey, items: Sequence[TraceItem]) -> None:
        """Keep the next items of a call, and hand them on: the hub is a ``Sink``."""
        known = self._calls.pop(key, None)
        if known is None and len(self._calls) >= self._calls_at_most:
            del self._calls[next(iter(self._calls))]  # the one that has been quiet for longest
        self._calls[key] = known if known is not None else deque(maxlen=self._items_at_most)
        self._calls[key].extend(items)
        for subscriber in self._subscribers:
            subscriber.put(items)

    @contextmanager
    def subscribe(self) -> Generator[LiveTraces, None, None]:
        """Begin to listen, until the context is left."""
        live = LiveTraces(tuple(item for items in self._calls.values() for item in items))
        self._subscribers.add(live)
        try:
            yield live
        finally:
            self._subscribers.remove(live)


class LiveTraces:
    """What one subscriber has still to get."""

    def __init__(self, so_far: tuple[TraceItem, ...]) -> None:
        self.so_far = so_far
        """Of the newest calls, one call after the other: what had happened when the subscription began."""
        self.missed = 0
        self._waiting: deque[TraceItem] = deque()
        self._any = asyncio.Event()

    def put(self, items: Sequence[TraceItem]) -> None:
        """Have these delivered."""
        self._waiting.extend(items)
        while len(self._waiting) > WAITING_AT_MOST:
            self._waiting.popleft()
            self.missed += 1
        self._any.set()

    async def next(self) -> tuple[TraceItem, ...]:
        """Wait for something to happen, and return all of it that has not been returned; who waits sets the limit."""
        await self._any.wait()
        self._any.clear()
        items = tuple(self._waiting)
        self._waiting.clear()
        return items
