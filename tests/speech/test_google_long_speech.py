"""Speech that does not fit into one stream of Google's, heard by a pretend Google that knows words by their sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby
from typing import Any

import grpc
import pytest
from google.cloud.speech_v1.types import (
    SpeechRecognitionAlternative,
    StreamingRecognitionResult,
    StreamingRecognizeRequest,
    StreamingRecognizeResponse,
    WordInfo,
)
from google.protobuf.duration_pb2 import Duration

from flowrunner.answers.expected import Expected, dictated
from flowrunner.audio.codec import Codec
from flowrunner.call.listener import Ears, Listener
from flowrunner.errors import SpeechError
from flowrunner.speech.google.recognizer import GoogleRecognizer, GoogleStream, Times
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeChannel, FakeVad
from tests.speech.google_server import PretendGoogle, serving

RATE = 8000
WORD, PAUSE = 3200, 1600
"""Bytes: 0.4 s of a word, 0.2 s of nothing after it."""
SILENCE = (0, 255)
"""Nothing, and what silence is in mu-law."""
DICTATION = Expected(kind="open", dictation=True)
TIMES = Times(stint_s=8.0, shared_s=2.0)
END = StreamingRecognizeResponse(
    speech_event_type=StreamingRecognizeResponse.SpeechEventType.END_OF_SINGLE_UTTERANCE,
    speech_event_time=Duration(seconds=1, nanos=100_000_000),
)
PATIENCE_S = 10.0


def said(words: Sequence[int], length: int = WORD) -> bytes:
    """Return the sound of words: each is a number that fills its time."""
    return b"".join(bytes([word]) * length + bytes(PAUSE) for word in words)


class ListeningGoogle(PretendGoogle):
    """Understands what it hears whole; of a word that it hears in part it makes another. Says so when the sound ends.

    More than ``limit_s`` of sound is refused. ``then`` follows a number of messages, in turn for each stream.
    """

    def __init__(self, limit_s: float = 10.0, *, timed: bool = True) -> None:
        super().__init__()
        self.sounds_heard: list[bytes] = []
        self.then: dict[int, Sequence[StreamingRecognizeResponse | grpc.StatusCode]] = {}
        self._limit = limit_s * RATE
        self._timed = timed

    async def recognize(
        self, requests: AsyncIterator[StreamingRecognizeRequest], context: Any
    ) -> AsyncIterator[StreamingRecognizeResponse]:
        self.configs.append((await anext(requests)).streaming_config)
        then, heard, messages = self.then, bytearray(), 0
        self.then = {}
        async for request in requests:
            heard += request.audio_content
            messages += 1
            if len(heard) > self._limit:
                await context.abort(grpc.StatusCode.OUT_OF_RANGE, "too long")
            async for answer in self._say(then.get(messages, ()), context):
                yield answer
            if END in then.get(messages, ()):
                return
        self.sounds_heard.append(bytes(heard))
        yield self.understood(bytes(heard))

    def understood(self, sound: bytes) -> StreamingRecognizeResponse:
        """Return what a sound says, as final."""
        words, at = [], 0
        for value, run in groupby(sound):
            begin, at = at, at + len([*run])
            if value not in SILENCE:
                text = f"w{value}" if at - begin >= WORD else f"part of w{value}"
                words.append(WordInfo(word=text, start_time=_duration(begin), end_time=_duration(at)))
        alternative = SpeechRecognitionAlternative(
            transcript=" ".join(word.word for word in words), words=words if self._timed else []
        )
        result = StreamingRecognitionResult(
            alternatives=[alternative], is_final=True, result_end_time=_duration(len(sound))
        )
        return StreamingRecognizeResponse(results=[result])


def _duration(samples: int) -> Duration:
    return Duration(nanos=samples * 1_000_000_000 // RATE % 1_000_000_000, seconds=samples // RATE)


async def hear(
    google: PretendGoogle,
    sound: bytes,
    expected: Expected = DICTATION,
    times: Times = TIMES,
    codec: Codec = Codec.MULAW_8K,
) -> str:
    """Return what is understood of an utterance."""
    async with serving(google) as endpoint:
        recognizer = GoogleRecognizer(endpoint, times)
        try:
            stream = recognizer.open(expected, codec, lambda _: None)
            write(stream, sound)
            return (await stream.finish(expected)).transcript
        finally:
            await recognizer.aclose()


def words(count: int) -> list[int]:
    return [1 + n % 250 for n in range(count)]


@pytest.mark.parametrize("shift", range(0, 4800, 960))
async def test_no_word_is_lost_where_one_stream_follows_another(shift: int) -> None:
    google = ListeningGoogle()
    heard = await hear(google, bytes(shift) + said(words(60)))
    assert heard.split() == [f"w{word}" for word in words(60)]
    assert len(google.sounds_heard) == 6


async def test_words_that_are_said_again_and_again_are_as_many() -> None:
    assert (await hear(ListeningGoogle(), said([5] * 40))).split() == ["w5"] * 40


async def test_words_are_joined_without_their_times_too() -> None:
    # 8 s end after a whole word, so that both have the words of the two seconds before
    google = ListeningGoogle(timed=False)
    heard = await hear(google, said(words(40)), times=Times(stint_s=9.6, shared_s=2.4))
    assert heard.split() == [f"w{word}" for word in words(40)]


async def test_five_minutes_are_a_matter_of_the_clock_as_well() -> None:
    google = ListeningGoogle()
    await hear(google, said(words(4)), times=Times(stint_s=0.0, shared_s=1.0))
    assert len(google.configs) > 2


async def test_what_follows_the_end_of_a_single_utterance_is_heard() -> None:
    google = ListeningGoogle()
    google.then = {12: [END, google.understood(said([1, 2])[: RATE * 11 // 10])]}
    menu = Expected(("w1 w2 w3",))
    async with serving(google) as endpoint:
        recognizer = GoogleRecognizer(endpoint)
        partials: asyncio.Queue[Recognition] = asyncio.Queue()
        stream = recognizer.open(menu, Codec.MULAW_8K, partials.put_nowait)
        write(stream, said([1, 2]))
        async with asyncio.timeout(PATIENCE_S):
            assert (await partials.get()).transcript == "w1 w2"
        write(stream, said([3]))
        assert (await stream.finish(menu)).phrase == "w1 w2 w3"
        await recognizer.aclose()
    assert google.sounds_heard[-1] == said([1, 2, 3])[RATE * 11 // 10 :], "from where the utterance ended"


async def test_what_was_not_yet_understood_is_sent_again_when_the_connection_breaks() -> None:
    google = ListeningGoogle()
    google.then = {6: [google.understood(said([1]))], 12: [grpc.StatusCode.UNAVAILABLE]}
    assert await broken(google, [1, 2], [3]) == "w1 w2 w3"
    assert len(google.configs) == 2


async def test_what_breaks_after_the_last_word_is_sent_again() -> None:
    google = ListeningGoogle()
    google.then = {6: [google.understood(said([1]))], 12: [grpc.StatusCode.UNAVAILABLE]}
    assert await broken(google, [1, 2], []) == "w1 w2"


async def test_of_what_breaks_before_anything_is_understood_nothing_is_sent_again() -> None:
    google = ListeningGoogle()
    google.then = {12: [grpc.StatusCode.UNAVAILABLE]}
    with pytest.raises(SpeechError, match="google answered UNAVAILABLE"):
        await broken(google, [1, 2], [3])
    assert len(google.configs) == 1


async def test_a_refusal_is_not_argued_with() -> None:
    google = ListeningGoogle()
    google.then = {6: [google.understood(said([1]))], 12: [grpc.StatusCode.RESOURCE_EXHAUSTED]}
    with pytest.raises(SpeechError, match="google answered RESOURCE_EXHAUSTED"):
        await broken(google, [1, 2], [3])


class Report:
    """What a listener tells."""

    def __init__(self) -> None:
        self.edge: AbstractContextManager[None, bool | None] = nullcontext()
        self.heard_all: asyncio.Queue[str] = asyncio.Queue()

    def speech_started(self) -> None: ...

    def speech_ended(self, silence_s: float) -> None: ...

    def heard(self, heard: Recognition) -> None:
        self.heard_all.put_nowait(heard.transcript)

    def hearing_failed(self, reason: str) -> None:
        self.heard_all.put_nowait(reason)


async def test_what_is_dictated_on_the_telephone_is_one_utterance() -> None:
    # bytes up to 32 are loud in mu-law, and so is what stands for the pauses
    numbers = [1 + n % 32 for n in range(60)]
    google, report = ListeningGoogle(), Report()
    async with serving(google) as endpoint, asyncio.TaskGroup() as tasks:
        recognizer = GoogleRecognizer(endpoint, TIMES)
        ears = Ears(recognizer, FakeVad())
        listener = Listener(FakeChannel(), ears, report, lambda work: tasks.create_task(work))
        listener.expect(dictated("en-US", None))
        sound = said(numbers) + Codec.MULAW_8K.silence(1.0)
        for start in range(0, len(sound), 160):
            listener.on_audio(sound[start : start + 160])
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            assert (await report.heard_all.get()).split() == [f"w{number}" for number in numbers]
        await recognizer.aclose()
    assert report.heard_all.empty()
    assert len(google.sounds_heard) == 6


async def broken(google: ListeningGoogle, before: list[int], after: list[int]) -> str:
    """Return what is understood when the connection breaks after some words."""
    async with serving(google) as endpoint:
        recognizer = GoogleRecognizer(endpoint)
        try:
            stream = recognizer.open(DICTATION, Codec.MULAW_8K, lambda _: None)
            write(stream, said(before))
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.wait([stream._stints[0]._conversation])
            write(stream, said(after))
            return (await stream.finish(DICTATION)).transcript
        finally:
            await recognizer.aclose()


def write(stream: GoogleStream, sound: bytes) -> None:
    """Bring sound a message at a time."""
    for start in range(0, len(sound), 800):
        stream.write(sound[start : start + 800])
