"""A recording of the call: the caller on the left, the bot on the right, silence where no stream ran."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM
from flowrunner.audio.files import write_wav
from flowrunner.audio.resample import resample


@dataclass(slots=True)
class _Take:
    at_s: float
    rate: int
    left: list[PCM] = field(default_factory=list)
    right: list[PCM] = field(default_factory=list)


class Recorder:
    """Collects what two people hear of each other, a take for each stream."""

    def __init__(self) -> None:
        self._takes: list[_Take] = []

    def begin(self, at_s: float, rate: int) -> None:
        """Begin a take, so many seconds into the call, at a rate in Hz."""
        self._takes.append(_Take(at_s, rate))

    def add(self, left: PCM, right: PCM) -> None:
        """Add a frame to the take; both sides are of one length."""
        take = self._takes[-1]
        take.left.append(left)
        take.right.append(right)

    def save(self, path: Path) -> None:
        """Write a stereo WAV file at the highest rate of any take; raises OSError."""
        rate = max((take.rate for take in self._takes), default=8000)
        write_wav(path, self._joined(rate), rate)

    def _joined(self, rate: int) -> NDArray[np.int16]:
        takes = [(round(take.at_s * rate), _stereo(take, rate)) for take in self._takes if take.left]
        length = max((start + len(sound) for start, sound in takes), default=0)
        whole = np.zeros((length, 2), np.int16)
        for start, sound in takes:
            whole[start : start + len(sound)] = sound
        return whole


def _stereo(take: _Take, rate: int) -> NDArray[np.int16]:
    sides = (take.left, take.right)
    return np.stack([resample(np.concatenate(side), take.rate, rate) for side in sides], axis=1)
