"""What the layers above want stored, in their words. An adapter may be used on one event loop at a time."""

from __future__ import annotations

from typing import Protocol


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
