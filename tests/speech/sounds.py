"""Sound for tests: recorded words, and a telephone line to send them through."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from flowrunner.audio.codec import PCM, decode_mulaw, encode_mulaw
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import resample

DATA = Path(__file__).parent.parent / "data" / "audio"
RATE = 8000
LEVEL_DBFS = -22.0


def recorded(name: str) -> PCM:
    """Return one of the recordings, at 8 kHz."""
    pcm, rate = read_sound(DATA / f"{name}.wav")
    assert rate == RATE
    return pcm


def over_the_telephone(pcm: PCM, rate: int, *, before_s: float = 0.5, after_s: float = 1.0) -> PCM:
    """Return speech as it comes out of a line: 300 to 3400 Hz, a little noise, mu-law; silence around it."""
    narrow = _band(resample(pcm, rate, RATE).astype(float))
    frames = narrow[: len(narrow) // 160 * 160].reshape(-1, 160)
    loudness = (frames**2).mean(axis=1)
    level = np.sqrt(loudness[loudness > loudness.max() / 100].mean())
    spoken = narrow * (32768 * 10 ** (LEVEL_DBFS / 20) / level)
    whole = np.concatenate([np.zeros(int(before_s * RATE)), spoken, np.zeros(int(after_s * RATE))])
    noise = np.random.default_rng(len(whole)).standard_normal(len(whole)) * 20
    return decode_mulaw(encode_mulaw(np.clip(whole + noise, -32768, 32767).astype(np.int16)))


def _band(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum *= np.clip((hertz - 200) / 100, 0, 1) * np.clip((3500 - hertz) / 100, 0, 1)
    return np.fft.irfft(spectrum, len(sound))
