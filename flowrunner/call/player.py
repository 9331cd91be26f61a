"""Sends prompts ahead of playback, and knows when each has been heard.

Theory of operation. The far end keeps a queue that drains in real time, so everything is sent as soon as it
exists, up to ``AHEAD_S`` seconds of sound that is not yet due; beyond that the player waits for the queue to
drain by the clock. After the last byte of a prompt goes one checkpoint. Its acknowledgement is the good news that
the prompt was heard, but acknowledgements get lost (the first of a call, all of them after a clear), so each has a
deadline: the moment the sound must have been played out, plus ``ACK_MARGIN_S``. Whichever comes first finishes
the prompt. Stopping drops everything: the worker, which may be in the middle of rendering or sending, is
cancelled and replaced, and the first thing its successor sends is the clear. Acknowledgements of dropped
checkpoints find nobody waiting.

What the player has to report it reports from the loop, never from inside the worker: the answer to a report may be
to stop, and a worker cannot be replaced while it is on its own way up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, assert_never

from flowrunner.audio.tone import tone
from flowrunner.call.played import Played
from flowrunner.engine.actions import Clip, Gap, Item, Play, Text, Tone
from flowrunner.errors import ChannelClosed, SpeechError

if TYPE_CHECKING:
    from flowrunner.call.channel import Channel
    from flowrunner.speech.ports import Prompts

CHUNK_BYTES = 12_288
"""Raw bytes a message: 16 KB of base64."""
AHEAD_S = 8.0
"""How much sound may wait at the far end."""
ACK_MARGIN_S = 2.0
"""How long after the sound is due an acknowledgement may still come."""
WAITING_AT_MOST = 100
"""Prompts that may wait to be said; each step of a call adds one or two, so this many are a flow gone wild."""


Spawn = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]
"""Starts a task that the session owns."""


class PlayerReport(Protocol):
    """What the player tells the session."""

    def sounded(self, prompt_id: int, in_s: float) -> None:
        """The first sound of a prompt was sent, and is heard in so many seconds."""
        ...

    def prompt_finished(self, prompt_id: int) -> None: ...

    def prompt_failed(self, prompt_id: int, reason: str) -> None: ...

    def channel_lost(self) -> None: ...


@dataclass(slots=True)
class PlayerCounters:
    """What is worth counting about one call's playback."""

    prompts: int = 0
    lost_acks: int = 0
    clears: int = 0


class Player:
    """The prompts of one call on one channel."""

    def __init__(self, channel: Channel, prompts: Prompts, report: PlayerReport, spawn: Spawn) -> None:
        self.counters = PlayerCounters()
        self.played = Played(channel.codec, asyncio.get_running_loop().time)
        self._channel = channel
        self._prompts = prompts
        self._report = report
        self._spawn = spawn
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Play] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._due = 0.0
        self._silent: int | None = None
        """The prompt of which no sound has been sent yet."""
        self._awaited: dict[int, asyncio.TimerHandle] = {}

    def play(self, play: Play) -> None:
        """Say this after everything said before."""
        self.counters.prompts += 1
        if len(self._queue) >= WAITING_AT_MOST:
            self._loop.call_soon(self._report.prompt_failed, play.prompt_id, "too many prompts are waiting")
            return
        self._queue.append(play)
        if self._worker is None:
            self._start(clear=False)

    def stop(self) -> None:
        """Cut everything at once; nothing is reported for what is dropped."""
        if not (self._queue or self._worker or self._awaited):
            return
        self.counters.clears += 1
        self.played.cut()
        self._forget()
        self._start(clear=True)

    def close(self) -> None:
        """Stop working; the channel is gone."""
        self._forget()

    def on_played(self, checkpoint: str) -> None:
        """Playback reached a checkpoint, and so every checkpoint before it."""
        reached = _prompt_id(checkpoint)
        if reached in self._awaited:
            for prompt_id in [waiting for waiting in self._awaited if waiting <= reached]:
                self._finish(prompt_id)

    def on_play_failed(self) -> None:
        """The far end dropped something: what is awaited may never be acknowledged, and need not be."""
        for prompt_id in list(self._awaited):
            self._finish(prompt_id)

    def _forget(self) -> None:
        self._queue.clear()
        for handle in self._awaited.values():
            handle.cancel()
        self._awaited.clear()
        self._due = 0.0
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def _start(self, *, clear: bool) -> None:
        self._worker = self._spawn(self._work(clear=clear))

    async def _work(self, *, clear: bool) -> None:
        try:
            if clear:
                await self._channel.clear()
            while self._queue:
                await self._say(self._queue.popleft())
        except ChannelClosed:
            self._loop.call_soon(self._report.channel_lost)
        self._worker = None

    async def _say(self, play: Play) -> None:
        self._silent = play.prompt_id
        try:
            for item in play.items:
                await self._say_item(item)
        except SpeechError as error:
            self._loop.call_soon(self._report.prompt_failed, play.prompt_id, str(error))
            return
        await self._channel.checkpoint(f"p{play.prompt_id}")
        deadline = max(self._due, self._loop.time()) + ACK_MARGIN_S
        self._awaited[play.prompt_id] = self._loop.call_at(deadline, self._give_up_waiting, play.prompt_id)

    async def _say_item(self, item: Item) -> None:
        codec = self._channel.codec
        match item:
            case Text():
                await self._say_text(item)
            case Gap(seconds):
                await self._send(codec.silence(seconds))
            case Tone(seconds, hz):
                await self._send(codec.encode(tone(hz, seconds, codec.sample_rate)))
            case Clip():
                await self._say_clip(item)
            case _:
                assert_never(item)

    async def _say_text(self, text: Text) -> None:
        codec = self._channel.codec
        ready = self._prompts.ready(text.text, voice=text.voice, language=text.language, codec=codec)
        if ready is not None:
            await self._send(ready)
            return
        rendering = self._prompts.render(text.text, voice=text.voice, language=text.language, codec=codec)
        async with aclosing(rendering) as sounds:
            async for data in sounds:
                await self._send(data)

    async def _say_clip(self, clip: Clip) -> None:
        try:
            data = await self._prompts.clip(clip.audio, codec=self._channel.codec)
        except SpeechError:
            if clip.text is None:
                raise
            await self._say_text(Text(clip.text, clip.language, clip.voice))
        else:
            await self._send(data)

    async def _send(self, data: bytes) -> None:
        rate = self._channel.codec.bytes_per_second
        for start in range(0, len(data), CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            await self._room()
            await self._channel.play(chunk)
            self._tell_first_sound()
            begins = max(self._due, self._loop.time())
            self._due = begins + len(chunk) / rate
            self.played.add(memoryview(data)[start : start + CHUNK_BYTES], begins)

    def _tell_first_sound(self) -> None:
        if self._silent is not None:
            self._report.sounded(self._silent, max(0.0, self._due - self._loop.time()))
            self._silent = None

    async def _room(self) -> None:
        excess = self._due - self._loop.time() - AHEAD_S
        if excess > 0:
            await asyncio.sleep(excess)

    def _give_up_waiting(self, prompt_id: int) -> None:
        self.counters.lost_acks += 1
        self._finish(prompt_id)

    def _finish(self, prompt_id: int) -> None:
        handle = self._awaited.pop(prompt_id, None)
        if handle is None:
            return
        handle.cancel()
        if not self._awaited and self._worker is None:
            self._due = 0.0  # everything sent has been played, whatever our clock thought
        self._report.prompt_finished(prompt_id)


def _prompt_id(checkpoint: str) -> int:
    number = checkpoint.removeprefix("p")
    return int(number) if number.isascii() and number.isdigit() else -1
