"""What the caller's telephone has yet to play: a pure queue of sound and checkpoints, drained by a clock of 20 ms.

A checkpoint is reached when all sound queued before it has been *played*, not merely taken from the queue: the frame
that one tick hands out is in the caller's ear until the next tick.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

FRAME_S = 0.02
"""Length of a frame."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one tick brings.

    ``sound`` is at most a frame long, and shorter only when the queue ran dry; ``reached`` names the checkpoints
    whose sound has ended by now, in order.
    """

    sound: bytes
    reached: tuple[str, ...]


class Playback:
    """A FIFO of sound, joined byte for byte, and checkpoints."""

    def __init__(self, frame_bytes: int) -> None:
        self._frame_bytes = frame_bytes
        self._items: deque[bytes | str] = deque()
        self._offset = 0
        self._queued = 0
        self._passed: list[str] = []
        self._playing = False
        self._spoilt = False

    @property
    def queued(self) -> int:
        """Bytes that no tick has taken yet."""
        return self._queued

    def add(self, sound: bytes) -> None:
        """Queue sound, of any length."""
        if sound:
            self._items.append(sound)
            self._queued += len(sound)

    def spoil(self) -> None:
        """Note sound that could not be played: the next checkpoint will never be reached."""
        self._spoilt = True

    def checkpoint(self, name: str) -> bool:
        """Queue a checkpoint; True when it is reached at once, because nothing is playing or queued."""
        if self._spoilt:
            self._spoilt = False
            return False
        if not self._items and not self._playing:
            return True
        self._items.append(name)
        return False

    def clear(self) -> tuple[str, ...]:
        """Drop all queued sound; the current frame plays to its end. Return the checkpoints that are never reached."""
        unreached = (*self._passed, *(item for item in self._items if isinstance(item, str)))
        self._items.clear()
        self._passed.clear()
        self._offset = self._queued = 0
        self._spoilt = False
        return unreached

    def tick(self) -> Heard:
        """Let the current frame end and take the next."""
        self._pass_checkpoints()
        reached = tuple(self._passed)
        self._passed.clear()
        sound = self._take()
        self._playing = bool(sound)
        return Heard(sound, reached)

    def _take(self) -> bytes:
        frame = bytearray()
        while self._items and len(frame) < self._frame_bytes:
            head = self._items[0]
            if isinstance(head, str):
                self._pass_checkpoints()
                continue
            part = head[self._offset : self._offset + self._frame_bytes - len(frame)]
            frame += part
            self._consume(head, len(part))
        return bytes(frame)

    def _consume(self, head: bytes, count: int) -> None:
        self._queued -= count
        self._offset += count
        if self._offset == len(head):
            self._items.popleft()
            self._offset = 0

    def _pass_checkpoints(self) -> None:
        while self._items and isinstance(head := self._items[0], str):
            self._passed.append(head)
            self._items.popleft()
