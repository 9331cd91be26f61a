"""Shares of a whole, with the interval in which the truth lies in 95 of 100 such measurements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

_Z = 1.96


def interval(right: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, which holds for few cases and for shares near 0 and 1 too."""
    if not of:
        return 0.0, 1.0
    share, grown = right / of, 1 + _Z**2 / of
    middle = (share + _Z**2 / (2 * of)) / grown
    around = _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2)) / grown
    return max(0.0, middle - around), min(1.0, middle + around)


def shown(cases: Iterable[bool]) -> str:
    """Return ``97 (91-99)``: percent and interval."""
    known = list(cases)
    if not known:
        return "-"
    low, high = interval(sum(known), len(known))
    return f"{100 * sum(known) / len(known):.0f} ({100 * low:.0f}-{100 * high:.0f})"


def threshold(wrong: Sequence[float], rate: float) -> float:
    """Return the lowest threshold that no more than this share of the wrong ones reaches."""
    falling = sorted(wrong, reverse=True)
    allowed = int(rate * len(falling))
    return falling[allowed] if allowed < len(falling) else float("-inf")


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Return the probability that something right scores higher than something wrong; ties count half."""
    wins = sum((high > low) + 0.5 * (high == low) for high in right for low in wrong)
    return wins / (len(right) * len(wrong))
