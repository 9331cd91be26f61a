"""What a caller is owed when Google is ill: an error in time, whatever the illness, and the next caller is served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import grpc
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.recognizer import GoogleRecognizer, Times
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.ports import Recognition
from tests.speech.google_server import PretendGoogle, final, serving

PATIENCE_S = 10.0
SOON_S = 0.3
MENU = Expected(("sales", "support"))
Ask = Callable[[str, float], Awaitable[object]]


async def say(endpoint: str, answer_s: float = PATIENCE_S) -> object:
    return await _say(GoogleVoice(endpoint, answer_s), "en-US-Neural2-C")


async def say_as_it_is_made(endpoint: str, answer_s: float = PATIENCE_S) -> object:
    return await _say(GoogleVoice(endpoint, answer_s), "en-US-Chirp3-HD-Kore")


async def _say(voice: GoogleVoice, name: str) -> object:
    try:
        async with aclosing(voice.speak("Hello.", voice=name, language="en-US")) as sound:
            return [pcm async for pcm in sound]
    finally:
        await voice.aclose()


async def hear(endpoint: str, answer_s: float = PATIENCE_S) -> object:
    recognizer = GoogleRecognizer(endpoint, Times(answer_s))
    try:
        stream = recognizer.open(MENU, Codec.MULAW_8K, lambda _: None)
        for _ in range(50):
            stream.write(bytes(160))
        return await stream.finish(MENU)
    finally:
        await recognizer.aclose()


each = pytest.mark.parametrize("ask", [say, say_as_it_is_made, hear])


@each
async def test_a_line_that_accepts_and_is_silent(ask: Ask) -> None:
    async with listening(silent) as endpoint:
        assert await failure(ask, endpoint, SOON_S) == ("google took too long to answer", "timeout")


@each
async def test_a_line_that_is_closed_at_once(ask: Ask) -> None:
    async with listening(closing) as endpoint:
        assert await failure(ask, endpoint) == ("google answered UNAVAILABLE: it cannot be reached", "failed")


@each
async def test_a_line_that_speaks_something_else(ask: Ask) -> None:
    async with listening(babbling) as endpoint:
        assert await failure(ask, endpoint) == ("google answered UNAVAILABLE: it cannot be reached", "failed")


@each
async def test_an_answer_that_nobody_can_read(ask: Ask) -> None:
    async with answering(garbage) as endpoint:
        assert await failure(ask, endpoint) == ("google sent something that is no answer", "failed")


@each
async def test_a_service_that_is_not_there(ask: Ask) -> None:
    async with answering(None) as endpoint:
        assert (await failure(ask, endpoint))[0].startswith("google answered ")


@each
async def test_a_server_that_breaks_down(ask: Ask) -> None:
    async with answering(broken) as endpoint:
        assert (await failure(ask, endpoint))[0].startswith("google answered ")


@each
async def test_a_server_that_is_stopped_in_the_middle(ask: Ask) -> None:
    async with AsyncExitStack() as stack:
        stopped = asyncio.Event()

        async def stopping(requests: AsyncIterator[bytes], context: object) -> AsyncIterator[bytes]:
            async for _ in requests:
                stopped.set()
            await asyncio.Event().wait()
            yield b""

        endpoint = await stack.enter_async_context(answering(stopping))
        asked = asyncio.create_task(failure(ask, endpoint))
        async with asyncio.timeout(PATIENCE_S):
            await stopped.wait()
        await stack.aclose()
        assert (await asked)[0].startswith("google answered ")


async def test_a_google_that_takes_no_sound_is_given_up() -> None:
    async with answering(deaf) as endpoint:
        recognizer = GoogleRecognizer(endpoint)
        stream = recognizer.open(MENU, Codec.L16_16K, lambda _: None)
        for _ in range(120):
            stream.write(Codec.L16_16K.silence(1.0))
            await asyncio.sleep(0)
        with pytest.raises(SpeechError, match="google takes no more sound") as error:
            await stream.finish(MENU)
        assert error.value.trouble == "timeout"
        await recognizer.aclose()


async def test_a_slow_google_is_waited_for() -> None:
    google = PretendGoogle()
    google.answers = [final(("sales", 0.75))]
    google.may_go_on.clear()
    async with serving(google) as endpoint:
        asked = asyncio.create_task(hear(endpoint))
        async with asyncio.timeout(PATIENCE_S):
            await google.heard.wait()
        google.may_go_on.set()
        assert await asked == Recognition("sales", "sales", 0.75)


async def failure(ask: Ask, endpoint: str, answer_s: float = PATIENCE_S) -> tuple[str, str]:
    """Return the error and its trouble."""
    with pytest.raises(SpeechError) as error:
        await ask(endpoint, answer_s)
    return str(error.value), error.value.trouble


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(1000):
        pass


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    await reader.read(1000)
    writer.close()


@asynccontextmanager
async def listening(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """Serve anything on a port."""

    async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handled, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def garbage(requests: AsyncIterator[bytes], context: object) -> AsyncIterator[bytes]:
    yield b"\xff" * 20


async def deaf(requests: AsyncIterator[bytes], context: object) -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def broken(requests: AsyncIterator[bytes], context: object) -> AsyncIterator[bytes]:
    async for request in requests:
        yield bytes(1 // len(request[:0]))


@asynccontextmanager
async def answering(
    answer: Callable[[AsyncIterator[bytes], object], AsyncIterator[bytes]] | None,
) -> AsyncIterator[str]:
    """Serve any method of any service, in bytes."""

    class Everything(grpc.GenericRpcHandler):  # type: ignore[misc]
        def service(self, call: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
            return grpc.stream_stream_rpc_method_handler(answer) if answer else None

    server = grpc.aio.server()
    server.add_generic_rpc_handlers((Everything(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop(None)
