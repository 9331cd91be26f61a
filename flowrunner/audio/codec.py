"""The codecs of a telephone stream, in numpy. (Placeholder signatures; see the docstrings.)"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

PCM = NDArray[np.int16]
"""Mono, 16 bit; the rate is always said beside it."""


class Codec(Enum):
    """How one stream carries sound: ``(encoding, sample rate in Hz, bytes a sample)``."""

    MULAW_8K = ("mulaw", 8000, 1)
    L16_8K = ("l16", 8000, 2)
    L16_16K = ("l16", 16000, 2)

    def __init__(self, encoding: str, sample_rate: int, sample_width: int) -> None:
        self.encoding = encoding
        self.sample_rate = sample_rate
        self.sample_width = sample_width

    @property
    def bytes_per_second(self) -> int:
        return self.sample_rate * self.sample_width

    def encode(self, pcm: PCM) -> bytes:
        """Encode samples that are already at ``sample_rate``."""
        raise TypeError

    def decode(self, data: bytes) -> PCM:
        """Decode to samples at ``sample_rate``; an odd last byte of L16 is dropped."""
        raise TypeError

    def silence(self, seconds: float) -> bytes:
        """Return that much silence."""
        raise TypeError
