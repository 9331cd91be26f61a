"""Voice activity by Silero's 8 kHz model: one session for all calls, the windows of several calls scored together.

Theory of operation. Scoring one window costs 120 us, most of it overhead; in a batch of sixteen it costs 35 us. So
windows wait for company: the first one starts a timer of ``COMPANY_S``, and the batch is run when it fires, or at
once when ``BATCH`` calls have a window waiting. The model carries a state from one window to the next, so a call has at
most one window in a batch; the others wait for the following one, which is its own turn of the event loop. A
batch is small enough not to hold the loop for more than a millisecond.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from flowrunner.modelfiles.pinned import SILERO_VAD, locate

Samples = NDArray[np.float32]

BATCH = 24
COMPANY_S = 0.008
CONTEXT = 32
"""Samples of the window before that the model wants to see again."""
PENDING_AT_MOST = 320
"""Windows of a call that may wait to be scored: ten seconds, more than a stream may bring at once."""
_RATE = np.array(8000, np.int64)
_SILENT = np.zeros((2, 1, 128), np.float32)
_SILENT_CONTEXT = np.zeros(CONTEXT, np.float32)


class Scorer(Protocol):
    """A voice activity model: ``(windows, states) -> (probabilities, states)``.

    Shapes: (calls, 32 + 256), (2, calls, 128), (calls,).
    """

    def __call__(self, windows: Samples, states: Samples) -> tuple[Samples, Samples]: ...


class SileroModel:
    """The model, in an onnxruntime session of one thread. Loading raises ModelError."""

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        path = str(locate(SILERO_VAD))
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, windows: Samples, states: Samples) -> tuple[Samples, Samples]:
        inputs = {"input": windows, "state": states, "sr": _RATE}
        probabilities, after = cast("tuple[Samples, Samples]", self._session.run(None, inputs))
        return probabilities[:, 0], after


class SileroVad:
    """Scores the windows of all calls on the event loop, in small batches."""

    def __init__(self, model: Scorer) -> None:
        self._model = model
        self._waiting: dict[SileroStream, None] = {}
        """In order of arrival; each has something pending, or had before it was reset."""
        self._next: asyncio.Handle | None = None

    def open(self, on_probability: Callable[[float], None]) -> SileroStream:
        """Begin a call."""
        return SileroStream(on_probability, self._wait)

    def _wait(self, stream: SileroStream) -> None:
        self._waiting[stream] = None
        if len(self._waiting) == BATCH:
            self._run_soon()
        elif self._next is None:
            self._next = asyncio.get_running_loop().call_later(COMPANY_S, self._run)

    def _run_soon(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        self._next = None
        taken = list(islice(self._waiting, BATCH))
        for stream in taken:
            del self._waiting[stream]
        streams = [stream for stream in taken if stream.pending]
        try:
            if streams:
                self._score(streams)
        finally:  # a batch that could not be scored is lost; nobody is left deaf after it
            self._waiting.update((stream, None) for stream in streams if stream.pending)
            if self._waiting:
                self._run_soon()

    def _score(self, streams: list[SileroStream]) -> None:
        windows = np.stack([stream.pending.popleft() for stream in streams])
        states = np.concatenate([stream.state for stream in streams], axis=1)
        probabilities, after = self._model(windows, states)
        for place, stream in enumerate(streams):
            stream.scored(float(probabilities[place]), after[:, place : place + 1])


class SileroStream:
    """Voice activity of one call."""

    def __init__(self, on_probability: Callable[[float], None], wait: Callable[[SileroStream], None]) -> None:
        self.pending: deque[Samples] = deque(maxlen=PENDING_AT_MOST)
        """Windows with their context, not yet scored; the oldest give way when the model cannot keep up."""
        self.state = _SILENT
        self._context = _SILENT_CONTEXT
        self._on_probability = on_probability
        self._wait = wait
        self._resets = 0

    def write(self, window: Samples) -> None:
        """Score one window of 256 samples at 8 kHz."""
        self.pending.append(np.concatenate([self._context, window]))
        self._context = window[-CONTEXT:]
        if len(self.pending) == 1:
            self._wait(self)

    def reset(self) -> None:
        """Forget what was heard so far; windows not yet scored are dropped."""
        self.pending.clear()
        self.state = _SILENT
        self._context = _SILENT_CONTEXT
        self._resets += 1

    def scored(self, probability: float, state: Samples) -> None:
        """Keep the state, and tell the call on a turn of its own: what goes wrong there is not the others' fault."""
        self.state = state
        asyncio.get_running_loop().call_soon(self._tell, probability, self._resets)

    def _tell(self, probability: float, resets: int) -> None:
        if resets == self._resets:
            self._on_probability(probability)
