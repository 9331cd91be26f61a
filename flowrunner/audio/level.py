"""How loud speech is, and bringing it to one level.

The level is the active speech level: the mean power of the time in which somebody speaks, as ITU-T P.56 defines it
(method B), taken from blocks of 10 ms. A block counts while it, or one of the 200 ms before it, lies above a threshold
15.9 dB below the very level that comes out; so pauses, however long, do not make speech seem faint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM

SPEECH_DBFS = -22.0
"""The level that callers hear every voice and every recording at; 0 is the power of a square wave of full scale."""
_FULL = 32768.0
_BLOCK_S = 0.01
_HANG_OVER = 20
_MARGIN = 10 ** (-15.9 / 10)
_FAINTEST_DBFS = -60.0
"""What lies below it is the silence of a recording, and is left alone."""
_MOST_DB = 20.0
"""Nothing is made louder by more: what would need it is no speech."""
_KNEE = 0.7
"""Of full scale: from here on peaks are bent, and none is cut."""


def block_powers(pcm: PCM, rate: int) -> NDArray[np.float64]:
    """Return the mean power of each block of 10 ms, the last of them perhaps shorter; full scale is 1."""
    size = round(rate * _BLOCK_S)
    squares = np.zeros(-(-len(pcm) // size) * size)
    squares[: len(pcm)] = np.square(pcm / _FULL)
    powers: NDArray[np.float64] = squares.reshape(-1, size).mean(axis=1)
    return powers


def active_level(pcm: PCM, rate: int) -> float | None:
    """Return the active speech level in dBFS; None when there is only silence."""
    powers = block_powers(pcm, rate)
    level = _level(powers)
    return None if level is None else float(10 * np.log10(level))


def active_seconds(pcm: PCM, rate: int) -> float:
    """Return how long somebody speaks."""
    powers = block_powers(pcm, rate)
    level = _level(powers)
    return 0.0 if level is None else float(_active(powers, level * _MARGIN).sum() * _BLOCK_S)


def gain_for(level_dbfs: float | None) -> float:
    """Return the factor that brings speech of this level to that of all speech."""
    if level_dbfs is None:
        return 1.0
    return float(10 ** (min(SPEECH_DBFS - level_dbfs, _MOST_DB) / 20))


def levelled(pcm: PCM, rate: int) -> PCM:
    """Return a whole recording at the level of all speech."""
    return amplified(pcm, gain_for(active_level(pcm, rate)))


def amplified(pcm: PCM, gain: float) -> PCM:
    """Multiply by a factor; peaks that would not fit are bent rather than cut."""
    sound = pcm.astype(np.float32) * np.float32(gain / _FULL)
    high = np.abs(sound) > _KNEE
    if high.any():
        over = (np.abs(sound[high]) - _KNEE) / (1 - _KNEE)
        sound[high] = np.copysign(_KNEE + (1 - _KNEE) * np.tanh(over), sound[high])
    bent: PCM = np.rint(sound * np.float32(_FULL - 1)).astype(np.int16)
    return bent


def _level(powers: NDArray[np.float64]) -> float | None:
    """Return the active level as a power: the threshold rises until it is the margin below what lies above it."""
    threshold = 10 ** (_FAINTEST_DBFS / 10)
    level = None
    while (active := _active(powers, threshold)).any():
        level = float(powers[active].mean())
        if level * _MARGIN <= threshold:
            break
        threshold = level * _MARGIN
    return level


def _active(powers: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Tell which blocks lie above the threshold, or not long after one that does."""
    above = np.concatenate([[0], np.cumsum(powers > threshold)])
    started = np.maximum(np.arange(len(powers)) - _HANG_OVER, 0)
    active: NDArray[np.bool_] = above[1:] > above[started]
    return active
