"""How much of an utterance the examples of a choice explain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flowrunner.intents.closeness import alike
from flowrunner.intents.stems import is_weak, stem
from flowrunner.intents.thesaurus import concepts

_WEAK = 0.15
"""What a word that says little counts, beside one that says something."""
_NEARLY = 0.8
"""How well a word is explained by a slip in its spelling, or by another word for the same thing."""


@dataclass(frozen=True, slots=True)
class Known:
    """The words of a choice's examples, without endings and as they are, and what they name."""

    stems: frozenset[str]
    words: frozenset[str]
    concepts: frozenset[int]
    alone: frozenset[str]
    """The stems of examples that have a single word that says something."""
    alone_concepts: frozenset[int]

    def is_fragment(self, spoken: tuple[str, ...]) -> bool:
        """Say whether an utterance has one telling word, and no example has that word or its like alone."""
        telling = _telling(spoken)
        if len(telling) != 1 or telling[0] in self.alone:
            return False
        return not any(concept in self.alone_concepts for concept, _ in concepts(tuple(map(stem, spoken))))

    def coverage(self, spoken: tuple[str, ...]) -> tuple[float, bool]:
        """Return the share of an utterance that is explained, and whether that is more than words that say little."""
        stems = tuple(map(stem, spoken))
        named = {place for concept, places in concepts(stems) if concept in self.concepts for place in places}
        explained = [self._explains(word, root) for word, root in zip(spoken, stems, strict=True)]
        weights = [_WEAK if is_weak(word) else 1.0 for word in spoken]
        telling = bool(named) or any(part and not is_weak(word) for word, part in zip(spoken, explained, strict=True))
        parts = (max(part, _NEARLY * (place in named)) for place, part in enumerate(explained))
        return sum(weight * part for weight, part in zip(weights, parts, strict=True)) / sum(weights), telling

    def _explains(self, word: str, root: str) -> float:
        if root in self.stems:
            return 1.0
        return _NEARLY if any(alike(word, other) > 0 for other in self.words) else 0.0


def known(phrases: Iterable[tuple[str, ...]]) -> Known:
    """Return what the examples of a choice explain."""
    listed = list(phrases)
    rooted = [tuple(map(stem, phrase)) for phrase in listed]
    short = [phrase for phrase in listed if len(_telling(phrase)) <= 1]
    return Known(
        frozenset(root for phrase in rooted for root in phrase),
        frozenset(word for phrase in listed for word in phrase),
        frozenset(concept for phrase in rooted for concept, _ in concepts(phrase)),
        frozenset(root for phrase in short for root in _telling(phrase)),
        frozenset(concept for phrase in short for concept, _ in concepts(tuple(map(stem, phrase)))),
    )


def _telling(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems of the words that say something."""
    return tuple(stem(word) for word in phrase if not is_weak(word))
