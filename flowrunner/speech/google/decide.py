"""From Google's results to a recognition: what was said, and whether it is something that was expected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from flowrunner.answers.digits import spoken_digits
from flowrunner.answers.expected import Expected
from flowrunner.intents.match import exact
from flowrunner.intents.words import phrase_words
from flowrunner.intents.words import words as split
from flowrunner.speech.google.results import Alternative, Result
from flowrunner.speech.ports import Recognition

UNSAID_CONFIDENCE = 0.8
"""Google does not always say how sure it is: its confidence is then 0."""


def decide(results: Sequence[Result], expected: Expected) -> Recognition:
    """Return what the results say.

    A menu or a number may be found in a less likely alternative, which counts as much less sure; an open answer is
    taken as it was heard. What was expected is as sure as its words are, where Google says that: a phrase as those on
    the average that no other phrase has, a number as the least sure one, because that may be any other digit.
    """
    heard = _whole([result for result in map(_with_words, results) if result])
    if not heard:
        return Recognition("")
    best, confidence = heard[0].transcript, heard[0].confidence or UNSAID_CONFIDENCE
    for place, alternative in enumerate(heard if expected.kind != "open" else heard[:1], start=1):
        phrase = _expected(alternative.transcript, expected)
        if phrase is not None:
            return Recognition(best, phrase, (_own_confidence(alternative, phrase, expected) or confidence) / place)
    return Recognition(best, None, confidence)


def _own_confidence(alternative: Alternative, phrase: str, expected: Expected) -> float:
    """Return how sure the words are that make up the phrase; 0 when that is not known."""
    sure = [(word.text, word.confidence) for word in alternative.words if word.confidence]
    if phrase not in expected.phrases:
        return min((confidence for _, confidence in sure), default=0.0)
    others = {word for each in expected.phrases if each != phrase for word in phrase_words(each)}
    telling = [confidence for text, confidence in sure if others.isdisjoint(split(text))]
    return fmean(telling or [confidence for _, confidence in sure]) if sure else 0.0


def _with_words(result: Result) -> Result:
    tidy = (Alternative(" ".join(each.transcript.split()), each.confidence, each.words) for each in result)
    return [each for each in tidy if any(map(str.isalnum, each.transcript))]


def _whole(results: Sequence[Result]) -> Result:
    """Join what was said with pauses: as sure as its least sure part. Only a single result keeps its alternatives."""
    if len(results) < 2:
        return results[0] if results else ()
    likeliest = [result[0] for result in results]
    said = [each.confidence for each in likeliest if each.confidence]
    words = tuple(word for each in likeliest for word in each.words)
    return [Alternative(" ".join(each.transcript for each in likeliest), min(said, default=0.0), words)]


def _expected(transcript: str, expected: Expected) -> str | None:
    """Return the expected phrase, or the digits, that the transcript is."""
    found = exact(transcript, [(phrase, (phrase,)) for phrase in expected.phrases])
    if found is not None:
        return found.label
    digits = spoken_digits(transcript) if expected.kind == "digits" else None
    fits = digits is not None and expected.min_digits <= len(digits) <= expected.max_digits
    return digits if fits else None
