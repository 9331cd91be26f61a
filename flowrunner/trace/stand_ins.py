"""What stands for that which a trace does not tell: a caller's number, a key of a secret. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from flowrunner.engine.masking import ANY_KEY, MASK

PEOPLE = 64
"""Callers who are tried, where a flow leaves something to chance."""
USUAL = "5550100"
"""How a number begins that belongs to nobody."""
_ROWS = ("1", "1234567890", "0101203012312030", "09301200", "5", "0", "9", "2")
"""What is typed again and again, or in part: digits, days, times."""


def people(told: str) -> Iterator[str]:
    """Yield numbers of nobody that end like this one, which is masked."""
    if ANY_KEY not in told or told == MASK:
        yield told if told != MASK else "anonymous"
        return
    hidden = told.count(ANY_KEY)
    for number in range(PEOPLE):
        drawn = str(int(sha256(f"{number}".encode()).hexdigest(), 16))
        digits = iter((f"1{USUAL}" if number == 0 else drawn).ljust(hidden, "0")[:hidden])
        yield "".join(next(digits) if letter == ANY_KEY else letter for letter in told)


def rows(length: int) -> Iterator[str]:
    """Yield likely keys that may stand for a row of so many which are not told."""
    for pattern in _ROWS:
        row = (pattern * length)[:length]
        yield row
        yield row[:-1] + "#"
