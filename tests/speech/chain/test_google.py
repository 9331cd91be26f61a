"""A pretend Google that hangs, fails and talks nonsense on a real connection, and the fakes that stand in for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import grpc
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from flowrunner.speech.chain.recognizer import ChainedRecognizer, Ear
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.google.recognizer import GoogleRecognizer
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer
from tests.speech.google_server import PretendGoogle, final, serving

MULAW = Codec.MULAW_8K
MENU = Expected(("sales", "support"))
SALES = Recognition("sales", "sales", 0.9)
HANGS_S = 0.3
USUAL_S = 30.0


@pytest.fixture
def google() -> PretendGoogle:
    return PretendGoogle()


@pytest.fixture
async def endpoint(google: PretendGoogle) -> AsyncGenerator[str, None]:
    async with serving(google) as address:
        yield address


def circuit(name: str) -> Circuit:
    return Circuit(name, asyncio.get_running_loop().time, Tolerance(1, 60, 60))


async def say(endpoint: str, wait_s: float = USUAL_S) -> tuple[int, Circuit]:
    """Return how many samples at 8 kHz Google made of a greeting; raises SpeechError."""
    voice, state = GoogleVoice(endpoint), circuit("google voice")
    guarded = GuardedVoice(voice, state, wait_s).tuned(MULAW)
    try:
        return sum([len(pcm) async for pcm in guarded.speak("Hello.", voice=None, language="en-US")]), state
    finally:
        await voice.aclose()


async def hear(endpoint: str, wait_s: float = USUAL_S) -> tuple[Recognition, Circuit]:
    """Return what Google hears of a second of sound, or who stands in for it, and how Google is."""
    recognizer, state = GoogleRecognizer(endpoint), circuit("google recognizer")
    chain = ChainedRecognizer(
        [
            Ear(recognizer, state, wait_s, lambda _: True),
            Ear(FakeRecognizer(SALES), circuit("stand-in"), USUAL_S, lambda _: True),
        ]
    )
    stream = chain.open(MENU, MULAW, lambda _: None)
    for _ in range(50):
        stream.write(bytes(160))
    try:
        return await stream.finish(MENU), state
    finally:
        await recognizer.aclose()


async def test_a_google_that_is_well_is_asked_for_the_sound_of_the_stream(google: PretendGoogle, endpoint: str) -> None:
    google.answers = [final(("support", 0.8))]
    assert (await say(endpoint))[0] == 6 * 80
    heard, state = await hear(endpoint)
    assert (heard.phrase, state.counts) == ("support", {"answered": 1})


async def test_a_google_that_hangs_is_left_in_time(google: PretendGoogle, endpoint: str) -> None:
    google.silent = True
    with pytest.raises(SpeechError, match=r"the google voice made no sound for 0\.3 s"):
        await say(endpoint, HANGS_S)
    heard, state = await hear(endpoint, HANGS_S)
    assert (heard, state.state, state.counts["timeout"]) == (SALES, "open", 1)
    await google.cancelled.wait()


@pytest.mark.parametrize(
    ("status", "attempts"), [(grpc.StatusCode.UNAVAILABLE, 2), (grpc.StatusCode.RESOURCE_EXHAUSTED, 1)]
)
async def test_a_google_that_fails_is_asked_again_where_that_may_help(
    status: grpc.StatusCode, attempts: int, google: PretendGoogle, endpoint: str
) -> None:
    google.sound, google.answers = status, [status]
    with pytest.raises(SpeechError, match=f"google answered {status.name}"):
        await say(endpoint)
    assert (await hear(endpoint))[0] == SALES
    assert (len(google.requests), len(google.configs)) == (attempts, attempts)


@pytest.mark.parametrize("sound", [b"", b"RIFF", b"\xff" * 100])
async def test_sound_that_is_none_is_a_failure(sound: bytes, google: PretendGoogle, endpoint: str) -> None:
    google.sound = sound
    with pytest.raises(SpeechError, match="google sent sound"):
        await say(endpoint)


async def test_answers_that_are_none_are_a_failure() -> None:
    async def speak(_request: bytes, _context: Any) -> bytes:
        return b"\xff\xff\xff\x01nonsense"

    async def recognize(requests: Any, _context: Any) -> AsyncGenerator[bytes, None]:
        async for _request in requests:
            pass
        yield b"\xff\xff\xff\x01nonsense"

    server = grpc.aio.server()
    services: dict[str, dict[str, Any]] = {
        "google.cloud.texttospeech.v1.TextToSpeech": {"SynthesizeSpeech": grpc.unary_unary_rpc_method_handler(speak)},
        "google.cloud.speech.v1.Speech": {"StreamingRecognize": grpc.stream_stream_rpc_method_handler(recognize)},
    }
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(*service) for service in services.items()])
    address = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    with pytest.raises(SpeechError, match="google sent something that is no answer"):
        await say(address)
    assert (await hear(address))[0] == SALES
    await server.stop(None)


async def test_a_google_that_is_not_there_is_replaced() -> None:
    with pytest.raises(SpeechError, match="google answered UNAVAILABLE"):
        await say("http://127.0.0.1:1")
    assert (await hear("http://127.0.0.1:1"))[0] == SALES


async def test_who_answers_in_another_protocol_is_replaced() -> None:
    async def chatter(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(chatter, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(SpeechError, match="google answered"):
            await say(address)
        assert (await hear(address))[0] == SALES
