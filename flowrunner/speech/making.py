"""Makes sound of one piece of a prompt: the voice's samples, at one level, without silence around them, encoded.

The level of a piece is known when all of it is there. Most voices give a sentence at once, so that costs nothing. A
voice that streams is waited for only once: its first sentence tells how loud it is, and from then on its sound is
passed on as it comes, with that gain, so that nothing jumps. Marked-up documents are levelled part by part, and keep
the pauses that their author wrote.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial

import numpy as np

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.edges import Edges, pause_after
from flowrunner.audio.level import active_level, active_seconds, amplified, gain_for, levelled
from flowrunner.audio.resample import Resampler
from flowrunner.engine.actions import Text
from flowrunner.flow.markup import is_ssml
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Tunable, Voice

VERSION = "2"
"""Of what is done here to the sound: prompts made before a change are stale after it."""
_STREAMS = 3
"""A voice that gives a sentence in so many parts does not give it at once."""
_TELLING_S = 1.0
"""So much speech tells how loud a speaker is."""

_Speaker = tuple[str | None, str]


class Maker:
    """Makes pieces, by one voice."""

    def __init__(self, voice: Voice, pool: Pool) -> None:
        self._voice = voice
        self._pool = pool
        self._gains: dict[_Speaker, float] = {}
        """Of the speakers that stream."""

    async def make(self, piece: Text, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded sound as it is made; raises SpeechError."""
        voice = self._voice.tuned(codec) if isinstance(self._voice, Tunable) else self._voice
        line = _Line(voice.sample_rate, codec)
        async with aclosing(voice.speak(piece.text, voice=piece.voice, language=piece.language)) as sounds:
            if is_ssml(piece.text):
                made = self._document(sounds, line)
            elif (gain := self._gains.get((piece.voice, piece.language))) is not None:
                made = self._streamed(sounds, line, gain, piece)
            else:
                made = self._whole(sounds, line, piece)
            async with aclosing(made) as parts:
                async for data in parts:
                    yield data

    async def _document(self, sounds: AsyncIterator[PCM], line: _Line) -> AsyncGenerator[bytes, None]:
        async for pcm in sounds:
            yield await self._pool.submit(partial(line.level_and_send, pcm))

    async def _streamed(
        self, sounds: AsyncIterator[PCM], line: _Line, gain: float, piece: Text
    ) -> AsyncGenerator[bytes, None]:
        async for pcm in sounds:
            if data := await self._pool.submit(partial(line.send, pcm, gain)):
                yield data
        yield await self._pool.submit(partial(line.end, piece.text))

    async def _whole(self, sounds: AsyncIterator[PCM], line: _Line, piece: Text) -> AsyncGenerator[bytes, None]:
        parts = [pcm async for pcm in sounds]
        if not parts:
            return
        data, gain = await self._pool.submit(partial(line.whole, parts, piece.text))
        if gain is not None and len(parts) >= _STREAMS:
            self._gains[piece.voice, piece.language] = gain
        yield data


class _Line:
    """The way of one piece from the voice to the codec. Everything here takes a moment.

    It begins with the rate of the codec: how loud speech is counts where it is heard.
    """

    def __init__(self, rate: int, codec: Codec) -> None:
        self._codec = codec
        self._resampler = Resampler(rate, codec.sample_rate)
        self._edges = Edges(codec.sample_rate)

    def level_and_send(self, pcm: PCM) -> bytes:
        """Return a part of a document."""
        return self._codec.encode(levelled(self._resampler(pcm), self._codec.sample_rate))

    def send(self, pcm: PCM, gain: float) -> bytes:
        """Return what is certain of a sentence that streams; perhaps nothing."""
        return self._codec.encode(self._edges.write(amplified(self._resampler(pcm), gain)))

    def end(self, text: str) -> bytes:
        """Return the end of a sentence, with the pause after it."""
        return self._codec.encode(self._edges.close(pause_after(text)))

    def whole(self, parts: list[PCM], text: str) -> tuple[bytes, float | None]:
        """Return a whole sentence, and the gain that it got if it was long enough to tell of others."""
        pcm, rate = self._resampler(np.concatenate(parts)), self._codec.sample_rate
        gain = gain_for(active_level(pcm, rate))
        telling = active_seconds(pcm, rate) >= _TELLING_S
        sound = np.concatenate([self._edges.write(amplified(pcm, gain)), self._edges.close(pause_after(text))])
        return self._codec.encode(sound), gain if telling else None
