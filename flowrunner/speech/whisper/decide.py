"""From scores to a recognition: is it one of the phrases, how sure, and were there words at all.

The confidence of a phrase is the logistic of a sum of three facts, fitted on some 800 telephone-like clips of human
words, spoken menus, words outside the grammar, noise and music, half the weight on each side: how likely the phrase is
(``s``, natural logarithm of its probability), how much less likely than the free transcript (only when it is less),
and the probability that there was no speech::

    confidence = 1 / (1 + exp(-(6 + 0.85 s + 0.25 min(s - free, 0) - 3.2 no_speech)))

At 0.5 and more the phrase is accepted: 99 % of a menu's phrases on a good line, 94 % in kitchen noise at 10 dB, against
5 % of words that sound like none of them and no noise. A transcript without a phrase has the geometric mean of its
tokens' probabilities as its confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from flowrunner.speech.ports import Recognition

ACCEPTED = 0.5
SURE_IN_THE_OPEN = 0.7
NEAR_FREE = -1.0
"""In an open answer a phrase is taken only if it is nearly as likely as the free transcript."""
NO_SPEECH = 0.75
NO_SPEECH_IF_UNLIKELY = 0.5
UNLIKELY = -1.0
"""Mean log probability of a token."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the searches found."""

    scores: Mapping[str, float]
    """Log probability of each phrase that survived."""
    transcript: str
    transcript_score: float
    """Log probability of the free transcript."""
    tokens: int
    """Length of the free transcript, its end included."""
    no_speech: float


def decide(evidence: Evidence, *, is_open: bool = False) -> Recognition:
    """Return the recognition that the evidence supports."""
    transcript = "" if _is_noise(evidence) else evidence.transcript
    phrase, confidence = likeliest(evidence)
    if phrase is not None and _accepts(evidence, phrase, confidence, is_open=is_open):
        return Recognition(transcript or phrase, phrase, confidence)
    if not transcript:
        return Recognition("")
    return Recognition(transcript, None, min(1.0, exp(_mean(evidence))))


def likeliest(evidence: Evidence) -> tuple[str | None, float]:
    """Return the likeliest phrase, accepted or not, and its confidence."""
    if not evidence.scores:
        return None, 0.0
    phrase = max(evidence.scores, key=evidence.scores.__getitem__)
    return phrase, _confidence(evidence, evidence.scores[phrase])


def _accepts(evidence: Evidence, phrase: str, confidence: float, *, is_open: bool) -> bool:
    if not is_open:
        return confidence >= ACCEPTED
    near = evidence.scores[phrase] - evidence.transcript_score > NEAR_FREE
    return near and confidence >= SURE_IN_THE_OPEN


def _confidence(evidence: Evidence, score: float) -> float:
    behind = min(0.0, score - evidence.transcript_score)
    return 1 / (1 + exp(-(6 + 0.85 * score + 0.25 * behind - 3.2 * evidence.no_speech)))


def _is_noise(evidence: Evidence) -> bool:
    unlikely = evidence.no_speech > NO_SPEECH_IF_UNLIKELY and _mean(evidence) < UNLIKELY
    return unlikely or evidence.no_speech > NO_SPEECH or not any(map(str.isalnum, evidence.transcript))


def _mean(evidence: Evidence) -> float:
    return evidence.transcript_score / max(1, evidence.tokens)
