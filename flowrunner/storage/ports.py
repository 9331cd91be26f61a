"""What the layers above want stored, in their words. An adapter may be used on one event loop at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FIRST_EPOCH = 1
"""Of a call that nobody has taken from who began it."""


class Memory(Protocol):
    """Keeps a few bytes under each key. Everything raises StorageError when that is not possible now."""

    async def recall(self, key: str, since: float) -> bytes | None:
        """Return what was kept under ``key`` at ``since`` (seconds since the epoch) or later, or None."""
        ...

    async def keep(self, key: str, data: bytes, at: float) -> None:
        """Keep ``data`` under ``key`` in place of what was there; ``at`` is now, in seconds since the epoch."""
        ...

    async def forget(self, key: str) -> None:
        """Keep nothing under ``key``; harmless when there was nothing."""
        ...

    async def drop_before(self, at: float) -> int:
        """Drop everything that was last kept before ``at``; return how much that was."""
        ...


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call as it was last written down. ``epoch`` counts its owners: who has an older one has lost it."""

    epoch: int
    data: bytes
    ended: bool = False


class CallStore(Protocol):
    """Keeps calls that any process may take up. Everything raises StorageError when that is not possible now.

    One process owns a call at a time. To take it is to raise its epoch, and whoever writes with a lower one is told no.
    """

    async def begin(self, flow: str, call_id: str, data: bytes, at: float) -> int | None:
        """Write a new call down and own it; return its epoch, or None when somebody has begun it already."""
        ...

    async def save(self, flow: str, call_id: str, stored: StoredCall, at: float) -> bool:
        """Write down how a call stands that was taken with ``stored.epoch``; False when another process owns it now."""
        ...

    async def take(self, flow: str, call_id: str, at: float) -> StoredCall | None:
        """Own a call from now on; None when nobody has begun it. One that has ended stays with who ended it."""
        ...

    async def look(self, flow: str, call_id: str) -> StoredCall | None:
        """Return a call as it was last written down, without owning it; None when nobody has begun it."""
        ...

    async def drop_before(self, at: float) -> int:
        """Drop the calls that were last written before ``at``; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class TraceHead:
    """What a list of traces says of one call. What is empty is not known, or has not come yet."""

    flow: str
    call: str
    began: float
    """Seconds since the epoch."""
    last: float
    """When something happened last."""
    caller: str = ""
    """As it may be told."""
    version: str = ""
    """Of the flow."""
    ended: str = ""
    """Why."""
    failed: bool = False
    """Something went wrong in it."""


@dataclass(frozen=True, slots=True)
class TracePart:
    """The next piece of a trace. A piece that is added again is there once."""

    head: TraceHead
    """What is known of the call by now."""
    writer: str
    """The process that writes."""
    number: int
    """Counts the pieces of that process."""
    data: bytes


class TraceStore(Protocol):
    """Keeps what happened in calls. Everything raises StorageError when that is not possible now."""

    async def add(self, parts: Sequence[TracePart]) -> None:
        """Add pieces, all or none; of two heads of a call the later knows more, and neither forgets a failure."""
        ...

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        """Return the calls that began last, the newest first; of one flow, or those that ``failed``, if only they."""
        ...

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        """Return the calls whose id begins like this, the newest first; ten at most."""
        ...

    async def read(self, flow: str, call: str) -> list[bytes]:
        """Return the pieces of a trace in the order of time."""
        ...

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        """Drop what happened last before then, and but for the ``most`` newest of either kind; return how many."""
        ...
