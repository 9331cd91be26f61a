"""Sentences end to end: what a voice leaves before and after each is cut, and the pause between them is ours.

Voices surround a sentence with 200 to 500 ms of silence on each side, some more than others. Without it the first word
comes sooner, and pieces that were made at different times stand beside each other as if they had been said in one go.
Both edges are faded, so that no join is heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from flowrunner.audio.level import block_powers

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM

SILENCE_DBFS = -50.0
"""A block of 10 ms below it is silence; speech is at -22."""
_BEFORE_S = 0.04
"""Kept before the first sound: words begin softly."""
_AFTER_S = 0.1
"""Kept after the last one: words end more softly still."""
_FADE_S = 0.01
_SENTENCE_S, _CLAUSE_S, _PHRASE_S = 0.45, 0.3, 0.2
"""From the end of a sentence, a clause or anything else to what is said next."""
_CLOSERS = "\"'”’»)]}*_"


def pause_after(text: str) -> float:
    """Return how long to pause after a text, in seconds, from the last sound to the next."""
    last = text.rstrip().rstrip(_CLOSERS)[-1:]
    if last and last in ".!?…।॥。！？":
        return _SENTENCE_S
    return _CLAUSE_S if last and last in ":;" else _PHRASE_S


class Edges:
    """Cuts the silence around one sentence, which may come in parts and is at the level of all speech already."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._begun = False
        self._held = np.zeros(0, np.int16)
        """The silence since the last sound, or before the first."""

    def write(self, pcm: PCM) -> PCM:
        """Take what comes next and return what belongs to the sentence for certain."""
        sound = np.concatenate([self._held, pcm])
        loud = np.flatnonzero(block_powers(sound, self._rate) > 10 ** (SILENCE_DBFS / 10))
        if not len(loud):
            self._held = sound
            return sound[:0]
        start = 0 if self._begun else max(0, self._at(loud[0]) - round(self._rate * _BEFORE_S))
        end = min(len(sound), self._at(loud[-1] + 1))
        self._held = sound[end:]
        made = sound[start:end] if self._begun else _faded_in(sound[start:end], self._rate)
        self._begun = True
        return made

    def close(self, pause_s: float) -> PCM:
        """Return the end of the sentence and the pause after it; nothing when nothing was said."""
        if not self._begun:
            return self._held[:0]
        pause = np.zeros(round(self._rate * (pause_s - _BEFORE_S)), np.int16)
        rest = self._held[: round(self._rate * _AFTER_S)]
        pause[: len(rest)] = _faded_out(rest)
        return pause

    def _at(self, block: int) -> int:
        return int(block) * round(self._rate / 100)


def _faded_in(pcm: PCM, rate: int) -> PCM:
    count = min(len(pcm), round(rate * _FADE_S))
    ramp = np.ones(len(pcm), np.float32)
    ramp[:count] = np.linspace(0, 1, count, endpoint=False)
    return (pcm * ramp).astype(np.int16)


def _faded_out(pcm: PCM) -> PCM:
    return (pcm * np.linspace(1, 0, len(pcm), dtype=np.float32)).astype(np.int16)
