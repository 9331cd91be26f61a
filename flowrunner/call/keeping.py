"""Writing a call down while it goes on, so that another process can take it up: the port of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flowrunner.engine.machine import Call


class Keeper(Protocol):
    """Writes one call down. Nothing waits for it but what must not be done twice."""

    def changed(self, call: Call) -> None:
        """Take note of how the call stands now; it is written down soon, and only the newest matters."""
        ...

    async def kept(self) -> bool:
        """Wait until what was noted is written down.

        False: it cannot be, or another process has the call by now; what is done then might be done twice.
        """
        ...
