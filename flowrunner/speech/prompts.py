"""Turns text and files into bytes of a stream's codec, once.

Theory of operation. A prompt is looked for in memory, then on disk, then rendered by the voice. Whoever wants a prompt
that is already being rendered follows the same rendering: it hears what was made so far and then the rest as it comes.
A rendering goes on when nobody follows it any more, because what it makes is kept. Only prompts that are prepared,
which are those an author wrote, are kept on disk; those with a caller's name or balance in them stay in memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from functools import partial
from pathlib import Path

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import Resampler
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.speech.cache import DiskCache, MemoryCache
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Tunable, Voice

log = logging.getLogger(__name__)

Key = tuple[Text, Codec]


class CachedPrompts:
    """The prompts of all calls, rendered by one voice."""

    def __init__(
        self, voice: Voice, pool: Pool, disk: DiskCache | None = None, memory: MemoryCache | None = None
    ) -> None:
        self._voice = voice
        self._pool = pool
        self._disk = disk
        self._memory = memory or MemoryCache()
        self._renderings: dict[Key, _Rendering] = {}

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        """Return the prompt if it is in memory."""
        return self._memory.get((Text(text, language, voice), codec))

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded prompt as it is made; raises SpeechError."""
        async with aclosing(self._sound((Text(text, language, voice), codec))) as sound:
            async for data in sound:
                yield data

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        file = Path(path)
        stamp = await self._pool.submit(partial(_stamp, file))
        key = (path, stamp, codec)
        data = self._memory.get(key)
        if data is None:
            data = await self._pool.submit(partial(_read_clip, file, codec))
            self._memory.put(key, data)
        return data

    async def prepare(
        self, texts: Iterable[Text], codec: Codec, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Load the prompts into memory, rendering those that are not on disk; return how many were rendered.

        ``progress`` is told how many are done, of how many. Raises SpeechError for the first prompt that cannot be
        said, after having prepared the others.
        """
        wanted = list(dict.fromkeys(texts))
        tally = _Tally(len(wanted), progress)
        left = iter(wanted)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._pool.threads):
                group.create_task(self._prepare_some(left, codec, tally))
        if self._disk is not None and tally.rendered:
            await self._pool.submit(self._disk.prune)
        if tally.failure is not None:
            raise tally.failure
        return tally.rendered

    async def aclose(self) -> None:
        """Stop rendering."""
        tasks = [rendering.task for rendering in self._renderings.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _prepare_some(self, left: Iterator[Text], codec: Codec, tally: _Tally) -> None:
        for text in left:
            try:
                rendered = await self._prepare_one((text, codec))
            except SpeechError as error:
                tally.failed(error)
            else:
                tally.add(rendered=rendered)

    async def _prepare_one(self, key: Key) -> bool:
        """Return whether the prompt had to be rendered."""
        if self._memory.get(key) is not None or await self._load(key) is not None:
            return False
        async with aclosing(self._sound(key)) as sound:
            data = b"".join([part async for part in sound])
        if self._disk is not None:
            await self._pool.submit(partial(_store, self._disk, data, self._name(key)))
        return True

    async def _sound(self, key: Key) -> AsyncGenerator[bytes, None]:
        known = self._memory.get(key)
        if known is not None:
            yield known
            return
        rendering = self._renderings.get(key)
        if rendering is None:
            rendering = self._renderings[key] = _Rendering(self._make(key))
            rendering.task.add_done_callback(lambda _: self._renderings.pop(key, None))
        async for data in rendering.follow():
            yield data

    async def _make(self, key: Key) -> AsyncGenerator[bytes, None]:
        """Yield the sound from disk or from the voice, and keep the whole in memory."""
        stored = await self._load(key)
        if stored is not None:
            yield stored
            return
        text, codec = key
        parts = []
        voice = self._voice.tuned(codec) if isinstance(self._voice, Tunable) else self._voice
        resampler = Resampler(voice.sample_rate, codec.sample_rate)
        speaking = voice.speak(text.text, voice=text.voice, language=text.language)
        async with aclosing(speaking) as sounds:
            async for pcm in sounds:
                parts.append(await self._pool.submit(partial(_encode, resampler, codec, pcm)))
                yield parts[-1]
        self._memory.put(key, b"".join(parts))

    async def _load(self, key: Key) -> bytes | None:
        """Bring a prompt from disk to memory."""
        if self._disk is None:
            return None
        data = await self._pool.submit(partial(self._disk.load, *self._name(key)))
        if data is not None:
            self._memory.put(key, data)
        return data

    def _name(self, key: Key) -> tuple[str, ...]:
        text, codec = key
        return (self._voice.identity, text.voice or "", text.language, codec.name, text.text)


class _Rendering:
    """A prompt being made, for any number of followers."""

    def __init__(self, source: AsyncGenerator[bytes, None]) -> None:
        self._made: list[bytes] = []
        self._more = asyncio.Event()
        self.task = asyncio.create_task(self._run(source))
        self.task.add_done_callback(self._done)

    async def follow(self) -> AsyncGenerator[bytes, None]:
        """Yield what was made and what is made from now on; raises SpeechError."""
        taken = 0
        while True:
            more = self._more
            while taken < len(self._made):
                yield self._made[taken]
                taken += 1
            if self.task.done():
                self.task.result()
                return
            await more.wait()

    async def _run(self, source: AsyncGenerator[bytes, None]) -> None:
        async with aclosing(source) as sounds:
            async for data in sounds:
                self._made.append(data)
                self._wake()

    def _done(self, task: asyncio.Task[None]) -> None:
        # a failure that nobody follows is nobody's
        if not task.cancelled():
            task.exception()
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()


class _Tally:
    """How far the preparation of prompts is."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None) -> None:
        self.rendered = 0
        self.failure: SpeechError | None = None
        self._total = total
        self._done = 0
        self._progress = progress

    def add(self, *, rendered: bool) -> None:
        self.rendered += rendered
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)

    def failed(self, error: SpeechError) -> None:
        self.failure = self.failure or error
        self.add(rendered=False)


def _encode(resampler: Resampler, codec: Codec, pcm: PCM) -> bytes:
    return codec.encode(resampler(pcm))


def _store(disk: DiskCache, data: bytes, name: tuple[str, ...]) -> None:
    try:
        disk.store(data, *name)
    except OSError as error:
        log.warning("rendered prompts cannot be kept in %s: %s", disk.folder, _reason(error))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _stamp(file: Path) -> tuple[int, int]:
    """What changes when a file is replaced."""
    try:
        stat = file.stat()
    except OSError as error:
        raise SpeechError(f"cannot read {file.name}: {_reason(error)}") from error
    return stat.st_mtime_ns, stat.st_size


def _read_clip(file: Path, codec: Codec) -> bytes:
    try:
        pcm, _ = read_sound(file, codec.sample_rate)
    except OSError as error:
        raise SpeechError(f"cannot read {file.name}: {_reason(error)}") from error
    except ValueError as error:
        raise SpeechError(str(error)) from error
    return codec.encode(pcm)
