"""How long somebody spoke, as far as loudness tells: who said one digit did not say four.

Forced to find four digits in ``seven``, the decoder finds ``7777``, and is rather sure of it.
"""

from __future__ import annotations

import numpy as np

from flowrunner.audio.codec import PCM

_FRAMES_A_SECOND = 100
_QUIET = 0.2
"""The part of the frames that is taken for the noise of the line: the silence before and after an utterance."""
_ABOVE_NOISE = 4.0
_BELOW_PEAK = 1e-3
_DIGITS_A_SECOND = 5
"""Nobody says more who wants to be understood; besides, one more is let pass."""


def span_s(pcm: PCM, rate: int) -> float:
    """Return the seconds from the first loud moment to the last; in noise that is nearly all."""
    step = rate // _FRAMES_A_SECOND
    power = (pcm[: len(pcm) // step * step].reshape(-1, step).astype(np.float32) ** 2).mean(axis=1)
    if not power.any():
        return 0.0
    loud = np.flatnonzero(power > max(_ABOVE_NOISE * np.quantile(power, _QUIET), _BELOW_PEAK * power.max()))
    return float(loud[-1] - loud[0] + 1) / _FRAMES_A_SECOND if len(loud) else len(pcm) / rate


def most_digits(pcm: PCM, rate: int) -> int:
    """Return how many digits can have been said at most."""
    return 1 + int(_DIGITS_A_SECOND * span_s(pcm, rate))
