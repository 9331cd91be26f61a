"""What the model would write if nothing were said.

Shown a hiss, the model writes ``yes`` fifty times as likely as ``left``: it knows English, and which words stand alone
in it. Noise leaves the more to that knowledge the louder it is, until every answer is ``yes``. So each phrase begins
with a handicap for what is written anyway. That of its first token says nearly all: what follows depends on what
came before.

Of single words of people, in noise and out of it, 92 instead of 90 of 100 are found with it, and scores say better
which are right (``docs/speech.md``); the weight makes no great difference between 0.5 and 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from flowrunner.speech.whisper.mel import RATE
from flowrunner.speech.whisper.weights import Tensor

_WEIGHT = 0.7
_USUAL = -8.0
"""Of a word alone, when nothing is said: what is that likely has no handicap, so that scores stay log probabilities."""
_RAREST = -13.0
"""Of a piece of a word: it is no more of a surprise than a word."""
_LOUDNESS = (20 / 32768, 800 / 32768)
"""A line where nobody speaks, and one with noise."""


def hisses(seconds: float) -> list[NDArray[np.float32]]:
    """Return sounds in which nothing is said, at 16 kHz, the same each time."""
    noise = np.random.default_rng(0).standard_normal(int(seconds * RATE)).astype(np.float32)
    return [noise * np.float32(loudness) for loudness in _LOUDNESS]


def handicap(log_probs: Tensor) -> Tensor:
    """Return what each token loses as the first of a phrase, from (sounds, vocabulary) log probabilities."""
    anyway = np.maximum(log_probs.mean(axis=0), _RAREST)
    lost: Tensor = _WEIGHT * (anyway - _USUAL)
    return lost
