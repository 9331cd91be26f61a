"""What the layers above want stored, in their words. An adapter may be used on one event loop at a time."""

from __future__ import annotations

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
