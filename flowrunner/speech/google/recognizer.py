"""Google's recognizer: one stream an utterance, sent while the caller speaks.

Theory of operation. A task of the stream's own opens the RPC and collects final results until Google ends it. Sound is
gathered into messages of a tenth of a second, in the codec it came in, which a generator hands to the RPC. When the
caller has finished, the generator ends, which closes our half of the RPC; Google then sends what it still has and
closes the other. Until then each response, with what was final before it, is told as a partial.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from google.cloud.speech_v1.types import (
    RecognitionConfig,
    SpeechContext,
    StreamingRecognitionConfig,
    StreamingRecognitionResult,
    StreamingRecognizeRequest,
    StreamingRecognizeResponse,
)

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.connection import Connection, answering, refused, status_name
from flowrunner.speech.google.decide import Alternative, Result, decide
from flowrunner.speech.ports import OnPartial, Recognition

HOST = "speech.googleapis.com"
METHOD = "/google.cloud.speech.v1.Speech/StreamingRecognize"
ANSWER_S = 8.0
"""How long Google may take once the caller has finished."""
LONGEST_S = 240.0
"""Sound of one utterance; Google ends a stream after about five minutes."""
STREAM_S = 300.0
MESSAGE_S = 0.1
"""What Google recommends as a compromise between delay and effort."""
LARGEST_MESSAGE = 15_000
"""Bytes; the strictest limit that Google ever documented is 15 KB."""
MOST_HINTS, LONGEST_HINT = 1000, 100
"""Together within Google's limits: 5,000 phrases, 100 characters each, 100,000 characters in all."""
HINT_BOOST = 10.0
"""Of 20: what is expected wins against what sounds like it, other words are still heard."""
DIGITS_HINT = "$OOV_CLASS_DIGIT_SEQUENCE"
ALTERNATIVES = 5
ENCODINGS = {
    "mulaw": RecognitionConfig.AudioEncoding.MULAW,
    "l16": RecognitionConfig.AudioEncoding.LINEAR16,
}


class GoogleRecognizer:
    """Hears any of Google's languages; ``endpoint`` is a regional one, or an emulator's."""

    def __init__(self, endpoint: str | None = None, answer_s: float = ANSWER_S) -> None:
        self._connection = Connection(HOST, endpoint)
        self._answer_s = answer_s

    async def warm(self) -> None:
        """Find the credentials now; raises ModelError."""
        await self._connection.channel()

    async def aclose(self) -> None:
        """Close the channel to Google."""
        await self._connection.aclose()

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> GoogleStream:
        """Begin an utterance."""
        return GoogleStream(expected, codec, on_partial, self._connection, self._answer_s)


class GoogleStream:
    """One utterance on its way to Google."""

    def __init__(
        self, expected: Expected, codec: Codec, on_partial: OnPartial, connection: Connection, answer_s: float
    ) -> None:
        self._expected = expected
        self._on_partial = on_partial
        self._sound = _Sound(codec)
        self._answer_s = answer_s
        self._finishing = False
        self._results = asyncio.create_task(self._converse(connection, streaming_config(expected, codec)))
        self._results.add_done_callback(_acknowledge)

    def write(self, data: bytes) -> None:
        """Add sound; what comes after four minutes is dropped."""
        self._sound.write(data)

    def pause(self) -> None:
        """Send what is there: Google may hear the end of it meanwhile."""
        self._sound.flush()

    def resume(self) -> None:
        """Nothing was decoded ahead that could be stale."""

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said; raises SpeechError."""
        self._finishing = True
        self._sound.end()
        try:
            async with asyncio.timeout(self._answer_s):
                return decide(await self._results, expected)
        except TimeoutError:
            raise SpeechError("google took too long to answer", "timeout") from None

    def cancel(self) -> None:
        """Forget the utterance."""
        self._results.cancel()

    async def _converse(self, connection: Connection, config: StreamingRecognitionConfig) -> list[Result]:
        """Send the sound and return the final results; cancelling it cancels the RPC. Raises SpeechError."""
        channel = await connection.channel()
        call = channel.stream_stream(METHOD, StreamingRecognizeRequest.serialize)(
            self._sound.requests(config), timeout=STREAM_S
        )
        results: list[Result] = []
        try:
            with answering():
                async for data in call:
                    response = StreamingRecognizeResponse.deserialize(data)
                    if response.error.code:
                        raise refused(status_name(response.error.code))
                    self._tell([*results, *map(_alternatives, response.results)])
                    results += [_alternatives(result) for result in response.results if result.is_final]
        finally:
            call.cancel()
            self._sound.end()
        return results

    def _tell(self, results: list[Result]) -> None:
        if results and not self._finishing:
            self._on_partial(decide(results, self._expected))


class _Sound:
    """What the caller said, in messages that wait to be sent."""

    def __init__(self, codec: Codec) -> None:
        self._message_bytes = round(MESSAGE_S * codec.bytes_per_second)
        self._room = round(LONGEST_S * codec.bytes_per_second)
        self._unsent = bytearray()
        self._messages: asyncio.Queue[bytes | None] = asyncio.Queue()

    def write(self, data: bytes) -> None:
        if self._room <= 0:
            return
        self._room -= len(data)
        self._unsent += data
        if self._room <= 0:
            self.end()
        elif len(self._unsent) >= self._message_bytes:
            self.flush()

    def flush(self) -> None:
        for start in range(0, len(self._unsent), LARGEST_MESSAGE):
            self._messages.put_nowait(bytes(self._unsent[start : start + LARGEST_MESSAGE]))
        self._unsent.clear()

    def end(self) -> None:
        self.flush()
        self._room = 0
        self._messages.put_nowait(None)

    async def requests(self, config: StreamingRecognitionConfig) -> AsyncGenerator[StreamingRecognizeRequest, None]:
        yield StreamingRecognizeRequest(streaming_config=config)
        while (message := await self._messages.get()) is not None:
            yield StreamingRecognizeRequest(audio_content=message)


def _alternatives(result: StreamingRecognitionResult) -> Result:
    """Return the ways to understand a result; one that may still change is as sure as it is stable."""
    return [
        Alternative(each.transcript, each.confidence if result.is_final else result.stability)
        for each in result.alternatives
    ]


def _acknowledge(task: asyncio.Task[list[Result]]) -> None:
    # the failure of an utterance that nobody finishes is nobody's
    if not task.cancelled():
        task.exception()


def streaming_config(expected: Expected, codec: Codec) -> StreamingRecognitionConfig:
    """Return what Google is told before the sound. Every language has these two models."""
    hints = hints_for(expected)
    return StreamingRecognitionConfig(
        config=RecognitionConfig(
            encoding=ENCODINGS[codec.encoding],
            sample_rate_hertz=codec.sample_rate,
            language_code=expected.language,
            max_alternatives=ALTERNATIVES,
            model="default" if expected.kind == "open" else "command_and_search",
            speech_contexts=[SpeechContext(phrases=hints, boost=HINT_BOOST)] if hints else [],
        ),
        single_utterance=False,
        interim_results=True,
    )


def hints_for(expected: Expected) -> list[str]:
    """Return what Google should rather hear than what sounds like it."""
    phrases = [phrase for phrase in expected.phrases if len(phrase) <= LONGEST_HINT][:MOST_HINTS]
    is_english = expected.language.partition("-")[0].lower() == "en"
    return [DIGITS_HINT, *phrases] if expected.kind == "digits" and is_english else phrases
