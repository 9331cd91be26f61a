"""Google's streaming recognition as a recognizer of utterances.

Sound goes to Google as it comes, so that most of an utterance is understood when it ends. There is no grammar: the
phrases are hints, and what comes back is a transcript, in which a phrase or digits are looked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from google.cloud import speech_v1 as google

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, encode_l16
from flowrunner.errors import SpeechError
from flowrunner.speech.google.clients import TROUBLE, failed, speech_client
from flowrunner.speech.google.understand import understand
from flowrunner.speech.ports import Recognition

LONGEST_S = 45.0
"""An utterance, and the time that Google may take for it."""
CONFIDENCE_IF_UNSAID = 0.8
_HINTS = 500
_BOOST = 10.0


@dataclass(frozen=True, slots=True)
class _Heard:
    transcript: str
    confidence: float


class GoogleRecognizer:
    """Hears every language that Google hears."""

    def __init__(self, make_client: Callable[[], google.SpeechAsyncClient] = speech_client) -> None:
        self._make_client = make_client
        self._client: google.SpeechAsyncClient | None = None

    def open(self, expected: Expected, sample_rate: int) -> GoogleStream:
        """Begin an utterance; Google is told what is expected now."""
        return GoogleStream(self, _config(expected, sample_rate))

    def client(self) -> google.SpeechAsyncClient:
        """Return the client; raises SpeechError."""
        if self._client is None:
            self._client = self._make_client()
        return self._client


class GoogleStream:
    """One utterance."""

    def __init__(self, recognizer: GoogleRecognizer, config: google.RecognitionConfig) -> None:
        self._recognizer = recognizer
        self._config = config
        self._sound: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._hearing = asyncio.create_task(self._hear())
        # a failure of an utterance that is cancelled is nobody's
        self._hearing.add_done_callback(lambda task: task.cancelled() or task.exception())

    def write(self, pcm: PCM) -> None:
        """Send sound."""
        self._sound.put_nowait(encode_l16(pcm))

    def pause(self) -> None:
        """Nothing: Google decodes ahead anyway."""

    def resume(self) -> None:
        """Nothing: Google decodes ahead anyway."""

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said; raises SpeechError."""
        self._sound.put_nowait(None)
        heard = await self._hearing
        return understand(heard.transcript, heard.confidence, expected)

    def cancel(self) -> None:
        """Forget the utterance."""
        self._hearing.cancel()

    async def _hear(self) -> _Heard:
        try:
            async with asyncio.timeout(LONGEST_S):
                answers = await self._recognizer.client().streaming_recognize(requests=self._requests())
                return _joined([result async for answer in answers for result in answer.results if result.is_final])
        except TROUBLE as error:
            raise failed(error) from error
        except TimeoutError as error:
            raise SpeechError("google took too long") from error

    async def _requests(self) -> AsyncIterator[google.StreamingRecognizeRequest]:
        yield google.StreamingRecognizeRequest(streaming_config=google.StreamingRecognitionConfig(config=self._config))
        while (data := await self._sound.get()) is not None:
            yield google.StreamingRecognizeRequest(audio_content=data)


def _config(expected: Expected, sample_rate: int) -> google.RecognitionConfig:
    hints = [*expected.phrases[:_HINTS], *(["$OOV_CLASS_DIGIT_SEQUENCE"] if expected.kind == "digits" else [])]
    return google.RecognitionConfig(
        encoding=google.RecognitionConfig.AudioEncoding.LINEAR16,
        sample_rate_hertz=sample_rate,
        language_code=expected.language,
        speech_contexts=[google.SpeechContext(phrases=hints, boost=_BOOST)] if hints else [],
    )


def _joined(results: Sequence[google.StreamingRecognitionResult]) -> _Heard:
    best = [result.alternatives[0] for result in results if result.alternatives]
    transcript = " ".join(alternative.transcript.strip() for alternative in best)
    said = [alternative.confidence for alternative in best if alternative.confidence > 0]
    return _Heard(transcript, min(said, default=CONFIDENCE_IF_UNSAID))
