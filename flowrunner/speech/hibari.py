"""The offline voice: hibari, an American woman, and the same model made to sound like a man.

The model gives, for each 12.5 ms, the spectra of the voiced and unvoiced sound and the pitch; hibari makes a wave of
them. A second speaker needs no second model: speech that was made faster is played slower, as if from a longer throat,
and its pitch is lowered a little more before that.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.errors import SpeechError
from flowrunner.flow.markup import is_ssml
from flowrunner.modelfiles.pinned import HIBARI_VOICE, locate
from flowrunner.speech.normalize import normalize
from flowrunner.speech.pool import Pool
from flowrunner.speech.ssml import parts

LONGEST_TEXT = 5000
"""Characters; more is a mistake of whoever made the text."""
_VERSION = 1
"""Of what is done here to the text and the sound: prompts rendered before a change are stale after it."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """How the model's voice is changed."""

    pitch: float = 1.0
    throat: float = 1.0
    """Everything, pitch too, moves to this part of its frequency."""
    gain: float = 1.0
    """Brings speech to about -20 dBFS."""


SPEAKERS = {
    "heart": Speaker(gain=1.6),
    "caller": Speaker(pitch=0.8, throat=0.8, gain=0.8),
}
DEFAULT_SPEAKER = "heart"


class HibariVoice:
    """Says English text in a pool of threads, a sentence at a time; the same text always sounds the same."""

    sample_rate = 24000

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def identity(self) -> str:
        return f"{HIBARI_VOICE.requirement} {HIBARI_VOICE.sha256[:16]} {_VERSION}"

    async def warm(self) -> None:
        """Load the model now; raises ModelError."""
        await self._pool.submit(self._warm)

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound at 24 kHz, a sentence at a time; nothing for a text without words. Raises SpeechError."""
        speaker = _speaker(voice, language)
        if len(text) > LONGEST_TEXT:
            reason = f"a text of {len(text)} characters is too long to be said; the limit is {LONGEST_TEXT}"
            raise SpeechError(reason, "unfit")
        for part in await self._pool.submit(partial(self._parts, text)):
            if isinstance(part, str):
                yield await self._pool.submit(partial(self._say, part, speaker))
            else:
                yield np.zeros(round(part * self.sample_rate), np.int16)

    def _parts(self, text: str) -> list[str | float]:
        """Return the phonemes of each sentence and the seconds of each pause, in order."""
        if not is_ssml(text):
            return list(self._sentences(text))
        made: list[str | float] = []
        for part in parts(text):
            made += self._sentences(part) if isinstance(part, str) else [part] * (part > 0)
        return made

    def _sentences(self, text: str) -> list[str]:
        words = normalize(text)  # here and not on the event loop: an odd text may take 80 ms
        if not words:
            return []
        if not _is_latin(words):
            raise SpeechError("the offline voice reads the Latin alphabet only", "unfit")
        phonemes: list[str] = self._model().phonemize(words)
        return phonemes

    def _say(self, phonemes: str, speaker: Speaker) -> PCM:
        model = self._model()
        inputs = {"ids": np.array([model.ids(phonemes)], np.int64), "speed": np.array([1 / speaker.throat], np.float32)}
        *spectra, pitch = (part[0] for part in model.sess.run(None, inputs))
        pcm = _to_pcm(_synthesize(spectra, pitch * speaker.pitch) * speaker.gain)
        return resample(pcm, round(speaker.throat * self.sample_rate), self.sample_rate)

    def _warm(self) -> None:
        self._say(self._sentences("Ready.")[0], SPEAKERS[DEFAULT_SPEAKER])

    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                path = locate(HIBARI_VOICE)
                from hibari import Hibari

                self._loaded = Hibari(model=str(path), threads=1)
            return self._loaded


def _speaker(voice: str | None, language: str) -> Speaker:
    if language.partition("-")[0].lower() != "en":
        raise SpeechError(f"the offline voice speaks English, not {language}", "unfit")
    try:
        return SPEAKERS[voice or DEFAULT_SPEAKER]
    except KeyError:
        known = " and ".join(SPEAKERS)
        raise SpeechError(f"the offline voice has no speaker {voice!r}, only {known}", "unfit") from None


def _is_latin(words: str) -> bool:
    """Tell whether at least half of the letters are Latin; of others the voice makes noises, or nothing."""
    letters = [letter for letter in words if letter.isalpha()]
    return 2 * sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters) >= len(letters)


def _synthesize(spectra: Sequence[NDArray[np.float32]], pitch: NDArray[np.float32]) -> NDArray[np.float32]:
    from hibari import dsp

    sound: NDArray[np.float32] = dsp.synth(*spectra, pitch, np.random.default_rng(_SEED))
    return sound


def _to_pcm(sound: NDArray[np.float32]) -> PCM:
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)
