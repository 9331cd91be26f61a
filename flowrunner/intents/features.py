"""What of an utterance is counted: words, pairs of neighbours, pieces of words, and what they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from flowrunner.intents.stems import is_weak, stem
from flowrunner.intents.thesaurus import concepts

Features = dict[str, float]
"""Names and how much each counts, before rarity."""

WEAK = 0.5
"""A word that says little, beside one that says something."""
PAIR = 0.7
PIECE = 0.15
CONCEPT = 0.9
_PIECES = range(3, 6)


def features(spoken: tuple[str, ...]) -> Features:
    """Return the features of an utterance: more than one mention counts by its square root."""
    counted: Counter[str] = Counter()
    weights: Features = {}
    for name, weight in _named(spoken):
        counted[name] += 1
        weights[name] = max(weight, weights.get(name, 0.0))
    return {name: weight * counted[name] ** 0.5 for name, weight in weights.items()}


def _named(spoken: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    stems = tuple(map(stem, spoken))
    for word, root in zip(spoken, stems, strict=True):
        weak = is_weak(word)
        yield f"w {root}", WEAK if weak else 1.0
        if not weak:
            yield from ((f"c {piece}", PIECE) for piece in _pieces(word))
    for place, (one, other) in enumerate(pairwise(stems)):
        weak = is_weak(spoken[place]) and is_weak(spoken[place + 1])
        yield f"p {one} {other}", PAIR * (WEAK if weak else 1.0)
    for concept, _ in concepts(stems):
        yield f"k {concept}", CONCEPT


def _pieces(word: str) -> Iterator[str]:
    padded = f"^{word}$"
    for size in _PIECES:
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]
