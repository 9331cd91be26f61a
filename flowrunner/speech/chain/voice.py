"""A voice that is not waited for without end, is asked once more where that is safe, and rests when it is ill.

What it makes is the voice's own and has its identity: prompts may be kept as if there were no guard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from flowrunner.audio.codec import PCM, Codec
from flowrunner.errors import SpeechError
from flowrunner.flow.markup import is_ssml
from flowrunner.policy.circuit import Asking, Circuit
from flowrunner.speech.chain.troubles import resting, tell
from flowrunner.speech.ports import Tunable, Voice

SPARE_S = 10.0
"""Of sound, beside a second for each letter: what is longer is no speech."""


class GuardedVoice:
    """A ``Voice``. ``sound_s`` is how long it may take to begin, and from one piece of sound to the next."""

    def __init__(self, voice: Voice, circuit: Circuit, sound_s: float) -> None:
        self._voice = voice
        self.circuit = circuit
        self._sound_s = sound_s

    @property
    def identity(self) -> str:
        return self._voice.identity

    @property
    def sample_rate(self) -> int:
        return self._voice.sample_rate

    def tuned(self, codec: Codec) -> GuardedVoice:
        """Return this voice with sound as ``codec`` wants it, if it can be told; it is the same provider."""
        voice = self._voice.tuned(codec) if isinstance(self._voice, Tunable) else self._voice
        return GuardedVoice(voice, self.circuit, self._sound_s)

    def admits(self) -> bool:
        """Tell whether the voice would be asked now."""
        return self.circuit.admits()

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound as it is made; raises SpeechError, at once while the voice rests."""
        if not self.circuit.admits():
            raise resting(self.circuit)
        with self.circuit.ask() as asking:
            async with aclosing(self._say(text, voice, language, asking)) as sounds:
                async for pcm in sounds:
                    yield pcm

    async def _say(self, text: str, voice: str | None, language: str, asking: Asking) -> AsyncGenerator[PCM, None]:
        wait = _Wait(self.circuit.provider, self._sound_s)
        for last in (False, True):
            sounds = self._voice.speak(text, voice=voice, language=language)
            attempt = _Attempt(sounds, wait, self.sample_rate * _longest_s(text))
            try:
                async for pcm in attempt:
                    yield pcm
                if not attempt.samples and _has_words(text):
                    raise SpeechError(f"the {self.circuit.provider} answered without sound")
                asking.answered()
                return
            except SpeechError as error:
                if last or attempt.samples or error.trouble != "failed":
                    tell(asking, error)
                    raise
            finally:
                await sounds.aclose()


class _Wait:
    """What is left of the time until the next sound. Only waiting counts: whoever listens may take it at leisure."""

    def __init__(self, provider: str, sound_s: float) -> None:
        self.provider = provider
        self._sound_s = sound_s
        self._left_s = sound_s

    async def piece(self, sounds: AsyncGenerator[PCM, None]) -> PCM | None:
        """Return the next piece, None after the last; raises SpeechError."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(0.0, self._left_s)):
                pcm = await anext(sounds, None)
        except TimeoutError:
            raise SpeechError(f"the {self.provider} made no sound for {self._sound_s:g} s", "timeout") from None
        finally:
            self._left_s -= loop.time() - began
        if pcm is not None:
            self._left_s = self._sound_s
        return pcm


class _Attempt:
    """The sound of one request, as far as it is believed."""

    def __init__(self, sounds: AsyncGenerator[PCM, None], wait: _Wait, most_samples: float) -> None:
        self.samples = 0
        self._sounds = sounds
        self._wait = wait
        self._most = most_samples

    def __aiter__(self) -> _Attempt:
        return self

    async def __anext__(self) -> PCM:
        pcm = await self._wait.piece(self._sounds)
        if pcm is None:
            raise StopAsyncIteration
        self.samples += len(pcm)
        if self.samples > self._most:
            raise SpeechError(f"the {self._wait.provider} does not stop")
        return pcm


def _has_words(text: str) -> bool:
    return not is_ssml(text) and any(map(str.isalnum, text))


def _longest_s(text: str) -> float:
    """Return how long the sound of a text may be: a pause takes longer to write than a second for each letter."""
    return SPARE_S + len(text)
