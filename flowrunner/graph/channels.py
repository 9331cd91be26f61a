"""The space between two rows: each net that turns there has a level line, on a track of its own where two meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NEAR = 7.0
"""Two lines closer than this look like one."""
_TOUCHING = 50
"""How many crossings it is worth to keep two lines from running over each other."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A net in a gap: where it comes from above and where it goes on below (a rising net the other way round)."""

    net: int
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]

    @property
    def low(self) -> float:
        return min((*self.tops, *self.bottoms))

    @property
    def high(self) -> float:
        return max((*self.tops, *self.bottoms))


def tracks(turns: Sequence[Turn]) -> dict[int, int]:
    """Return the track of each net, from 0 at the top; a net that runs straight through needs none."""
    order = _ordered([turn for turn in turns if turn.high - turn.low > 0.5])
    track: dict[int, int] = {}
    for place, turn in enumerate(order):
        over = [track[other.net] for other in order[:place] if _meet(turn, other)]
        track[turn.net] = max(over, default=-1) + 1
    return track


def _meet(one: Turn, other: Turn) -> bool:
    return one.low - _NEAR < other.high and other.low - _NEAR < one.high


def _ordered(turns: list[Turn]) -> list[Turn]:
    """Return the order from the top with few crossings, by letting neighbours change places while that helps."""
    order = sorted(turns, key=lambda turn: (turn.low, turn.high))
    for _ in order:
        changed = False
        for place in range(len(order) - 1):
            upper, lower = order[place], order[place + 1]
            if _price(lower, upper) < _price(upper, lower):
                order[place], order[place + 1] = lower, upper
                changed = True
        if not changed:
            break
    return order


def _price(upper: Turn, lower: Turn) -> int:
    """Count what crosses, and what runs over each other, when one is on a track above the other."""
    crossed = sum(lower.low < x < lower.high for x in upper.bottoms) + sum(
        upper.low < x < upper.high for x in lower.tops
    )
    touching = sum(abs(bottom - top) < _NEAR for bottom in upper.bottoms for top in lower.tops)
    return crossed + _TOUCHING * touching
