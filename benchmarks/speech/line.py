"""A telephone line: its band, its level, what else can be heard on it, and its codec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM, decode_mulaw, encode_mulaw
from flowrunner.audio.resample import resample

RATE = 8000
LEVEL = 32768 * 10 ** (-22 / 20)
"""Of speech, while there is some: -22 dBFS."""
_HISS = 20.0
"""Of the quietest line, -64 dBFS."""
BEFORE, AFTER = 2400, 4000
"""Samples of silence around speech, about what a listener cuts out."""

Sound = NDArray[np.float64]
Make = Callable[[int, int], Sound]
"""Gives that many samples of noise; another number, another part of it."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What is heard behind the caller, and how far below the caller's voice."""

    name: str
    make: Make
    below_db: float

    @property
    def title(self) -> str:
        return f"{self.name} at {self.below_db:.0f} dB"


def over_the_telephone(pcm: PCM, rate: int, noise: Noise | None = None, seed: int = 0) -> PCM:
    """Return speech at 8 kHz as it comes out of a line."""
    sound = _band(np.pad(resample(pcm, rate, RATE).astype(float), (BEFORE, AFTER)))
    sound *= LEVEL / max(1.0, loudness(sound))
    sound += np.random.default_rng(seed).standard_normal(len(sound)) * _HISS
    if noise is not None:
        around = _band(noise.make(len(sound), seed))
        sound += around * (LEVEL * 10 ** (-noise.below_db / 20) / np.sqrt((around**2).mean()))
    return decode_mulaw(encode_mulaw(np.clip(sound, -32768, 32767).astype(np.int16)))


def loudness(sound: Sound) -> float:
    """Return the root of the mean power of the parts that are no silence."""
    power = (sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    return float(np.sqrt(power[power >= power.max() / 100].mean()))


def white(length: int, seed: int) -> Sound:
    """Return a hiss."""
    return np.random.default_rng(seed + 10_000).standard_normal(length)


def _band(sound: Sound) -> Sound:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    shaped = spectrum * np.clip((hertz - 200) / 100, 0, 1) * np.clip((3500 - hertz) / 100, 0, 1)
    return np.fft.irfft(shaped, len(sound))
