"""Google's two services on a port of this machine: a real gRPC server that hears and says what a test tells it."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import grpc
import numpy as np
from google.cloud.speech_v1.types import (
    SpeechRecognitionAlternative,
    StreamingRecognitionConfig,
    StreamingRecognitionResult,
    StreamingRecognizeRequest,
    StreamingRecognizeResponse,
)
from google.cloud.texttospeech_v1.types import (
    AudioEncoding,
    StreamingSynthesizeRequest,
    StreamingSynthesizeResponse,
    SynthesizeSpeechRequest,
    SynthesizeSpeechResponse,
)

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.wav import wav_header

QUOTED = "the caller said sales"
"""Google's details of an error may quote the caller."""


def final(*alternatives: tuple[str, float]) -> StreamingRecognizeResponse:
    """Return a final result: transcripts with their confidence, the likeliest first."""
    said = [SpeechRecognitionAlternative(transcript=text, confidence=sure) for text, sure in alternatives]
    return StreamingRecognizeResponse(results=[StreamingRecognitionResult(alternatives=said, is_final=True)])


def interim(text: str) -> StreamingRecognizeResponse:
    """Return a result that may still change."""
    said = [SpeechRecognitionAlternative(transcript=text)]
    return StreamingRecognizeResponse(results=[StreamingRecognitionResult(alternatives=said, stability=0.5)])


class PretendGoogle:
    """Records what arrives; answers when the sound has ended, or ``early``, or never when it is ``silent``.

    Early is after the first sound: a client whose message meets the end of a call learns no reason for that.
    """

    def __init__(self) -> None:
        self.answers: Sequence[Any] = ()
        self.early: Sequence[Any] = ()
        self.silent = False
        self.may_go_on = asyncio.Event()
        """Until then it thinks about its answer."""
        self.may_go_on.set()
        self.configs: list[StreamingRecognitionConfig] = []
        self.messages: list[bytes] = []
        self.heard = asyncio.Event()
        """Some sound has arrived."""
        self.cancelled = asyncio.Event()
        """What was not answered is wanted no more."""
        self.requests: list[SynthesizeSpeechRequest] = []
        self.sound: Any = None
        """What is said instead of a tone of 10 ms a character: bytes, or a status."""
        self.streamed: list[StreamingSynthesizeRequest] = []
        self.sounds: Sequence[Any] = ()
        """What a stream of speech brings, one after the other: bytes, or a status."""

    async def recognize(
        self, requests: AsyncIterator[StreamingRecognizeRequest], context: Any
    ) -> AsyncIterator[StreamingRecognizeResponse]:
        """Answer a StreamingRecognize."""
        self.configs.append((await anext(requests)).streaming_config)
        async for request in requests:
            self.messages.append(request.audio_content)
            if not self.heard.is_set():
                self.heard.set()
                async for answer in self._say(self.early, context):
                    yield answer
        if self.silent:
            await self._never()
        await self.may_go_on.wait()
        async for answer in self._say(self.answers, context):
            yield answer

    async def _never(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()

    async def _say(self, answers: Sequence[Any], context: Any) -> AsyncIterator[StreamingRecognizeResponse]:
        for answer in answers:
            if isinstance(answer, grpc.StatusCode):
                await context.abort(answer, QUOTED)
            else:
                yield answer

    async def speak(self, request: SynthesizeSpeechRequest, context: Any) -> SynthesizeSpeechResponse:
        """Answer a SynthesizeSpeech."""
        self.requests.append(request)
        if self.silent:
            await self._never()
        await self.may_go_on.wait()
        if isinstance(self.sound, grpc.StatusCode):
            await context.abort(self.sound, QUOTED)
        rate = request.audio_config.sample_rate_hertz
        tone = np.full(len(request.input.text) * rate // 100, 1000, np.int16)
        made = mulaw_wav(tone) if request.audio_config.audio_encoding == AudioEncoding.MULAW else wav(tone, rate)
        return SynthesizeSpeechResponse(audio_content=made if self.sound is None else self.sound)

    async def stream(
        self, requests: AsyncIterator[StreamingSynthesizeRequest], context: Any
    ) -> AsyncIterator[StreamingSynthesizeResponse]:
        """Answer a StreamingSynthesize."""
        async for request in requests:
            self.streamed.append(request)
        for sound in self.sounds:
            if isinstance(sound, grpc.StatusCode):
                await context.abort(sound, QUOTED)
            yield StreamingSynthesizeResponse(audio_content=sound)
        if self.silent:
            await self._never()


def mulaw_wav(pcm: PCM) -> bytes:
    """Return a WAV file of mu-law."""
    data = Codec.MULAW_8K.encode(pcm)
    return wav_header(Codec.MULAW_8K, len(data)) + data


def wav(pcm: PCM, rate: int) -> bytes:
    """Return a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(pcm.astype("<i2").tobytes())
    return file.getvalue()


@asynccontextmanager
async def serving(google: PretendGoogle) -> AsyncIterator[str]:
    """Serve until the context is left; yields the endpoint."""
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((_recognition(google), _synthesis(google)))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop(None)


def _recognition(
    google: PretendGoogle,
) -> grpc.GenericRpcHandler:
    handler = grpc.stream_stream_rpc_method_handler(
        google.recognize, StreamingRecognizeRequest.deserialize, StreamingRecognizeResponse.serialize
    )
    return grpc.method_handlers_generic_handler("google.cloud.speech.v1.Speech", {"StreamingRecognize": handler})


def _synthesis(google: PretendGoogle) -> grpc.GenericRpcHandler:
    whole = grpc.unary_unary_rpc_method_handler(
        google.speak, SynthesizeSpeechRequest.deserialize, SynthesizeSpeechResponse.serialize
    )
    streaming = grpc.stream_stream_rpc_method_handler(
        google.stream, StreamingSynthesizeRequest.deserialize, StreamingSynthesizeResponse.serialize
    )
    methods = {"SynthesizeSpeech": whole, "StreamingSynthesize": streaming}
    return grpc.method_handlers_generic_handler("google.cloud.texttospeech.v1.TextToSpeech", methods)
