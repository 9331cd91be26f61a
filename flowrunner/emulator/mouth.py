"""What the caller's telephone has yet to send: sound a frame at a time, and keys 100 ms apart."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from flowrunner.audio.codec import PCM

KEY_EVERY = 5
"""Frames from one key to the next."""


@dataclass(frozen=True, slots=True)
class Uttered:
    """What one tick sends: a whole frame, and perhaps a key, or several."""

    sound: PCM
    keys: str


class Mouth:
    """A pure queue, emptied by the same clock of 20 ms as the playback."""

    def __init__(self) -> None:
        self._sound: deque[PCM] = deque()
        self._keys: deque[str] = deque()
        self._until_key = 0
        self.bursts = False
        """Whether keys go all at once."""

    @property
    def is_busy(self) -> bool:
        """Whether something is left to send."""
        return bool(self._sound or self._keys)

    def say(self, pcm: PCM, frame: int) -> None:
        """Queue sound, in frames of so many samples; the last is filled up with silence."""
        padded = np.pad(pcm, (0, -len(pcm) % frame))
        self._sound.extend(padded.reshape(-1, frame))

    def press(self, keys: str) -> None:
        """Queue keys."""
        self._keys.extend(keys)

    def stop(self) -> None:
        """Forget what is left."""
        self._sound.clear()
        self._keys.clear()

    def tick(self, frame: int) -> Uttered:
        """Take what the next 20 ms send: silence when there is nothing to say."""
        sound = self._sound.popleft() if self._sound else np.zeros(frame, np.int16)
        return Uttered(sound, self._due())

    def _due(self) -> str:
        self._until_key = max(0, self._until_key - 1)
        if self._until_key or not self._keys:
            return ""
        if self.bursts:
            keys = "".join(self._keys)
            self._keys.clear()
            return keys
        self._until_key = KEY_EVERY
        return self._keys.popleft()
