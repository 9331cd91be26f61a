"""What a call needs of a model of meaning: that it has thought before the machine asks."""

from __future__ import annotations

from typing import Protocol


class Pondering(Protocol):
    """Works out what an utterance means, elsewhere; the machine then finds it at once."""

    async def ponder(self, utterance: str) -> None:
        """Return when that is done, or has taken too long."""
        ...
