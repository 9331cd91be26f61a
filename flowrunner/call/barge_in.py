"""Judges whether what begins while a prompt is heard is the caller, who may cut it, or something else.

Theory of operation. Voice activity already tells speech from noise, music and tones, but not the caller from others:
from people in the background, and from the bot, whose prompt comes back as an echo. People in the background are
steady: what begins must stand out from what was there before, by ``STANDS_OUT_DB``. An echo is compared with what was
played. What is refused becomes part of what was there before, so later echoes are refused by their level alone.
"""

from __future__ import annotations

from collections import deque
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np

from flowrunner.audio.echo import HEARD_S, is_echo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowrunner.audio.codec import Codec
    from flowrunner.call.played import Played

PROBABILITY = 0.6
"""How probable speech has to be to cut a prompt; voices in the background hover around a half."""
STANDS_OUT_DB = 4.0
_ONSET = 3
"""Windows of what begins."""
_BACKGROUND = 90
"""Windows before it: three seconds."""
_KNOWN = 8
"""So many windows make a background."""


class BargeIn:
    """The judge of one call."""

    def __init__(self, played: Played, codec: Codec) -> None:
        self._played = played
        self._codec = codec
        self._heard_bytes = round(HEARD_S * codec.sample_rate) * codec.sample_width
        self._levels: deque[float] = deque(maxlen=_BACKGROUND + _ONSET)

    @property
    def cuts(self) -> bool:
        """Whether something is heard that would be cut."""
        return self._played.is_heard

    def note(self, window: NDArray[np.float32]) -> None:
        """Take the next window in which nobody is known to speak."""
        self._levels.append(10 * float(np.log10(float(window @ window) + 1e-9)))

    def forget(self) -> None:
        """The line was quiet: what was there before is past."""
        self._levels.clear()

    def is_caller(self, recent: bytes) -> bool:
        """Judge what has just begun; ``recent`` ends with it, in the codec of the stream."""
        if not self._played.may_echo:
            return True
        heard = self._codec.decode(recent[-self._heard_bytes :])
        return self._stands_out() and not is_echo(heard, self._played.recent())

    def _stands_out(self) -> bool:
        levels = list(self._levels)
        before, onset = levels[:-_ONSET], levels[-_ONSET:]
        return len(before) < _KNOWN or fmean(onset) >= median(before) + STANDS_OUT_DB
