"""The prompts of one voice, put together from their pieces.

The sound of a prompt begins when its first sentence is there, however long the rest takes; the next piece is made while
the one before it is heard.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pieces import pieces
from flowrunner.speech.preparing import Prepared


class SpokenPrompts:
    """``Prompts`` of one voice."""

    def __init__(self, source: CachedPieces) -> None:
        self._source = source

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        """Return the prompt if all of it is in memory."""
        found = []
        for piece in pieces(Text(text, language, voice)):
            data = self._source.ready(piece, codec)
            if data is None:
                return None
            found.append(data)
        return b"".join(found)

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded prompt as it is made; raises SpeechError."""
        for piece in pieces(Text(text, language, voice)):
            async with aclosing(self._source.render(piece, codec)) as sounds:
                async for data in sounds:
                    yield data

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        return await self._source.clip(path, codec)

    async def prepare(self, text: Text, codec: Codec, *, make: bool = True) -> Prepared:
        """Load a prompt into memory; what is not there is made and kept on disk, if that is wanted."""
        return Prepared.of([await self._source.prepare(piece, codec, make=make) for piece in pieces(text)])

    async def prune(self) -> None:
        """Keep the disk from filling up."""
        await self._source.prune()

    async def aclose(self) -> None:
        """Stop rendering."""
        await self._source.aclose()
