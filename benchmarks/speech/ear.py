"""A listener without a call: the host's own gate, voice activity, barge-in and endpointing, as fast as they can go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext

import numpy as np
from numpy.typing import NDArray

from benchmarks.speech.line import RATE
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec, encode_mulaw
from flowrunner.call.listener import Ears, Listener
from flowrunner.call.played import Played
from flowrunner.speech.ports import OnPartial, Recognition
from flowrunner.speech.silero import CONTEXT, SileroModel
from flowrunner.speech.whisper.model import WhisperModel

FRAME = RATE // 50
CODEC = Codec.MULAW_8K


class Ear:
    """Hears sound, and notes when somebody began to speak and had finished, in seconds of that sound."""

    codec = CODEC
    wants_audio = False

    def __init__(self, expected: Expected, vad: SileroModel, recognizer: WhisperModel | None = None) -> None:
        """Without a recognizer nothing that is said is ever certain."""
        self.now = 0.0
        self.started: list[float] = []
        self.ended: list[float] = []
        self.edge: AbstractContextManager[None, bool | None] = nullcontext()
        self._prompt = b""
        self._played = Played(CODEC, lambda: self.now)
        self._tasks: set[asyncio.Task[None]] = set()
        ears = Ears(_Recognizer(recognizer), _Vad(vad))
        self._listener = Listener(self, ears, self, self._spawn, self._played)
        self._listener.expect(expected)

    async def hear(self, pcm: PCM, prompt: PCM | None = None) -> None:
        """Take sound at 8 kHz, while the caller hears a prompt as long."""
        data = encode_mulaw(pcm)
        prompting = memoryview(b"" if prompt is None else encode_mulaw(prompt))
        for start in range(0, len(data), FRAME):
            if prompting:
                self._played.add(prompting[start : start + FRAME], self.now)
            self.now += FRAME / RATE
            self._listener.on_audio(data[start : start + FRAME])
            if self._tasks:
                await asyncio.wait(self._tasks)

    def speech_started(self) -> None:
        self.started.append(self.now)

    def speech_ended(self, silence_s: float) -> None:
        self.ended.append(self.now)

    def heard(self, heard: Recognition) -> None: ...

    def hearing_failed(self, reason: str) -> None: ...

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Vad:
    """Voice activity that answers at once."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model

    def open(self, on_probability: Callable[[float], None]) -> _VadStream:
        return _VadStream(self._model, on_probability)


class _VadStream:
    def __init__(self, model: SileroModel, on_probability: Callable[[float], None]) -> None:
        self._model = model
        self._tell = on_probability
        self._state: NDArray[np.float32] = np.zeros((2, 1, 128), np.float32)
        self._context: NDArray[np.float32] = np.zeros(CONTEXT, np.float32)

    def write(self, window: NDArray[np.float32]) -> None:
        probabilities, self._state = self._model(np.concatenate([self._context, window])[None], self._state)
        self._context = window[-CONTEXT:]
        self._tell(float(probabilities[0]))

    def reset(self) -> None:
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)


class _Recognizer:
    """Decodes at a pause, at once."""

    def __init__(self, model: WhisperModel | None) -> None:
        self._model = model

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> _Stream:
        return _Stream(self._model, expected, on_partial)


class _Stream:
    def __init__(self, model: WhisperModel | None, expected: Expected, on_partial: OnPartial) -> None:
        self._model = model
        self._expected = expected
        self._on_partial = on_partial
        self._sound = bytearray()

    def write(self, data: bytes) -> None:
        self._sound += data

    def pause(self) -> None:
        if self._model is not None:
            pcm = CODEC.decode(bytes(self._sound))
            self._on_partial(self._model.recognize(pcm, RATE, self._expected, lambda: True))

    def resume(self) -> None: ...

    async def finish(self, expected: Expected) -> Recognition:
        return Recognition("")

    def cancel(self) -> None: ...
