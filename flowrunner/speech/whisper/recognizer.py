"""The offline recognizer: utterances on their way to Whisper, decoded in a pool of threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.errors import SpeechError
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.model import LONGEST_S, WhisperModel


class Model(Protocol):
    """What decodes: called in a thread of the pool, by several at once."""

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition: ...


class WhisperRecognizer:
    """Hears English. The model is loaded when it is first needed, or by ``warm``."""

    def __init__(self, pool: Pool, load: Callable[[], Model] = WhisperModel) -> None:
        self._pool = pool
        self._load = load
        self._loading = threading.Lock()
        self._loaded: Model | None = None

    def open(self, expected: Expected, sample_rate: int) -> WhisperStream:
        """Begin an utterance."""
        return WhisperStream(self, expected, sample_rate)

    async def warm(self) -> None:
        """Load the model now, and use it once; raises ModelError."""
        await self.begin(np.zeros(8000, np.int16), 8000, Expected(("yes", "no"))).result

    def begin(self, pcm: PCM, rate: int, expected: Expected) -> Decoding:
        """Begin to decode; raises SpeechError when too much is waiting."""
        stopped = threading.Event()
        result = self._pool.submit(partial(self._recognize, pcm, rate, expected, stopped))
        return Decoding(expected, result, stopped)

    def _recognize(self, pcm: PCM, rate: int, expected: Expected, stopped: threading.Event) -> Recognition:
        return self._model().recognize(pcm, rate, expected, lambda: not stopped.is_set())

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

    def __init__(self, recognizer: WhisperRecognizer, expected: Expected, sample_rate: int) -> None:
        self._recognizer = recognizer
        self._expected = expected
        self._rate = sample_rate
        self._room = int(LONGEST_S * sample_rate)
        self._sound: list[PCM] = []
        self._ahead: Decoding | None = None

    def write(self, pcm: PCM) -> None:
        """Add sound; what comes after 30 s is dropped."""
        if self._room > 0:
            self._sound.append(pcm)
            self._room -= len(pcm)

    def pause(self) -> None:
        """Decode ahead of need, if there is room for that."""
        self.resume()
        try:
            self._ahead = self._begin(self._expected)
        except SpeechError:
            self._ahead = None

    def resume(self) -> None:
        """Forget what was decoded ahead."""
        if self._ahead is not None:
            self._ahead.stop()
            self._ahead = None

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said; raises SpeechError."""
        if self._ahead is None or self._ahead.expected != expected:
            self.resume()
            self._ahead = self._begin(expected)
        try:
            return await self._ahead.result
        finally:
            self.resume()

    def cancel(self) -> None:
        """Forget the utterance."""
        self.resume()
        self._sound.clear()

    def _begin(self, expected: Expected) -> Decoding:
        if not expected.language.lower().startswith("en"):
            raise SpeechError(f"the offline recognizer understands English, not {expected.language}", "unfit")
        pcm = np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)
        return self._recognizer.begin(pcm, self._rate, expected)
