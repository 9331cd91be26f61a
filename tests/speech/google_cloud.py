"""A pretend Google: real gRPC on this machine, with answers that a test chooses."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import numpy as np
from google.auth.credentials import AnonymousCredentials
from google.cloud import speech_v1 as speech
from google.cloud import texttospeech_v1 as text_to_speech
from google.cloud.speech_v1.services.speech.transports import SpeechGrpcAsyncIOTransport
from google.cloud.texttospeech_v1.services.text_to_speech.transports import TextToSpeechGrpcAsyncIOTransport


@dataclass
class Cloud:
    """What was asked of it, and what it answers."""

    transcripts: list[tuple[str, float]] = field(default_factory=list)
    """Final results of the next utterance, each after an interim one."""
    broken: bool = False
    configs: list[Any] = field(default_factory=list)
    samples: int = 0
    said: list[Any] = field(default_factory=list)
    address: str = ""

    def recognizer_client(self) -> Any:
        channel = grpc.aio.insecure_channel(self.address)
        transport = SpeechGrpcAsyncIOTransport(channel=channel, credentials=AnonymousCredentials())
        return speech.SpeechAsyncClient(transport=transport)

    def voice_client(self) -> Any:
        channel = grpc.aio.insecure_channel(self.address)
        transport = TextToSpeechGrpcAsyncIOTransport(channel=channel, credentials=AnonymousCredentials())
        return text_to_speech.TextToSpeechAsyncClient(transport=transport)

    async def recognize(self, requests: AsyncIterator[Any], context: Any) -> AsyncIterator[Any]:
        async for request in requests:
            if request.streaming_config:
                self.configs.append(request.streaming_config.config)
            self.samples += len(request.audio_content) // 2
        if self.broken:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "the caller said: my secret")
        for transcript, confidence in self.transcripts:
            yield _result("hm", 0.0, is_final=False)
            yield _result(transcript, confidence, is_final=True)

    async def synthesize(self, request: Any, context: Any) -> Any:
        if self.broken:
            await context.abort(grpc.StatusCode.PERMISSION_DENIED, "no")
        self.said.append(request)
        sound = np.full(2400, 1000, "<i2").tobytes()
        return text_to_speech.SynthesizeSpeechResponse(audio_content=b"RIFF" + bytes(40) + sound)


def _result(transcript: str, confidence: float, *, is_final: bool) -> Any:
    alternative = speech.SpeechRecognitionAlternative(transcript=transcript, confidence=confidence)
    result = speech.StreamingRecognitionResult(alternatives=[alternative], is_final=is_final)
    return speech.StreamingRecognizeResponse(results=[result])


@asynccontextmanager
async def running_cloud() -> AsyncGenerator[Cloud, None]:
    """Serve on a free port until the context is left."""
    cloud = Cloud()
    server = grpc.aio.server()
    recognize = grpc.stream_stream_rpc_method_handler(
        cloud.recognize,
        request_deserializer=speech.StreamingRecognizeRequest.deserialize,
        response_serializer=speech.StreamingRecognizeResponse.serialize,
    )
    synthesize = grpc.unary_unary_rpc_method_handler(
        cloud.synthesize,
        request_deserializer=text_to_speech.SynthesizeSpeechRequest.deserialize,
        response_serializer=text_to_speech.SynthesizeSpeechResponse.serialize,
    )
    speech_v1 = {"StreamingRecognize": recognize}
    text_to_speech_v1 = {"SynthesizeSpeech": synthesize}
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler("google.cloud.speech.v1.Speech", speech_v1),
            grpc.method_handlers_generic_handler("google.cloud.texttospeech.v1.TextToSpeech", text_to_speech_v1),
        )
    )
    cloud.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield cloud
    finally:
        await server.stop(None)
