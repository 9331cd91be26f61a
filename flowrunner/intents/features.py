"""What of an utterance is counted: words, pairs of neighbours, pieces of words, and what they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from flowrunner.intents.stems import is_weak, stem
from flowrunner.intents.thesaurus import concepts


@dataclass(frozen=True, slots=True)
class Features:
    """What was counted."""

    weights: Mapping[str, float]
    """Names, and how much each counts before rarity."""
    means: Mapping[str, tuple[str, ...]]
    """Of words and their pieces that name concepts: the features of those."""


WEAK = 0.5
"""A word that says little, beside one that says something."""
PAIR = 0.7
PIECE = 0.15
CONCEPT = 0.9
_PIECES = range(3, 6)


def features(spoken: tuple[str, ...]) -> Features:
    """Return the features of an utterance: more than one mention counts by its square root."""
    stems = tuple(map(stem, spoken))
    named = concepts(stems)
    means = _means(spoken, stems, named)
    weighed = [*_of_words(spoken, stems), *_of_pairs(spoken, stems), *((f"k {each}", CONCEPT) for each, _ in named)]
    number = Counter(name for name, _ in weighed)
    return Features({name: weight * number[name] ** 0.5 for name, weight in sorted(weighed)}, means)


def _of_words(spoken: tuple[str, ...], stems: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for word, root in zip(spoken, stems, strict=True):
        weak = is_weak(word)
        yield f"w {root}", WEAK if weak else 1.0
        if not weak:
            yield from ((piece, PIECE) for piece in _pieces(word))


def _of_pairs(spoken: tuple[str, ...], stems: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for place, (one, other) in enumerate(pairwise(stems)):
        weak = is_weak(spoken[place]) and is_weak(spoken[place + 1])
        yield f"p {one} {other}", PAIR * (WEAK if weak else 1.0)


def _means(
    spoken: tuple[str, ...], stems: tuple[str, ...], named: list[tuple[int, range]]
) -> dict[str, tuple[str, ...]]:
    means: dict[str, tuple[str, ...]] = {}
    for concept, places in named:
        for place in places:
            for name in (f"w {stems[place]}", *_pieces(spoken[place])):
                means[name] = (*means.get(name, ()), f"k {concept}")
    return means


def _pieces(word: str) -> Iterator[str]:
    padded = f"^{word}$"
    for size in _PIECES:
        for start in range(len(padded) - size + 1):
            yield f"c {padded[start : start + size]}"
