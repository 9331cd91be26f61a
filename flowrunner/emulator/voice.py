"""The caller's voice: says words once, and remembers how they sounded."""

from __future__ import annotations

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.errors import UsageError
from flowrunner.speech.ports import Voice

LANGUAGE = "en-US"
_AUDIBLE = 100
"""Of 32768: what is softer at the end of speech is the silence after it."""


class CallerVoice:
    """Speaks through a voice of its own, told from the bot's by name."""

    def __init__(self, voice: Voice | None, name: str | None = "caller") -> None:
        self._voice = voice
        self._name = name
        self._spoken: dict[str, PCM] = {}
        self._callee: CallerVoice | None = None

    def of_callee(self) -> CallerVoice:
        """Return the voice of who is dialled: that which speaks when nobody is named."""
        self._callee = self._callee or CallerVoice(self._voice, None)
        return self._callee

    async def say(self, words: str) -> tuple[PCM, int]:
        """Return the sound and its rate in Hz; raises SpeechError, and UsageError when there is no voice."""
        if self._voice is None:
            raise UsageError(f"the caller has no voice to say {words!r} with")
        if words not in self._spoken:
            speech = self._voice.speak(words, voice=self._name, language=LANGUAGE)
            self._spoken[words] = np.concatenate([np.zeros(0, np.int16), *[part async for part in speech]])
        return self._spoken[words], self._voice.sample_rate


def until_last_sound(pcm: PCM) -> PCM:
    """Cut the silence after the speech, so that the caller stops speaking when the sound ends."""
    audible = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _AUDIBLE)
    return pcm[: audible[-1] + 1] if len(audible) else pcm
