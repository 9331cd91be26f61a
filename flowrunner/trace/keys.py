"""Keys typed in a row, which may be the number of a card. Pure."""

from __future__ import annotations

from flowrunner.engine.masking import ANY_KEY
from flowrunner.trace.privacy import is_card

SHOWN = 6
"""Keys in a row that are told at once; what follows is told when it is clear that the row is no card's."""
LONGEST = 64


class KeyRow:
    """The digits that a caller has pressed, one after the other."""

    def __init__(self) -> None:
        self._keys = ""

    def press(self, key: str) -> str:
        """Return the key as it may be told now; ``key`` is one that is not secret."""
        if not key.isdecimal():
            return key
        self._keys = (self._keys + key)[-LONGEST:]
        return key if len(self._keys) <= SHOWN else ANY_KEY

    def end(self) -> str:
        """Return the whole row if some of it was not told, and may be; it is forgotten."""
        keys, self._keys = self._keys, ""
        return keys if len(keys) > SHOWN and not _holds_card(keys) else ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self._keys


def _holds_card(keys: str) -> bool:
    """Whether some of the keys may be the number of a card, typed after or before something else."""
    ends = range(len(keys) + 1)
    return any(is_card(keys[start:end]) for start in ends for end in ends[start + 13 :])
