"""A tone with soft edges, so that it does not click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM

LEVEL = 0.25
"""Of the loudest that there is."""
EDGE_S = 0.01


def tone(hz: float, seconds: float, sample_rate: int) -> PCM:
    """Return a sine of so many hertz."""
    at = np.arange(round(seconds * sample_rate)) / sample_rate
    edge = np.clip(np.minimum(at, at[::-1]) / EDGE_S, 0.0, 1.0)
    return np.round(np.sin(2 * np.pi * hz * at) * edge * LEVEL * 32767).astype(np.int16)
