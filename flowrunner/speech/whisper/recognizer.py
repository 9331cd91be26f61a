"""The offline recognizer: utterances on their way to Whisper, decoded in a pool of threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import OnPartial, Recognition
from flowrunner.speech.whisper.model import LONGEST_S, WhisperModel


class Model(Protocol):
    """What decodes: called in a thread of the pool, by several at once."""

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition: ...


def is_english(language: str) -> bool:
    """Tell whether a language (BCP 47) is one that the model of flowrunner hears."""
    return language.partition("-")[0].lower() == "en"


class WhisperRecognizer:
    """Hears what its model understands. That is loaded when it is first needed, or by ``warm``."""

    def __init__(
        self,
        pool: Pool,
        load: Callable[[], Model] = WhisperModel,
        understands: Callable[[str], bool] = is_english,
    ) -> None:
        self._pool = pool
        self._load = load
        self.understands = understands
        self._loading = threading.Lock()
        self._loaded: Model | None = None

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> WhisperStream:
        """Begin an utterance; what was decoded at a pause is the only partial there is."""
        return WhisperStream(self, expected, codec, on_partial)

    async def warm(self) -> None:
        """Load the model now, and use it once; raises ModelError."""
        await self.begin(Codec.MULAW_8K.silence(1.0), Codec.MULAW_8K, Expected(("yes", "no"))).result

    def begin(self, data: bytes, codec: Codec, expected: Expected) -> Decoding:
        """Begin to decode; raises SpeechError when too much is waiting."""
        stopped = threading.Event()
        result = self._pool.submit(partial(self._recognize, data, codec, expected, stopped))
        return Decoding(expected, result, stopped)

    def _recognize(self, data: bytes, codec: Codec, expected: Expected, stopped: threading.Event) -> Recognition:
        return self._model().recognize(codec.decode(data), codec.sample_rate, expected, lambda: not stopped.is_set())

    def _model(self) -> Model:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


@dataclass(frozen=True, slots=True)
class Decoding:
    """One decoding, waiting or running."""

    expected: Expected
    result: asyncio.Future[Recognition]
    stopped: threading.Event

    def stop(self) -> None:
        """Nobody wants the result any more."""
        self.stopped.set()
        self.result.cancel()


class WhisperStream:
    """One utterance.

    What is decoded ahead at a pause is the answer, unless the caller goes on or the question changes.
    """

    def __init__(self, recognizer: WhisperRecognizer, expected: Expected, codec: Codec, on_partial: OnPartial) -> None:
        self._recognizer = recognizer
        self._expected = expected
        self._codec = codec
        self._on_partial = on_partial
        self._longest = int(LONGEST_S * codec.bytes_per_second)
        self._sound = bytearray()
        self._ahead: Decoding | None = None

    def write(self, data: bytes) -> None:
        """Add sound; what comes after 30 s is dropped."""
        if len(self._sound) < self._longest:
            self._sound += data

    def pause(self) -> None:
        """Decode ahead of need, if there is room for that."""
        self.resume()
        try:
            self._ahead = self._begin(self._expected)
        except SpeechError:
            return
        self._ahead.result.add_done_callback(self._decoded_ahead)

    def resume(self) -> None:
        """Forget what was decoded ahead."""
        if self._ahead is not None:
            self._ahead.stop()
            self._ahead = None

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said; raises SpeechError."""
        decoding, self._ahead = self._ahead, None
        if decoding is None or decoding.expected != expected:
            if decoding is not None:
                decoding.stop()
            decoding = self._begin(expected)
        try:
            return await decoding.result
        finally:
            decoding.stop()

    def cancel(self) -> None:
        """Forget the utterance."""
        self.resume()
        self._sound.clear()

    def _begin(self, expected: Expected) -> Decoding:
        if not self._recognizer.understands(expected.language):
            raise SpeechError(f"the offline recognizer understands English, not {expected.language}", "unfit")
        return self._recognizer.begin(bytes(self._sound), self._codec, expected)

    def _decoded_ahead(self, result: asyncio.Future[Recognition]) -> None:
        # a failure is told when the utterance is over, if the result is wanted then
        succeeded = not result.cancelled() and result.exception() is None
        if succeeded and self._ahead is not None and self._ahead.result is result:
            self._on_partial(result.result())
