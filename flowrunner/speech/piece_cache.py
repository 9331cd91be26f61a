"""Turns pieces of prompts and files into bytes of a stream's codec, once.

Theory of operation. A piece is looked for in memory, then on disk, then made by the voice. Whoever wants a piece that
is already being made follows the same rendering: it hears what was made so far and then the rest as it comes. A
rendering goes on when nobody follows it any more, because what it makes is kept. Only pieces that are prepared, which
are those an author wrote, are kept on disk; those with a caller's name or balance in them stay in memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.speech import making
from flowrunner.speech.cache import DiskCache, MemoryCache
from flowrunner.speech.clips import clip_of, stamp_of
from flowrunner.speech.making import Maker
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Voice
from flowrunner.speech.preparing import Prepared
from flowrunner.speech.rendering import Rendering

log = logging.getLogger(__name__)

Key = tuple[Text, Codec]


class CachedPieces:
    """The pieces of the prompts of all calls, made by one voice."""

    def __init__(
        self, voice: Voice, pool: Pool, disk: DiskCache | None = None, memory: MemoryCache | None = None
    ) -> None:
        self._voice = voice
        self._pool = pool
        self._maker = Maker(voice, pool)
        self._disk = disk
        self._memory = memory or MemoryCache()
        self._renderings: dict[Key, Rendering] = {}
        self._prepared: set[Key] = set()
        """What was not there before this process."""

    def ready(self, piece: Text, codec: Codec) -> bytes | None:
        """Return the piece if it is in memory."""
        return self._memory.get((piece, codec))

    async def render(self, piece: Text, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded piece as it is made; raises SpeechError."""
        key = (piece, codec)
        known = self._memory.get(key)
        if known is not None:
            yield known
            return
        rendering = self._renderings.get(key)
        if rendering is None:
            rendering = self._renderings[key] = Rendering(self._make(key))
            rendering.task.add_done_callback(lambda _: self._renderings.pop(key, None))
        async for data in rendering.follow():
            yield data

    async def clip(self, path: str, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        key = (path, await self._pool.submit(partial(stamp_of, path)), codec)
        data = self._memory.get(key)
        if data is None:
            data = await self._pool.submit(partial(clip_of, path, codec))
            self._memory.put(key, data)
        return data

    async def prepare(self, piece: Text, codec: Codec, *, make: bool = True) -> Prepared:
        """Load a piece into memory; one that is not on disk is made and kept there, if that is wanted."""
        try:
            return await self._prepare((piece, codec), make=make)
        except SpeechError as error:
            return Prepared(failure=error)

    async def _prepare(self, key: Key, *, make: bool) -> Prepared:
        data = self._memory.get(key) or await self._load(key)
        if data is not None:
            return Prepared(len(data), is_new=key in self._prepared)
        if not make:
            return Prepared(is_missing=True)
        data = b"".join([part async for part in self.render(*key)])
        self._prepared.add(key)
        if self._disk is not None:
            await self._pool.submit(partial(_store, self._disk, data, self._name(key)))
        return Prepared(len(data), is_new=True)

    async def prune(self) -> None:
        """Keep the disk from filling up, unless there is more urgent work: then the next who makes prompts does it."""
        if self._disk is not None:
            with suppress(SpeechError):
                await self._pool.submit(self._disk.prune)

    async def aclose(self) -> None:
        """Stop rendering."""
        tasks = [rendering.task for rendering in self._renderings.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, key: Key) -> AsyncGenerator[bytes, None]:
        """Yield the sound from disk or from the voice, and keep the whole in memory."""
        stored = await self._load(key)
        if stored is not None:
            yield stored
            return
        parts = []
        async with aclosing(self._maker.make(*key)) as sound:
            async for data in sound:
                parts.append(data)
                yield data
        self._memory.put(key, b"".join(parts))

    async def _load(self, key: Key) -> bytes | None:
        """Bring a piece from disk to memory."""
        if self._disk is None:
            return None
        data = await self._pool.submit(partial(self._disk.load, *self._name(key)))
        if data is not None:
            self._memory.put(key, data)
        return data

    def _name(self, key: Key) -> tuple[str, ...]:
        text, codec = key
        return (self._voice.identity, making.VERSION, text.voice or "", text.language, codec.name, text.text)


def _store(disk: DiskCache, data: bytes, name: tuple[str, ...]) -> None:
    try:
        disk.store(data, *name)
    except OSError as error:
        log.warning("rendered prompts cannot be kept in %s: %s", disk.folder, (error.strerror or str(error)).lower())
