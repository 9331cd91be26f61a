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
        wait = _Wait(self._sound_s)
        for last in (False, True):
            samples = 0
            try:
                async with aclosing(self._voice.speak(text, voice=voice, language=language)) as sounds:
                    while (pcm := await wait.piece(sounds, self.circuit.provider)) is not None:
                        samples += len(pcm)
                        yield pcm
                _want_sound(text, samples, self.circuit.provider)
                asking.answered()
                return
            except SpeechError as error:
                if last or samples or error.trouble != "failed":
                    tell(asking, error)
                    raise


class _Wait:
    """What is left of the time until the next sound. Only waiting counts: whoever listens may take it at leisure."""

    def __init__(self, sound_s: float) -> None:
        self._sound_s = sound_s
        self._left_s = sound_s

    async def piece(self, sounds: AsyncGenerator[PCM, None], provider: str) -> PCM | None:
        """Return the next piece, None after the last; raises SpeechError."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(0.0, self._left_s)):
                pcm = await anext(sounds, None)
        except TimeoutError:
            raise SpeechError(f"the {provider} made no sound for {self._sound_s:g} s", "timeout") from None
        finally:
            self._left_s -= loop.time() - began
        if pcm is not None:
            self._left_s = self._sound_s
        return pcm


def _want_sound(text: str, samples: int, provider: str) -> None:
    """Raise SpeechError for words that became no sound at all."""
    if not samples and not is_ssml(text) and any(map(str.isalnum, text)):
        raise SpeechError(f"the {provider} answered without sound")
