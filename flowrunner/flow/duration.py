"""Durations as authors write them: ``500ms``, ``5s``, ``2m``, nothing else."""

from __future__ import annotations

import re

_DURATION = re.compile(r"([0-9]{1,7})(ms|s|m)\Z")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
MAX_SECONDS = 86_400.0


def seconds(text: str) -> float | None:
    """Return the seconds that ``text`` stands for, or None when it is no duration of at most a day."""
    match = _DURATION.match(text)
    if match is None:
        return None
    amount = int(match[1]) * _SECONDS[match[2]]
    return round(amount, 3) if amount <= MAX_SECONDS else None
