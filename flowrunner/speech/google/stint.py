"""One stream of Google's recognizer. An utterance is one, as a rule; Google ends each after about five minutes.

Theory of operation. A task of the stint's own opens the RPC and takes results until Google ends it. Sound is gathered
into messages of a tenth of a second, in the codec it came in, which a generator hands to the RPC. When that ends, our
half of the RPC is closed; Google then sends what it still has and closes the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import grpc
from google.cloud.speech_v1.types import (
    StreamingRecognitionConfig,
    StreamingRecognitionResult,
    StreamingRecognizeRequest,
    StreamingRecognizeResponse,
)

from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.connection import Connection, answering, refused, status_name
from flowrunner.speech.google.results import Result, result_of, seconds
from flowrunner.speech.google.sent import Outgoing

METHOD = "/google.cloud.speech.v1.Speech/StreamingRecognize"
LONGEST_S = 300.0
_END_OF_UTTERANCE = StreamingRecognizeResponse.SpeechEventType.END_OF_SINGLE_UTTERANCE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every stint of an utterance has in common."""

    connection: Connection
    config: StreamingRecognitionConfig
    codec: Codec
    changed: Callable[[], None]
    """Called when something more is understood."""


class Stint:
    """The sound of an utterance from ``begin_s`` on, of which the stint before has ``shared_s`` as well."""

    def __init__(self, wanted: Wanted, begin_s: float = 0.0, shared_s: float = 0.0) -> None:
        self.begin_s = begin_s
        self.shared_s = shared_s
        self.began_at = asyncio.get_running_loop().time()
        self.covered_s = begin_s
        """Up to where Google has decided what was said."""
        self.final: list[Result] = []
        self.interim: list[Result] = []
        self.is_over = False
        """Google takes no more sound."""
        self._wanted = wanted
        self._sent = 0
        self._outgoing = Outgoing(wanted.codec)
        self._stuck: SpeechError | None = None
        self._conversation = asyncio.create_task(self._converse())
        self._conversation.add_done_callback(_acknowledge)

    @property
    def sent_s(self) -> float:
        """Up to where it has the sound."""
        return self.begin_s + self._sent / self._wanted.codec.bytes_per_second

    @property
    def failure(self) -> SpeechError | None:
        """Why it broke off; None: it did not."""
        task = self._conversation
        error = task.exception() if task.done() and not task.cancelled() else None
        return self._stuck or (error if isinstance(error, SpeechError) else None)

    def write(self, data: bytes) -> None:
        """Add sound; harmless when it is over."""
        if self.is_over:
            return
        self._sent += len(data)
        try:
            self._outgoing.write(data)
        except SpeechError as error:
            self._stuck = error
            self._conversation.cancel()

    def flush(self) -> None:
        """Send what is there."""
        self._outgoing.flush()

    def end(self) -> None:
        """No more sound comes."""
        self._outgoing.end()

    def cancel(self) -> None:
        """Forget it; cancels the RPC."""
        self._conversation.cancel()

    async def finish(self) -> None:
        """Wait until all results are final; raises SpeechError."""
        self.end()
        await asyncio.wait([self._conversation])
        if self.failure is not None:
            raise self.failure
        await self._conversation

    async def _converse(self) -> None:
        try:
            channel = await self._wanted.connection.channel()
            requests = self._outgoing.requests(self._wanted.config)
            call = channel.stream_stream(METHOD, StreamingRecognizeRequest.serialize)(requests, timeout=LONGEST_S)
            await self._take_all(call)
        finally:
            self.is_over = True
            self.interim = []
            self._outgoing.end()

    async def _take_all(self, call: grpc.aio.StreamStreamCall) -> None:
        try:
            with answering():
                async for data in call:
                    self._take(StreamingRecognizeResponse.deserialize(data))
        finally:
            call.cancel()

    def _take(self, response: StreamingRecognizeResponse) -> None:
        if response.error.code:
            raise refused(status_name(response.error.code))
        if response.speech_event_type == _END_OF_UTTERANCE:
            self._cover(seconds(response.speech_event_time))
            self.is_over = True
            self.end()
        if response.results:
            self.interim = []
            for result in response.results:
                self._understand(result)
            self._wanted.changed()

    def _understand(self, result: StreamingRecognitionResult) -> None:
        if result.is_final:
            self._cover(seconds(result.result_end_time))
        (self.final if result.is_final else self.interim).append(result_of(result, self.begin_s))

    def _cover(self, end_s: float) -> None:
        self.covered_s = max(self.covered_s, self.begin_s + end_s if end_s else self.sent_s)


def _acknowledge(conversation: asyncio.Task[None]) -> None:
    # the failure of an utterance that nobody finishes is nobody's
    if not conversation.cancelled():
        conversation.exception()
