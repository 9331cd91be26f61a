"""What somebody types instead of saying it, as sound: it reaches the flow as speech does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from flowrunner.audio.resample import resample
from flowrunner.errors import SpeechError

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM, Codec
    from flowrunner.speech.ports import Voice

LONGEST = 300
"""Characters of what can be said at once."""
DEADLINE_S = 20.0


class CallerMouth:
    """Says the caller's words, in a voice told from the bot's by name; None: in the voice there is."""

    def __init__(self, voice: Voice, name: str | None) -> None:
        self._voice = voice
        self._name = name

    async def say(self, words: str, language: str, codec: Codec) -> bytes:
        """Return the words as sound in a stream's codec; raises SpeechError."""
        if len(words) > LONGEST:
            raise SpeechError(f"that is {len(words)} characters; say at most {LONGEST} at once")
        try:
            async with asyncio.timeout(DEADLINE_S):
                spoken = self._voice.speak(words, voice=self._name, language=language)
                parts: list[PCM] = [part async for part in spoken]
        except TimeoutError:
            raise SpeechError(f"the voice took longer than {DEADLINE_S:g} s") from None
        pcm = np.concatenate([np.zeros(0, np.int16), *parts])
        return codec.encode(await asyncio.to_thread(resample, pcm, self._voice.sample_rate, codec.sample_rate))
