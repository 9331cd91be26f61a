"""Which choice an utterance means when no phrase is near, learned from a few examples of each; and whether any at all.

Examples become weighted features (`features.py`, `space.py`), and one linear function a choice is fitted by ridge
regression: 1 on its own examples, 0 on those of the others. An utterance full of what no example has scores low for
all of them, because what is unknown makes its vector longer. From the scores, and from how much of the utterance its
choice explains (`coverage.py`), follow two probabilities (`confidence.py`): that the utterance belongs to a choice at
all, and that the best choice is meant rather than the second. Training is exact: the same examples in any order give
the same numbers on every machine.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flowrunner.intents.closeness import MAX_WORDS
from flowrunner.intents.confidence import BELONGS, BY_WORDS, CLEAR, FRAGMENT, Fit
from flowrunner.intents.coverage import Known, known
from flowrunner.intents.features import features
from flowrunner.intents.negation import refuses
from flowrunner.intents.ridge import solve
from flowrunner.intents.space import Space, Vector, products, space
from flowrunner.intents.words import words

T = TypeVar("T", bound=Hashable)

Phrase = tuple[str, ...]
Weights = Mapping[str, Sequence[float]]
"""Of each feature, a number a choice."""

PENALTY = 1.0
"""Of the regression; vectors have unit length, so it is about one example's worth of doubt."""
MAX_EXAMPLES = 300
"""Training takes the cube of their number, a third of a second here: of more, each choice keeps its shortest ones."""


@dataclass(frozen=True, slots=True)
class Judgement(Generic[T]):
    """What an utterance means. No choice: nothing that is offered. A runner-up: it may as well be that one."""

    choice: T | None
    confidence: float
    """0 to 1: the probability that ``choice`` is meant; without a choice, that the best one is, all the same."""
    runner_up: T | None = None


@dataclass(frozen=True, slots=True)
class Evidence(Generic[T]):
    """What speaks for the best choice."""

    best: T
    second: T | None
    reached: float
    """Its score, as a part of what its own examples score: about 1 for one of them."""
    lead: float
    """How far that is before the second."""
    share: float
    """How much of the utterance its examples explain, 0 to 1."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Classifier(Generic[T]):
    """A trained model."""

    choices: tuple[T, ...]
    space: Space
    weights: Weights
    reach: tuple[float, ...]
    """The mean score of each choice's own examples: the score that is to be expected."""
    known: tuple[Known, ...]

    @classmethod
    def train(cls, examples: Mapping[T, Sequence[str]]) -> Classifier[T]:
        """Learn the choices from their examples; one without any is never found. Languages may be mixed."""
        phrases = {choice: each for choice, texts in examples.items() if (each := _distinct(texts))}
        choices = tuple(sorted(phrases, key=lambda each: phrases[each]))
        share = max(MAX_EXAMPLES // max(len(choices), 1), 1)
        rows = [(number, features(each)) for number, name in enumerate(choices) for each in phrases[name][:share]]
        owners = [number for number, _ in rows]
        learned = space([counted for _, counted in rows])
        vectors = [learned.vector(counted) for _, counted in rows]
        targets = [[float(owner == choice) for owner in owners] for choice in range(len(choices))]
        shares = solve(products(vectors), targets, PENALTY)
        knowledge = tuple(known(phrases[each]) for each in choices)
        return cls(choices, learned, _weights(vectors, shares), _reach(owners, shares), knowledge)

    def judge(self, utterance: str) -> Judgement[T]:
        """Return the choice that an utterance means, and how surely."""
        spoken, found = words(utterance), self.evidence(utterance)
        return Judgement(None, 0.0) if found is None else judgement(found, spoken, self.known_of(found.best), BY_WORDS)

    def known_of(self, choice: T) -> Known:
        """Return what the examples of a choice explain."""
        return self.known[self.choices.index(choice)]

    def scores(self, spoken: Phrase) -> list[float]:
        """Return the score of each choice."""
        return _scores(self.weights, self.space.vector(features(spoken)), len(self.choices))

    def evidence(self, utterance: str) -> Evidence[T] | None:
        """Return what speaks for the best choice; None when at most words do that say little."""
        spoken = words(utterance)
        if not spoken or not self.choices or len(spoken) > MAX_WORDS:
            return None
        scores = self.scores(spoken)
        best, *others = sorted(range(len(scores)), key=lambda choice: -scores[choice])
        share, telling = self.known[best].coverage(spoken)
        if not telling:
            return None
        behind = max(scores[others[0]], 0.0) if others else 0.0
        return Evidence(
            best=self.choices[best],
            second=self.choices[others[0]] if others else None,
            reached=scores[best] / self.reach[best],
            lead=(scores[best] - behind) / self.reach[best],
            share=share,
        )


def judgement(found: Evidence[T], spoken: Phrase, known: Known, fit: Fit) -> Judgement[T]:
    """Return what evidence comes to, for an utterance of these words, and a best choice that knows these."""
    if refuses(spoken, known.words):
        return Judgement(None, 0.0)
    inside = fit.belongs(found.reached, found.share)
    if known.is_fragment(spoken):
        inside = min(inside, FRAGMENT)
    ahead = 1.0 if found.second is None else fit.clear(found.lead)
    if inside < BELONGS:
        return Judgement(None, inside * ahead)
    return Judgement(found.best, inside * ahead, found.second if ahead < CLEAR else None)


def _distinct(texts: Sequence[str]) -> tuple[Phrase, ...]:
    """Return the phrases in an order that does not depend on the author's: short ones first."""
    phrases = {words(text) for text in texts} - {()}
    return tuple(sorted(phrases, key=lambda phrase: (len(phrase), phrase)))


def _weights(vectors: Sequence[Vector], shares: Sequence[Sequence[float]]) -> dict[str, list[float]]:
    weights: dict[str, list[float]] = {}
    nothing = [0.0] * len(shares)
    for place, vector in enumerate(vectors):
        parts = [share[place] for share in shares]
        for name, weight in vector.items():
            row = weights.get(name, nothing)
            weights[name] = [sofar + part * weight for sofar, part in zip(row, parts, strict=True)]
    return weights


def _scores(weights: Weights, vector: Vector, choices: int) -> list[float]:
    scores = [0.0] * choices
    for name, weight in vector.items():
        for choice, part in enumerate(weights.get(name, ())):
            scores[choice] += part * weight
    return scores


def _reach(owners: Sequence[int], shares: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the mean score of each choice's examples: what was wanted, 1, less what the penalty held back."""
    own: list[list[float]] = [[] for _ in shares]
    for place, owner in enumerate(owners):
        own[owner].append(1 - PENALTY * shares[owner][place])
    return tuple(sum(each) / len(each) for each in own)
