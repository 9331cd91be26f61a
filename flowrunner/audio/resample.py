"""Change the sample rate by a polyphase filter of 4 ms: a delay of 2 ms, and exactly as many samples out as time in."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM

_DELAY_S = 0.002
_KAISER_BETA = 7.0
_PASS = 0.45
"""Cut-off as a part of the lower of the two rates: 3600 Hz for a telephone."""
_BLOCK = 8192


class Resampler:
    """Resample a stream frame by frame.

    The delay is 2 ms. All of the output is always ``ceil(all input * to_hz / from_hz)`` samples long, so a 20 ms
    frame in gives a 20 ms frame out.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        divisor = gcd(from_hz, to_hz)
        self._up = to_hz // divisor
        self._down = from_hz // divisor
        self._filters = _filters(from_hz, self._up, min(from_hz, to_hz))
        self._taps = self._filters.shape[1]
        self._tail = np.zeros(self._taps - 1, np.float32)
        self._due = 0
        """Where the next output lies, in steps of 1/up of an input sample after the first new one."""

    def __call__(self, pcm: PCM) -> PCM:
        """Take the next samples and return those that are due."""
        if self._up == self._down or len(pcm) == 0:
            return pcm
        sound = np.concatenate([self._tail, pcm], dtype=np.float32)
        self._tail = sound[len(pcm) :]
        return np.rint(self._filtered(sound, len(pcm))).clip(-32768, 32767).astype(np.int16)

    def _filtered(self, sound: NDArray[np.float32], count: int) -> NDArray[np.float32]:
        made = np.empty(max(0, -(-(count * self._up - self._due) // self._down)), np.float32)
        for first in range(min(self._up, len(made))):
            # every up-th output uses the same filter, on windows that lie `down` samples apart
            offset, phase = divmod(self._due + first * self._down, self._up)
            rows = len(range(first, len(made), self._up))
            windows = np.ndarray((rows, self._taps), np.float32, sound, 4 * offset, (4 * self._down, 4))
            made[first :: self._up] = np.ascontiguousarray(windows) @ self._filters[phase]
        self._due += len(made) * self._down - count * self._up
        return made


def resample(pcm: PCM, from_hz: int, to_hz: int) -> PCM:
    """Resample a whole recording, without delay: ``ceil(len(pcm) * to_hz / from_hz)`` samples."""
    if from_hz == to_hz:
        return pcm
    resampler = Resampler(from_hz, to_hz)
    padded = np.concatenate([pcm, np.zeros(2 * ceil(from_hz * _DELAY_S), np.int16)])
    parts = [resampler(padded[start : start + _BLOCK]) for start in range(0, len(padded), _BLOCK)]
    delay = round(to_hz * _DELAY_S)
    return np.concatenate(parts)[delay : delay + ceil(len(pcm) * to_hz / from_hz)]


@lru_cache(maxsize=32)
def _filters(from_hz: int, up: int, lower_hz: int) -> NDArray[np.float32]:
    """Return the filter of each phase, (up, taps), newest sample last."""
    centre = round(from_hz * up * _DELAY_S)
    time = np.arange(-centre, centre + 1)
    cut = 2 * _PASS * lower_hz / (from_hz * up)
    response = np.sinc(cut * time) * np.kaiser(len(time), _KAISER_BETA)
    phases = np.pad(response, (0, -len(time) % up)).reshape(-1, up).T[:, ::-1]
    return np.ascontiguousarray(phases / phases.sum(axis=1, keepdims=True), np.float32)
