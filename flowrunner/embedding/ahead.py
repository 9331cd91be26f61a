"""Works out what an utterance means before it is asked for, off the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.intents.embedding import Embedding

AT_MOST_S = 0.5
"""Then the machine does it by itself."""


class Pondering:
    """What the machine asks of an embedding in a moment is known by then: models keep what they have worked out."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    async def ponder(self, utterance: str) -> None:
        """Work out the vector of an utterance."""
        try:
            async with asyncio.timeout(AT_MOST_S):
                await asyncio.to_thread(self._embedding.vector, utterance)
        except TimeoutError:
            return
