"""Words with ``*`` in them, and what they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
"""Typographic quotes are those of a keyboard."""


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what the pattern says; ``*`` stands for any characters, spaces are alike, case counts."""
    return _compiled(pattern).fullmatch(text.translate(_PLAIN)) is not None


def find(pattern: str, pieces: Sequence[str]) -> int | None:
    """Return the place after the first run of pieces that fits together, or None; the shortest such run counts."""
    for first in range(len(pieces)):
        for after in range(first + 1, len(pieces) + 1):
            if fits(pattern, " ".join(pieces[first:after])):
                return after
    return None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    words = " ".join(pattern.translate(_PLAIN).split())
    parts = [re.escape(part) for part in re.sub(r"\*+", "*", words).split("*")]
    return re.compile("(?s:.*)".join(parts))
