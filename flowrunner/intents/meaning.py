"""The classifier with a model of what sentences mean beside the words that they have.

Each choice scores by three things: ridge regression over the vectors of the examples, as `classifier.py` does it over
their words; the nearest of its own examples, because what is near to none means none; and a little of what the words
score, because names and codes mean nothing to a model of language. What turns something down, and what is only a
fragment, is decided by the words alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from flowrunner.intents.classifier import MAX_EXAMPLES, Classifier, Evidence, Judgement, judgement
from flowrunner.intents.closeness import MAX_WORDS
from flowrunner.intents.confidence import BY_MEANING
from flowrunner.intents.embedding import Embedding
from flowrunner.intents.words import words

T = TypeVar("T", bound=Hashable)

Numbers = NDArray[np.float32]

PENALTY = 2.0
WORDS = 0.2
"""What the words count, beside the meaning."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class MeaningClassifier(Generic[T]):
    """A trained model."""

    by_words: Classifier[T]
    embedding: Embedding
    examples: Numbers
    """A row an example."""
    owners: NDArray[np.int64]
    """The choice of each example, by its place."""
    shares: Numbers
    """Of each example, a number a choice."""
    reach: Numbers
    """The mean score of each choice's own examples."""

    @classmethod
    def train(cls, examples: Mapping[T, Sequence[str]], embedding: Embedding) -> MeaningClassifier[T]:
        """Learn the choices from their examples; one without any is never found."""
        by_words = Classifier.train(examples)
        most = max(MAX_EXAMPLES // max(len(by_words.choices), 1), 1)
        rows = [
            (place, text)
            for place, choice in enumerate(by_words.choices)
            for text in sorted({text.lower() for text in examples[choice] if words(text)}, key=_short_first)[:most]
        ]
        if not rows:
            nothing = np.zeros((0, 0), np.float32)
            return cls(by_words, embedding, nothing, np.zeros(0, np.int64), nothing, nothing)
        vectors = np.stack([embedding.vector(text) for _, text in rows])
        owners = np.array([place for place, _ in rows])
        wanted = (owners[:, None] == np.arange(len(by_words.choices))).astype(np.float32)
        alike = vectors @ vectors.T
        shares: Numbers = np.linalg.solve(alike + PENALTY * np.eye(len(rows), dtype=np.float32), wanted)
        reach: Numbers = ((alike @ shares) * wanted).sum(axis=0) / wanted.sum(axis=0)
        return cls(by_words, embedding, vectors, owners, shares, reach)

    @property
    def choices(self) -> tuple[T, ...]:
        """What it can find."""
        return self.by_words.choices

    def judge(self, utterance: str) -> Judgement[T]:
        """Return the choice that an utterance means, and how surely."""
        found = self.evidence(utterance)
        if found is None:
            return Judgement(None, 0.0)
        return judgement(found, words(utterance), self.by_words.known_of(found.best), BY_MEANING)

    def evidence(self, utterance: str) -> Evidence[T] | None:
        """Return what speaks for the best choice; None when nothing is said, or too much."""
        spoken = words(utterance)
        if not spoken or not len(self.owners) or len(spoken) > MAX_WORDS:
            return None
        scores = self._scores(utterance, spoken)
        best, *others = (int(place) for place in np.argsort(-scores, kind="stable"))
        return Evidence(
            best=self.choices[best],
            second=self.choices[others[0]] if others else None,
            reached=float(scores[best]),
            lead=float(scores[best] - (scores[others[0]] if others else 0.0)),
            share=self.by_words.known[best].coverage(spoken)[0],
        )

    def _scores(self, utterance: str, spoken: tuple[str, ...]) -> Numbers:
        alike = self.examples @ self.embedding.vector(utterance)
        nearest = np.full(len(self.choices), -1.0, np.float32)
        np.maximum.at(nearest, self.owners, alike)
        said = np.array(self.by_words.scores(spoken), np.float32) / np.array(self.by_words.reach, np.float32)
        learned = (alike @ self.shares) / self.reach
        return np.asarray(learned + nearest + WORDS * said, np.float32)


def _short_first(text: str) -> tuple[int, str]:
    return len(text), text
