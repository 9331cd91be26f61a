"""Voices that say tones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from flowrunner.errors import SpeechError

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM


class FakeVoice:
    """Says anything as a tone of 50 ms a character; ``said`` holds the texts and who said them."""

    identity = "fake voice 1"
    sample_rate = 24000

    def __init__(self, *, fails: bool = False) -> None:
        self.said: list[tuple[str, str | None]] = []
        self._fails = fails

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield the tone in one piece."""
        if self._fails:
            raise SpeechError("the voice is hoarse")
        self.said.append((text, voice))
        yield np.full(len(text) * self.sample_rate // 20, 1000, np.int16)


class SentenceVoice:
    """Says a tone of 0.1 s a word; a text with ``broken`` cannot be said.

    It stops before the text ``stops_before``, or any when there is none, while ``may_go_on`` is clear. A text may have
    an amplitude of its own.
    """

    sample_rate = 24000

    def __init__(self, identity: str = "fake voice") -> None:
        self.identity = identity
        self.said: list[str] = []
        self.began = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.stops_before: str | None = None
        self.amplitudes: dict[str, int] = {}

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        self.said.append(text)
        self.began.set()
        if "broken" in text:
            raise SpeechError(f"no voice for {text!r}")
        if self.stops_before in (None, text):
            await self.may_go_on.wait()
        tone = np.sin(np.arange(2400 * len(text.split())) / 10)
        yield (tone * self.amplitudes.get(text, 10_000)).astype(np.int16)


class MoodyVoice:
    """Says a tone of 0.4 s a word, unless it has a mood left for a text, in turn: seconds of sound, errors that end it,
    and None for a silence without end."""

    sample_rate = 8000

    def __init__(self, identity: str, *moods: Sequence[float | SpeechError | None]) -> None:
        self.identity = identity
        self.moods = list(moods)
        self.asked: list[tuple[str, str | None]] = []

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        self.asked.append((text, voice))
        for mood in self.moods.pop(0) if self.moods else (0.4 * len(text.split()),):
            if mood is None:
                await asyncio.Event().wait()
            elif isinstance(mood, SpeechError):
                raise mood
            else:
                yield np.full(round(mood * self.sample_rate), 1000, np.int16)


class StreamingVoice:
    """Says a tone of 0.1 s a character, in parts of 0.1 s; ``given`` counts them."""

    identity = "streaming"
    sample_rate = 8000

    def __init__(self, amplitude: int) -> None:
        self.amplitude = amplitude
        self.given = 0

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        for _ in text:
            self.given += 1
            yield (np.sin(np.arange(800) * 0.3) * self.amplitude).astype(np.int16)
