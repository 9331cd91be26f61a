"""What Google has understood: results, the ways to understand each, and their words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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

    @property
    def at_s(self) -> float:
        """The middle of it."""
        return (self.begin_s + self.end_s) / 2


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


def words_of(result: Result) -> Sequence[Word]:
    """Return the words of the likeliest alternative."""
    if not result:
        return ()
    return result[0].words or [Word(text) for text in result[0].transcript.split()]


def seconds(duration: Duration | None) -> float:
    """Return a duration of Google's."""
    return duration.total_seconds() if duration is not None else 0.0


def _word(word: WordInfo, start_s: float) -> Word:
    begin, end = seconds(word.start_time), seconds(word.end_time)
    # Japanese words come with how they are read: 今日|キョウ
    text = word.word.partition("|")[0]
    return Word(text, word.confidence, start_s + begin, start_s + end) if end else Word(text, word.confidence)
