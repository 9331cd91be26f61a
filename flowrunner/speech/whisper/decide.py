"""From scores to a recognition: is it one of the phrases, how sure, and were there words at all.

The confidence of a phrase is the logistic of two facts: how likely it is, and how far ahead of whatever else was
expected, so that what sounds like two choices is asked about. The weights were fitted on half of the recordings of
``docs/speech.md`` by ``python -m benchmarks.speech.fit``: human words and spoken menus, quiet and in noise, against
words and sentences outside the grammar, noise, music, and whatever was taken for another phrase; half the weight on
each side. How much likelier the free transcript is, and how likely that nothing was said, told nothing more. At 0.5
and more the phrase is accepted. A transcript without a phrase has the geometric mean of its tokens' probabilities as
its confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.search import WORTHLESS

ACCEPTED = 0.5
_LIKELY, _AHEAD, _ALWAYS = 0.58, 0.73, 2.13
_CLEARLY_AHEAD = 4.0
"""Searches drop what is much less likely, so a greater lead is not measured."""
SURE_IN_THE_OPEN = 0.7
NEAR_FREE = -1.0
"""In an open answer a phrase is taken only if it is nearly as likely as the free transcript."""
NOTHING_SAID = 0.9
"""Words were never found above it, not even those in noise."""
NO_SPEECH = 0.75
"""Above it a free transcript is made up; a phrase may still be heard."""
NO_SPEECH_IF_UNLIKELY = 0.5
UNLIKELY = -1.0
"""Mean log probability of a token."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the searches found."""

    scores: Mapping[str, float]
    """Log probability of each phrase that survived, less its handicap."""
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
    return phrase, _confidence(evidence, phrase)


def _accepts(evidence: Evidence, phrase: str, confidence: float, *, is_open: bool) -> bool:
    if evidence.no_speech > NOTHING_SAID:
        return False
    if not is_open:
        return confidence >= ACCEPTED
    near = evidence.scores[phrase] - evidence.transcript_score > NEAR_FREE
    return near and confidence >= SURE_IN_THE_OPEN


def _confidence(evidence: Evidence, phrase: str) -> float:
    score, lead = facts(evidence, phrase)
    return 1 / (1 + exp(-(_LIKELY * score + _AHEAD * lead + _ALWAYS)))


def facts(evidence: Evidence, phrase: str) -> tuple[float, float]:
    """Return what speaks for a phrase: how likely it is, and how far ahead of any other (natural logarithms)."""
    score = evidence.scores[phrase]
    second = max([WORTHLESS, *(other for name, other in evidence.scores.items() if name != phrase)])
    return score, min(_CLEARLY_AHEAD, score - second)


def _is_noise(evidence: Evidence) -> bool:
    unlikely = evidence.no_speech > NO_SPEECH_IF_UNLIKELY and _mean(evidence) < UNLIKELY
    return unlikely or evidence.no_speech > NO_SPEECH or not any(map(str.isalnum, evidence.transcript))


def _mean(evidence: Evidence) -> float:
    return evidence.transcript_score / max(1, evidence.tokens)
