"""What the callers say: files of raw mu-law at 8 kHz, made anew by every run with a fixed seed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import numpy as np
from hibari import Hibari

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.resample import resample

RATE_HZ = 8000
NOISE_DBFS = -60.0
NOISE_S = 10.0
TALK_DBFS = -20.0
BREATH_S = 0.15
"""Between two sentences: too short for anybody to think that the caller has finished."""
PAUSE_S = 1.0
"""Between two sentences of a caller who waits for answers."""

SENTENCES = (
    "I am calling about the letter that you sent me last week.",
    "It says that my account was closed, but I never asked for that.",
    "My number should be somewhere in your books, we have been with you for years.",
    "Could you tell me who decided this, and what I have to do now?",
    "And please don't send me to another department, I was there twice already.",
)


class Sound(StrEnum):
    """Kinds of callers."""

    SILENCE = "silence"
    NOISE = "noise"
    TALK = "talk"
    TURNS = "turns"


def noise() -> PCM:
    """Return comfort noise: white, at -60 dBFS."""
    drawn = np.random.default_rng(1).normal(0, _rms(NOISE_DBFS), int(NOISE_S * RATE_HZ))
    rounded: PCM = np.rint(drawn).astype(np.int16)
    return rounded


def talk(pause_s: float) -> PCM:
    """Return all sentences in the offline voice, at -20 dBFS, each followed by a pause."""
    voice = Hibari(threads=1)
    pause = np.zeros(int(pause_s * RATE_HZ), np.int16)
    parts = []
    for sentence in SENTENCES:
        spoken = np.rint(32767 * voice(sentence)).astype(np.int16)
        parts += [_levelled(resample(spoken, voice.sample_rate, RATE_HZ)), pause]
    return np.concatenate(parts)


def _levelled(pcm: PCM) -> PCM:
    rms = float(np.sqrt(np.mean(np.square(pcm.astype(np.float64)))))
    louder: PCM = np.clip(np.rint(pcm * (_rms(TALK_DBFS) / rms)), -32768, 32767).astype(np.int16)
    return louder


def _rms(dbfs: float) -> float:
    return float(32768 * 10 ** (dbfs / 20))


def write(folder: Path, kinds: set[Sound]) -> dict[Sound, Path]:
    """Write the files that are needed; digital silence needs none."""
    written = {}
    for kind in sorted(kinds - {Sound.SILENCE}):
        written[kind] = folder / f"{kind}.ulaw"
        written[kind].write_bytes(Codec.MULAW_8K.encode(_made(kind)))
    return written


def _made(kind: Sound) -> PCM:
    if kind is Sound.NOISE:
        return noise()
    return talk(BREATH_S if kind is Sound.TALK else PAUSE_S)
