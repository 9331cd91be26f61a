"""From scores to probabilities: two logistic functions of a few numbers, for each kind of classifier.

Fitted once, by ``python -m benchmarks.intents --fit`` (and ``--embedding minilm --fit``), on menus of 3 to 15 choices
with 1 to 10 examples each, as if half of the utterances with a familiar word meant none of them. Callers mean something
more often than that, so the result is on the careful side. The constants are part of the program: a flow behaves the
same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

BELONGS = 0.5
"""An utterance that belongs to the best choice with less probability than this means nothing."""
CLEAR = 0.65
"""A best choice that is meant with less probability than this, rather than the second, is in doubt."""
FRAGMENT = 0.65
"""The most that a single word is worth which is only a part of every example: "card" for "block my card".

Enough to be found, too little for ``confirm: auto`` not to ask."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The constants of one kind of classifier."""

    reached: float
    share: float
    nothing: float
    lead: float

    def belongs(self, reached: float, share: float) -> float:
        """Return the probability that an utterance means one of the choices.

        ``reached``: the best score, as a part of what that choice's own examples score; ``share``: how much of the
        utterance they explain.
        """
        return _logistic(self.reached * reached + self.share * share + self.nothing)

    def clear(self, lead: float) -> float:
        """Return the probability that the best choice is meant rather than the second; no lead is a toss of a coin.

        ``lead``: of the best score before the second, as a part of what its own examples score.
        """
        return _logistic(self.lead * lead)


BY_WORDS = Fit(reached=4.53, share=0.72, nothing=-1.83, lead=7.98)
# what the fit gives for ``nothing`` is -4.30: half a unit more of caution costs two right answers in a hundred, and
# nearly halves the utterances without a meaning here that are taken for one
BY_MEANING = Fit(reached=4.22, share=2.35, nothing=-4.80, lead=5.38)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(min(value, 30.0), -30.0)))
