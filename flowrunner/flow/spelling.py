"""Near matches for a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LETTERS = 60
MAX_CANDIDATES = 400


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    meant = _folded(word)[:MAX_LETTERS]
    by_folded = {_folded(each): each for each in sorted(known)}
    alike = sorted(by_folded, key=lambda each: abs(len(each) - len(meant)))[:MAX_CANDIDATES]
    found = _swapped(meant, alike) or get_close_matches(meant, alike, n=1, cutoff=0.65)
    return by_folded[found[0]] if found else None


def _swapped(word: str, known: Iterable[str]) -> list[str]:
    """Return the words with the same letters: two that are swapped leave little else alike."""
    letters = sorted(word)
    return [each for each in known if len(each) == len(word) > 1 and sorted(each) == letters]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a hint that names the near match, or None."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else None


def _folded(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
