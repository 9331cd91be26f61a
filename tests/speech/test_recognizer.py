from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.pool import WAITING_PER_THREAD, Pool
from flowrunner.speech.ports import OnPartial, Recognition
from flowrunner.speech.whisper.model import WhisperModel
from flowrunner.speech.whisper.recognizer import WhisperRecognizer, WhisperStream
from tests.speech.sounds import recorded

MENU = Expected(("sales", "support"))
WORD = Codec.MULAW_8K.encode(np.ones(8000, np.int16))


@dataclass(frozen=True)
class Asked:
    samples: int
    expected: Expected


class FakeModel:
    """Hears the number of the question; ``may_go_on`` holds it up."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.unwanted = 0
        self.began = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition:
        self.asked.append(Asked(len(pcm), expected))
        number = len(self.asked)
        self.began.set()
        self.may_go_on.wait()
        self.unwanted += not wanted()
        return Recognition(f"answer {number}")


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def recognizer(model: FakeModel) -> Iterator[WhisperRecognizer]:
    pool = Pool("test", threads=1)
    yield WhisperRecognizer(pool, lambda: model)
    model.may_go_on.set()
    pool.close()


def utterance(
    recognizer: WhisperRecognizer, expected: Expected = MENU, on_partial: OnPartial = lambda _: None
) -> WhisperStream:
    return recognizer.open(expected, Codec.MULAW_8K, on_partial)


async def test_an_utterance_is_heard_when_it_has_finished(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    stream = utterance(recognizer)
    stream.write(WORD)
    stream.write(WORD)
    assert await stream.finish(MENU) == Recognition("answer 1")
    assert model.asked == [Asked(16000, MENU)]


async def test_what_was_decoded_in_a_pause_is_the_answer(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    stream = utterance(recognizer)
    stream.write(WORD)
    stream.pause()
    assert await stream.finish(MENU) == Recognition("answer 1")
    assert len(model.asked) == 1


async def test_it_is_stale_when_the_caller_goes_on(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    stream = utterance(recognizer)
    stream.write(WORD)
    stream.pause()
    await recognizer.begin(WORD, Codec.MULAW_8K, MENU).result
    stream.resume()
    stream.write(WORD)
    assert (await stream.finish(MENU)).transcript == "answer 3"
    assert model.asked[-1] == Asked(16000, MENU)


async def test_it_is_stale_when_the_question_has_changed(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    other = replace(MENU, phrases=("yes", "no"))
    stream = utterance(recognizer)
    stream.write(WORD)
    stream.pause()
    await stream.finish(other)
    assert model.asked[-1] == Asked(8000, other)


async def test_what_was_decoded_in_a_pause_is_told_before_the_end(recognizer: WhisperRecognizer) -> None:
    told: list[Recognition] = []
    stream = utterance(recognizer, on_partial=told.append)
    stream.write(WORD)
    stream.pause()
    await recognizer.begin(WORD, Codec.MULAW_8K, MENU).result
    assert told == [Recognition("answer 1")]
    assert await stream.finish(MENU) == told[0]
    assert len(told) == 1


async def test_nothing_is_told_of_what_is_stale_or_forgotten(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    told: list[Recognition] = []
    model.may_go_on.clear()
    for leave in (WhisperStream.resume, WhisperStream.cancel):
        stream = utterance(recognizer, on_partial=told.append)
        stream.write(WORD)
        stream.pause()
        await asyncio.to_thread(model.began.wait)
        leave(stream)
    model.may_go_on.set()
    await recognizer.begin(WORD, Codec.MULAW_8K, MENU).result
    assert told == []


async def test_sound_of_any_codec_is_understood(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    stream = recognizer.open(MENU, Codec.L16_16K, lambda _: None)
    stream.write(Codec.L16_16K.silence(1.0))
    await stream.finish(MENU)
    assert model.asked == [Asked(16000, MENU)]


async def test_nobody_decodes_for_a_caller_who_has_gone(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    model.may_go_on.clear()
    running, waiting = utterance(recognizer), utterance(recognizer)
    for stream in (running, waiting):
        stream.write(WORD)
        stream.pause()
    await asyncio.to_thread(model.began.wait)
    running.cancel()
    waiting.cancel()
    await asyncio.sleep(0)  # a cancelled future tells its thread pool on the loop's next round
    model.may_go_on.set()
    await recognizer.begin(WORD, Codec.MULAW_8K, MENU).result
    assert model.unwanted == 1
    assert len(model.asked) == 2


async def test_a_crowd_is_told_at_once_that_there_are_too_many(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    model.may_go_on.clear()
    crowd = [recognizer.begin(WORD, Codec.MULAW_8K, MENU) for _ in range(1 + WAITING_PER_THREAD)]
    stream = utterance(recognizer)
    stream.write(WORD)
    stream.pause()
    with pytest.raises(SpeechError, match="too much"):
        await stream.finish(MENU)
    model.may_go_on.set()
    await asyncio.gather(*(one.result for one in crowd))


async def test_another_language_is_refused(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    hindi = replace(MENU, language="hi-IN")
    stream = utterance(recognizer, hindi)
    stream.write(WORD)
    stream.pause()
    with pytest.raises(SpeechError, match="understands English, not hi-IN"):
        await stream.finish(hindi)
    assert model.asked == []


async def test_an_endless_utterance_is_cut(recognizer: WhisperRecognizer, model: FakeModel) -> None:
    stream = utterance(recognizer)
    for _ in range(40):
        stream.write(WORD)
    await stream.finish(MENU)
    assert model.asked[0].samples == 30 * 8000


async def test_cancelling_what_has_finished_is_harmless(recognizer: WhisperRecognizer) -> None:
    stream = utterance(recognizer)
    assert (await stream.finish(MENU)).transcript == "answer 1"
    stream.cancel()
    stream.cancel()


async def test_a_crowd_is_understood_at_the_same_time(pool: Pool, whisper: WhisperModel) -> None:
    recognizer = WhisperRecognizer(pool, lambda: whisper)
    await recognizer.warm()
    streams = [utterance(recognizer, Expected(("yes", "no"))) for _ in range(4)]
    for stream, name in zip(streams, ["yes_6a27a9bf", "no_2f813234"] * 2, strict=True):
        stream.write(Codec.MULAW_8K.encode(recorded(name)))
        stream.pause()
    heard = await asyncio.gather(*(stream.finish(Expected(("yes", "no"))) for stream in streams))
    assert [one.phrase for one in heard] == ["yes", "no", "yes", "no"]
