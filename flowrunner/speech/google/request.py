"""What Google is told before it hears anything. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from google.cloud.speech_v1.types import RecognitionConfig, SpeechContext, StreamingRecognitionConfig

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec

MOST_HINTS, LONGEST_HINT = 1000, 100
"""Of each kind. Together within Google's limits: 5,000 phrases, 100 characters each, 100,000 characters in all."""
PHRASE_BOOST = 10.0
"""Of 20: what is expected wins against what sounds like it, other words are still heard."""
HINT_BOOST = 5.0
"""An example is one way of saying it among many."""
DIGITS_HINT = "$OOV_CLASS_DIGIT_SEQUENCE"
ALTERNATIVES = 5
SHORT, LONG = "command_and_search", "default"
"""The models that every language has."""
ENHANCED = frozenset({"phone_call", "video"})
"""Models of which there is a better edition."""
SINGLE = frozenset({SHORT, "phone_call"})
"""Models that can tell the end of a single utterance."""
_ENCODINGS = {"mulaw": RecognitionConfig.AudioEncoding.MULAW, "l16": RecognitionConfig.AudioEncoding.LINEAR16}


def streaming_config(expected: Expected, codec: Codec, model: str | None = None) -> StreamingRecognitionConfig:
    """Return what Google is told; ``model`` is used where the flow names none.

    A choice is a single utterance: Google ends it on its own, also where noise hides its end from us. Digits and
    sentences have pauses, so there it goes on until we end it.
    """
    chosen = expected.model or model or (LONG if expected.kind == "open" else SHORT)
    return StreamingRecognitionConfig(
        config=RecognitionConfig(
            encoding=_ENCODINGS[codec.encoding],
            sample_rate_hertz=codec.sample_rate,
            language_code=expected.language,
            max_alternatives=ALTERNATIVES,
            model=chosen,
            use_enhanced=chosen in ENHANCED,
            speech_contexts=[*_contexts(expected)],
            enable_word_time_offsets=True,
            enable_word_confidence=True,
        ),
        single_utterance=expected.kind == "phrases" and chosen in SINGLE,
        interim_results=True,
    )


def _contexts(expected: Expected) -> Iterable[SpeechContext]:
    is_english = expected.language.partition("-")[0].lower() == "en"
    digits = [DIGITS_HINT] if expected.kind == "digits" and is_english else []
    for phrases, boost in ((digits + _fitting(expected.phrases), PHRASE_BOOST), (_fitting(expected.hints), HINT_BOOST)):
        if phrases:
            yield SpeechContext(phrases=phrases, boost=boost)


def _fitting(phrases: Iterable[str]) -> list[str]:
    return [phrase for phrase in dict.fromkeys(phrases) if len(phrase) <= LONGEST_HINT][:MOST_HINTS]
