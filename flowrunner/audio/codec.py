"""The codecs of a telephone stream, in numpy.

mu-law is ITU-T G.711 on 14-bit values: a table made from all 16 bits differs from everybody else's in 381 places.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

PCM = NDArray[np.int16]
"""Mono, 16 bit; the rate is always said beside it."""

_BIAS = 33
_LARGEST = 8158


def _decoding_table() -> PCM:
    inverted = ~np.arange(256, dtype=np.uint8)
    exponent = (inverted >> 4 & 7).astype(np.int32)
    mantissa = (inverted & 15).astype(np.int32)
    magnitude = ((mantissa * 2 + _BIAS << exponent) - _BIAS) * 4
    return np.where(inverted & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> NDArray[np.uint8]:
    value = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32) >> 2
    biased = np.minimum(np.abs(value), _LARGEST) + _BIAS
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 5
    code: NDArray[np.int32] = np.where(value < 0, 0x80, 0) | exponent << 4 | biased >> exponent + 1 & 15
    return np.invert(code).astype(np.uint8)


_DECODED = _decoding_table()
_ENCODED = _encoding_table()
"""Indexed by the bit pattern of a sample."""


def encode_mulaw(pcm: PCM) -> bytes:
    """Encode samples of any rate."""
    return _ENCODED.take(pcm.view(np.uint16)).tobytes()


def decode_mulaw(data: bytes) -> PCM:
    """Decode to 16 bits."""
    return _DECODED.take(np.frombuffer(data, np.uint8))


def encode_l16(pcm: PCM) -> bytes:
    """Encode as little-endian 16 bits, the order Plivo uses."""
    return pcm.astype("<i2", copy=False).tobytes()


def decode_l16(data: bytes) -> PCM:
    """Decode little-endian 16 bits; an odd last byte is dropped."""
    return np.frombuffer(data, "<i2", len(data) // 2).astype(np.int16, copy=False)


class Codec(Enum):
    """How one stream carries sound: ``(encoding, sample rate in Hz, bytes a sample)``."""

    MULAW_8K = ("mulaw", 8000, 1)
    L16_8K = ("l16", 8000, 2)
    L16_16K = ("l16", 16000, 2)

    def __init__(self, encoding: str, sample_rate: int, sample_width: int) -> None:
        self.encoding = encoding
        self.sample_rate = sample_rate
        self.sample_width = sample_width
        self.encode = encode_mulaw if encoding == "mulaw" else encode_l16
        """Encode samples that are already at ``sample_rate``."""
        self.decode = decode_mulaw if encoding == "mulaw" else decode_l16
        """Decode to samples at ``sample_rate``; an odd last byte of L16 is dropped."""

    @property
    def bytes_per_second(self) -> int:
        return self.sample_rate * self.sample_width

    def silence(self, seconds: float) -> bytes:
        """Return that much silence."""
        return self.encode(np.zeros(round(seconds * self.sample_rate), np.int16))
