"""Tell the echo of what was played from a caller who speaks.

Theory of operation. A telephone line returns some of what it is given: delayed by the network, weaker, and changed by
the line or by the room of a caller who holds no receiver. When something is heard while a prompt plays, it is slid
along what was played of late, both with the low tones taken down, since all voices share those; how alike they are
where they fit best says whether it is an echo. An echo from a room has little likeness left, but is weak. So the weaker
a sound is beside what was played, the less likeness is asked of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM

HEARD_S = 0.2
"""How much of the newest sound is compared."""
PLAYED_S = 1.2
"""How far back it is looked for: the delay of an echo, and what is compared."""
LOUD_DB = 4.0
"""No line returns so much: what is this near to what was played is the caller."""
FAINT_DB = 36.0
"""What is so much weaker than what was played is no caller who wants to interrupt."""
_ALIKE_AT_ONCE = 0.35
"""The likeness of an echo as loud as can be."""
_FLOOR = 1e4
"""Of the energy of a comparison: what is next to silent is like nothing."""


def is_echo(heard: PCM, played: PCM) -> bool:
    """Return whether ``heard`` (``HEARD_S``) is what was ``played`` of late (``PLAYED_S``), both at one rate."""
    if len(played) < len(heard) or not played.any():
        return False
    part = max(1, len(heard) // 10)
    loss_db = _level_db(played, part) - _level_db(heard, part)
    if loss_db < LOUD_DB:
        return False
    return likeness(heard, played) >= _ALIKE_AT_ONCE * (1 - (loss_db - LOUD_DB) / (FAINT_DB - LOUD_DB))


def likeness(heard: PCM, played: PCM) -> float:
    """Return how alike two sounds are where the shorter fits best: 0 to 1."""
    sound, along = _sharpened(heard), _sharpened(played)
    places = len(along) - len(sound) + 1
    size = 1 << (len(along) + len(sound) - 1).bit_length()
    spectrum = np.fft.rfft(along, size) * np.conj(np.fft.rfft(sound, size))
    fits = np.abs(np.fft.irfft(spectrum, size)[:places])
    energy = np.concatenate([[0.0], np.cumsum(along * along)])
    there = energy[len(sound) :][:places] - energy[:places]
    return float(np.max(fits / np.sqrt((there + _FLOOR) * (float(sound @ sound) + _FLOOR))))


def _sharpened(pcm: PCM) -> NDArray[np.float64]:
    sound = pcm.astype(np.float64)
    return sound[1:] - 0.95 * sound[:-1]


def _level_db(pcm: PCM, part: int) -> float:
    """Return the level of the loudest of parts so many samples long, in dB."""
    parts = pcm[: len(pcm) // part * part].reshape(-1, part).astype(np.float64)
    return 10 * float(np.log10((parts * parts).mean(axis=1).max() + 1))
