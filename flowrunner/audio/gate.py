"""The gate before voice activity: a quiet line costs a microsecond a frame, not an inference.

Theory of operation. A frame is loud when a few of its samples exceed a threshold, which lies 14 dB above the line's
noise (Gaussian noise gets there with one sample in a thousand) but never above -38 dBFS, so that quiet speech on a
noisy line still passes: the gate saves work, voice activity decides. The noise is a running median of magnitudes: one
step up or down with each quiet frame, according to whether most samples lie above or below it, and more slowly up
while the gate is open, since that is mostly speech. Both counts are taken on the encoded bytes: ``bytes.translate``
deletes the bytes of small magnitude, and what is left is counted. A stream of 16-bit samples is turned into mu-law
first. A loud frame opens the gate for a second, and the frames just before it are let through first, because words
begin softly.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from flowrunner.audio.codec import Codec, decode_l16, decode_mulaw, encode_mulaw

_LOWEST = 10 ** (-50 / 20) * 32768
_HIGHEST = 10 ** (-38 / 20) * 32768
_ABOVE_NOISE = 10 ** (14 / 20)
_LOUD_PART = 0.025
"""How much of a frame must exceed the threshold: 4 samples of 160, more than a click has."""
_HANG_OVER_S = 1.0
_PRE_ROLL_S = 0.3
_RISE_WHILE_OPEN = 25
"""One step up with so many open frames: about 1 dB a second."""

_MAGNITUDE = np.abs(decode_mulaw(bytes(range(256))).astype(np.int32))
_STEPS = np.unique(_MAGNITUDE)


def _bytes_up_to(magnitude: float) -> bytes:
    return bytes(np.flatnonzero(magnitude >= _MAGNITUDE).astype(np.uint8))


_BELOW_STEP = [_bytes_up_to(step) for step in _STEPS]
_QUIET_AT_NOISE = [_bytes_up_to(min(max(_ABOVE_NOISE * step, _LOWEST), _HIGHEST)) for step in _STEPS]


class Gate:
    """Let through what may be speech."""

    def __init__(self, codec: Codec) -> None:
        self._convert = codec is not Codec.MULAW_8K
        self._hang_over = int(_HANG_OVER_S * codec.bytes_per_second)
        self._pre_roll_bytes = int(_PRE_ROLL_S * codec.bytes_per_second)
        self._pre_roll: deque[bytes] = deque()
        self._kept = 0
        self._open_for = 0
        self._noise = 0
        self._open_frames = 0

    @property
    def is_open(self) -> bool:
        return self._open_for > 0

    def admit(self, data: bytes) -> bytes:
        """Return what deserves to be listened to, in the stream's codec, given its next frame.

        Nothing while the line is quiet; the last 300 ms with the frame that opens the gate; then every frame until
        nothing was loud for a second.
        """
        if not data:
            return b""
        sound = encode_mulaw(decode_l16(data)) if self._convert else data
        loud = len(sound.translate(None, _QUIET_AT_NOISE[self._noise])) > _LOUD_PART * len(sound)
        self._follow_noise(sound)
        if loud:
            return self._opened(data)
        if self._open_for > 0:
            self._open_for -= len(data)
            return data
        self._keep(data)
        return b""

    def _opened(self, data: bytes) -> bytes:
        self._open_for = self._hang_over
        if not self._kept:
            return data
        before = b"".join(self._pre_roll)
        self._pre_roll.clear()
        self._kept = 0
        return before + data

    def _keep(self, data: bytes) -> None:
        self._pre_roll.append(data)
        self._kept += len(data)
        while self._kept > self._pre_roll_bytes:
            self._kept -= len(self._pre_roll.popleft())

    def _follow_noise(self, sound: bytes) -> None:
        above = len(sound.translate(None, _BELOW_STEP[self._noise]))
        if 8 * above < 3 * len(sound):
            self._noise = max(0, self._noise - 1)
        elif 2 * above > len(sound):
            self._rise()

    def _rise(self) -> None:
        self._open_frames += 1
        if self._open_for <= 0 or self._open_frames % _RISE_WHILE_OPEN == 0:
            self._noise = min(self._noise + 1, len(_STEPS) - 1)
