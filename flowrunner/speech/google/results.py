"""What Google has understood: results, the ways to understand each, and their words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from google.cloud.speech_v1.types import StreamingRecognitionResult, WordInfo
from google.protobuf.duration_pb2 import Duration


@dataclass(frozen=True, slots=True)
class Word:
    """One word; the times are seconds since the utterance began, both 0 when Google did not say them."""

    text: str
    confidence: float = 0.0
    begin_s: float = 0.0
    end_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to understand a stretch of speech; a confidence of 0 was not said."""

    transcript: str
    confidence: float = 0.0
    words: tuple[Word, ...] = ()
    """Empty when Google did not say them."""


UNSTABLE = 0.01
Result = Sequence[Alternative]
"""A stretch of speech, the likeliest alternative first."""


def result_of(result: StreamingRecognitionResult, start_s: float) -> Result:
    """Return a result of a stream that began at ``start_s``.

    One that may still change is as sure as it is stable, and hardly when Google does not say that.
    """
    return [
        Alternative(
            each.transcript,
            each.confidence if result.is_final else result.stability or UNSTABLE,
            tuple(_word(word, start_s) for word in each.words),
        )
        for each in result.alternatives
    ]


def seconds(duration: Duration | None) -> float:
    """Return a duration of Google's."""
    return duration.total_seconds() if duration is not None else 0.0


def join(before: Sequence[Result], after: Sequence[Result], start_s: float, end_s: float) -> list[Result]:
    """Join the results of two streams that have the sound from ``start_s`` to ``end_s`` in common.

    Where both heard the same word at the same time, the first goes over to the second: each is best where it has heard
    what comes before and after. Without the times of words, it is the longest end of one that the other begins with.
    """
    if start_s == end_s:
        return [*before, *after]
    head, tail = [*_words(before)], [*_words(after)]
    ended, begun = _seam(head, tail, start_s, end_s)
    return [*_cut(before, 0, ended), *_cut(after, begun, len(tail))]


def _words(results: Sequence[Result]) -> Iterator[Word]:
    for result in results:
        yield from _words_of(result)


def _words_of(result: Result) -> Sequence[Word]:
    if not result:
        return ()
    return result[0].words or [Word(text) for text in result[0].transcript.split()]


def _seam(head: list[Word], tail: list[Word], start_s: float, end_s: float) -> tuple[int, int]:
    """Return how many words of the first are kept, and how many of the second are not."""
    if not all(word.end_s for word in (*head, *tail)):
        same = next((n for n in range(min(len(head), len(tail)), 0, -1) if _folded(head[-n:]) == _folded(tail[:n])), 0)
        return len(head), same
    middle = (start_s + end_s) / 2
    late = [place for place, word in enumerate(head) if word.end_s > start_s]
    early = [place for place, word in enumerate(tail) if word.begin_s < end_s]
    pairs = [(one, other) for one in late for other in early if _is_same(head[one], tail[other])]
    if pairs:
        return min(pairs, key=lambda pair: abs(_time(head[pair[0]]) - middle))
    return sum(_time(word) < middle for word in head), sum(_time(word) < middle for word in tail)


SAME_S = 0.4
"""How far two streams may be apart about the time of a word."""


def _is_same(one: Word, other: Word) -> bool:
    return abs(_time(one) - _time(other)) < SAME_S and _folded([one]) == _folded([other])


def _time(word: Word) -> float:
    return (word.begin_s + word.end_s) / 2


def _folded(words: Sequence[Word]) -> list[str]:
    return ["".join(filter(str.isalnum, word.text.casefold())) for word in words]


def _cut(results: Sequence[Result], begin: int, end: int) -> Iterator[Result]:
    """Yield the results with the words from ``begin`` to ``end`` of them all; what is whole keeps its alternatives."""
    at = 0
    for result in results:
        words = _words_of(result)
        kept = words[max(0, begin - at) : max(0, end - at)]
        at += len(words)
        if len(kept) == len(words):
            yield result
        elif kept:
            yield [Alternative(" ".join(word.text for word in kept), result[0].confidence, tuple(kept))]


def _word(word: WordInfo, start_s: float) -> Word:
    begin, end = seconds(word.start_time), seconds(word.end_time)
    # Japanese words come with how they are read: 今日|キョウ
    text = word.word.partition("|")[0]
    return Word(text, word.confidence, start_s + begin, start_s + end) if end else Word(text, word.confidence)
