"""What the caller has been hearing of late, by our clock: what an echo is told from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from flowrunner.audio.echo import PLAYED_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrunner.audio.codec import PCM, Codec


LATE_S = 0.2
"""How much later than by our clock the caller may hear what was sent."""


@dataclass(frozen=True, slots=True)
class _Piece:
    begins: float
    data: memoryview
    ends: float


class Played:
    """The newest sound that was sent, and when each piece is due; it keeps no copy."""

    def __init__(self, codec: Codec, now: Callable[[], float]) -> None:
        """``now`` is the clock by which sound is due, in seconds."""
        self._codec = codec
        self._now = now
        self._pieces: deque[_Piece] = deque()
        self._ends = -inf

    @property
    def is_heard(self) -> bool:
        """Whether something is being heard, as far as we can know."""
        return self._now() < self._ends + LATE_S

    @property
    def may_echo(self) -> bool:
        """Whether the echo of something may still come."""
        return self._now() < self._ends + PLAYED_S

    def add(self, data: memoryview, begins: float) -> None:
        """Note a piece that was sent, which the caller will hear from then on."""
        while self._pieces and self._pieces[0].ends + PLAYED_S < self._now():
            self._pieces.popleft()
        self._ends = begins + len(data) / self._codec.bytes_per_second
        self._pieces.append(_Piece(begins, data, self._ends))

    def cut(self) -> None:
        """Note that what was sent is not heard any more."""
        self._ends = min(self._ends, self._now())

    def recent(self) -> PCM:
        """Return what was heard in the last ``PLAYED_S`` seconds, silence where there was nothing."""
        now = self._now()
        sound = bytearray(self._codec.silence(PLAYED_S))
        for piece in self._pieces:
            self._lay(sound, piece, now - PLAYED_S, min(now, self._ends))
        return self._codec.decode(bytes(sound))

    def _lay(self, sound: bytearray, piece: _Piece, begins: float, ends: float) -> None:
        """Put the part of a piece that lies within a stretch of time to its place in the sound of that stretch."""
        first, last = max(begins, piece.begins), min(ends, piece.ends)
        if first >= last:
            return
        size = self._bytes(last - first)
        place, since = self._bytes(first - begins), self._bytes(first - piece.begins)
        part = piece.data[since : since + min(size, len(sound) - place)]
        sound[place : place + len(part)] = part

    def _bytes(self, seconds: float) -> int:
        return round(seconds * self._codec.sample_rate) * self._codec.sample_width
