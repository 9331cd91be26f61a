"""The listener against loudness as voice activity and a recognizer that keeps count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pytest

from flowrunner.answers.expected import Expected, dictated
from flowrunner.audio.codec import Codec
from flowrunner.call.listener import PRE_ROLL_S, VAD_RATE_HZ, WINDOW, Ears, Listener
from flowrunner.errors import SpeechError
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeChannel, FakeRecognizer, FakeVad
from tests.virtual_time import run

MENU = Expected(phrases=("sales", "support"))
FRAME_S = 0.02


class Ear:
    """A listener with its reports."""

    def __init__(self, recognizer: FakeRecognizer | None, codec: Codec) -> None:
        self.reports: list[str] = []
        self.edge: AbstractContextManager[None, bool | None] = nullcontext()
        self.recognizer = recognizer
        self.vad = FakeVad()
        self.channel = FakeChannel(codec)
        self.listener = Listener(self.channel, Ears(recognizer, self.vad), self, self._spawn)
        self.tasks: list[asyncio.Task[None]] = []

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.append(task)
        return task

    def speech_started(self) -> None:
        self.reports.append("started")

    def speech_ended(self, silence_s: float) -> None: ...

    def heard(self, heard: Recognition) -> None:
        self.reports.append(f"heard {heard.transcript}".rstrip())

    def hearing_failed(self, reason: str) -> None:
        self.reports.append("failed")

    async def hear(self, seconds: float, *, loud: bool) -> None:
        codec = self.channel.codec
        samples = int(FRAME_S * codec.sample_rate)
        tone = (8000 * np.sin(np.arange(samples) * 0.3)).astype(np.int16) * int(loud)
        for _ in range(round(seconds / FRAME_S)):
            self.listener.on_audio(codec.encode(tone))
            await asyncio.sleep(0)


def with_an_ear(
    scene: Callable[[Ear], Awaitable[None]], *heard: Recognition | SpeechError, codec: Codec = Codec.MULAW_8K
) -> Ear:
    async def perform() -> Ear:
        ear = Ear(FakeRecognizer(*heard), codec)
        await scene(ear)
        ear.listener.close()
        return ear

    return run(perform())


def recognizer_of(ear: Ear) -> FakeRecognizer:
    assert ear.recognizer is not None
    return ear.recognizer


async def say_something(ear: Ear) -> None:
    ear.listener.expect(MENU)
    await ear.hear(1.0, loud=False)
    await ear.hear(0.8, loud=True)
    await ear.hear(1.0, loud=False)


def test_an_utterance_is_heard_once_with_the_sound_just_before_it() -> None:
    ear = with_an_ear(say_something, Recognition("sales"))
    assert ear.reports == ["started", "heard sales"]
    (stream,) = recognizer_of(ear).streams
    assert stream.calls == ["pause", "finish"]
    assert 8000 * 0.8 < stream.samples <= 8000 * (0.8 + PRE_ROLL_S + 0.3)


def test_sixteen_kilohertz_are_heard_as_well() -> None:
    ear = with_an_ear(say_something, Recognition("sales"), codec=Codec.L16_16K)
    assert ear.reports == ["started", "heard sales"]
    assert recognizer_of(ear).streams[0].samples > 16000 * 0.8


def test_a_short_pause_does_not_end_the_utterance_and_loses_nothing() -> None:
    async def scene(ear: Ear) -> None:
        ear.listener.expect(MENU)
        await ear.hear(0.5, loud=True)
        await ear.hear(0.3, loud=False)
        await ear.hear(0.5, loud=True)
        await ear.hear(1.0, loud=False)

    ear = with_an_ear(scene, Recognition("support"))
    assert ear.reports == ["started", "heard support"]
    (stream,) = recognizer_of(ear).streams
    assert stream.calls == ["pause", "resume", "pause", "finish"]
    assert stream.samples >= 8000 * 1.3


def test_the_recognizer_is_asked_with_what_is_expected_at_the_end() -> None:
    async def scene(ear: Ear) -> None:
        ear.listener.expect(MENU)
        await ear.hear(0.5, loud=True)
        ear.listener.expect(Expected(kind="open"))
        await ear.hear(1.0, loud=False)

    assert recognizer_of(with_an_ear(scene)).streams[0].expected == Expected(kind="open")


def test_switching_off_in_the_middle_of_an_utterance_answers_it_as_a_noise() -> None:
    async def scene(ear: Ear) -> None:
        ear.listener.expect(MENU)
        await ear.hear(0.5, loud=True)
        ear.listener.expect(None)
        await ear.hear(1.0, loud=True)

    ear = with_an_ear(scene, Recognition("never asked"))
    assert ear.reports == ["started", "heard"]
    assert recognizer_of(ear).streams[0].calls == ["cancel"]
    assert ear.channel.wants_audio is False


def test_a_recognizer_that_fails_is_reported() -> None:
    assert with_an_ear(say_something, SpeechError("no model")).reports == ["started", "failed"]


def test_silence_costs_no_inference_and_speech_does() -> None:
    async def quiet(ear: Ear) -> None:
        ear.listener.expect(MENU)
        await ear.hear(60, loud=False)

    assert with_an_ear(quiet).vad.windows == 0
    spoken = with_an_ear(say_something).vad.windows * WINDOW / VAD_RATE_HZ
    assert 0.8 < spoken < 2.8


def test_nobody_listens_until_something_is_expected() -> None:
    async def scene(ear: Ear) -> None:
        await ear.hear(1.0, loud=True)

    ear = with_an_ear(scene)
    assert (ear.reports, ear.channel.wants_audio) == ([], False)


def test_without_a_recognizer_audio_is_not_even_wanted() -> None:
    async def perform() -> Ear:
        ear = Ear(None, Codec.MULAW_8K)
        ear.listener.expect(MENU)
        await ear.hear(1.0, loud=True)
        return ear

    ear = run(perform())
    assert (ear.reports, ear.channel.wants_audio) == ([], False)


def test_someone_who_never_stops_talking_is_heard_in_pieces() -> None:
    async def scene(ear: Ear) -> None:
        ear.listener.expect(MENU)
        await ear.hear(16.0, loud=True)

    assert with_an_ear(scene, Recognition("a story")).reports == ["started", "heard a story", "started"]


async def pause_after(ear: Ear, seconds: float) -> None:
    """Say something and pause, so that it is decoded ahead."""
    ear.listener.expect(CHOICES)
    await ear.hear(0.5, loud=True)
    await ear.hear(seconds, loud=False)


CHOICES = Expected(phrases=("sales", "sales support", "billing"))
CERTAIN_BY_NOW, FINISHED_BY_NOW = 0.3, 0.6


def after_a_partial(partial: Recognition, expected: Expected = CHOICES) -> list[str]:
    """Return what is reported in a pause that would be too short without what is understood so far."""

    async def scene(ear: Ear) -> None:
        await pause_after(ear, 0.24)
        ear.listener.expect(expected)
        recognizer_of(ear).streams[0].on_partial(partial)
        await ear.hear(CERTAIN_BY_NOW - 0.24, loud=False)

    return with_an_ear(scene, Recognition("heard")).reports


def test_an_answer_that_cannot_go_on_is_not_waited_for_any_longer() -> None:
    assert after_a_partial(Recognition("billing", "billing", 0.95)) == ["started", "heard heard"]
    digits = Expected(kind="digits", min_digits=2, max_digits=4, end_silence_ms=800)
    assert after_a_partial(Recognition("7491", "7491", 0.95), digits) == ["started", "heard heard"]


@pytest.mark.parametrize(
    "partial",
    [
        Recognition("sales", "sales", 0.95),
        Recognition("billing", "billing", 0.6),
        Recognition("I would like"),
        Recognition("billing", "billing", 0.95),
    ],
    ids=["a longer choice begins like it", "unsure", "no choice", "an open question"],
)
def test_an_answer_that_may_go_on_is_waited_for(partial: Recognition, request: pytest.FixtureRequest) -> None:
    is_open = "open" in request.node.name
    expected = Expected(CHOICES.phrases, "open") if is_open else CHOICES
    assert after_a_partial(partial, expected) == ["started"]


def test_an_answer_that_was_certain_when_the_silence_is_long_enough_ends_at_once() -> None:
    async def scene(ear: Ear) -> None:
        await pause_after(ear, 0.4)
        assert ear.reports == ["started"]
        recognizer_of(ear).streams[0].on_partial(Recognition("billing", "billing", 0.95))
        await asyncio.sleep(0)

    assert with_an_ear(scene, Recognition("billing")).reports == ["started", "heard billing"]


def test_who_goes_on_after_all_is_waited_for_again() -> None:
    async def scene(ear: Ear) -> None:
        await pause_after(ear, 0.24)
        recognizer_of(ear).streams[0].on_partial(Recognition("billing", "billing", 0.95))
        await ear.hear(0.3, loud=True)
        await ear.hear(CERTAIN_BY_NOW, loud=False)
        assert ear.reports == ["started"]
        await ear.hear(FINISHED_BY_NOW - CERTAIN_BY_NOW, loud=False)

    assert with_an_ear(scene, Recognition("billing")).reports == ["started", "heard billing"]


def test_the_next_answer_is_waited_for_as_long_as_ever() -> None:
    async def scene(ear: Ear) -> None:
        await pause_after(ear, 0.24)
        recognizer_of(ear).streams[0].on_partial(Recognition("billing", "billing", 0.95))
        await ear.hear(0.3, loud=False)
        await pause_after(ear, CERTAIN_BY_NOW)

    assert with_an_ear(scene, Recognition("billing")).reports == ["started", "heard billing", "started"]


class Patient(FakeRecognizer):
    """Hears utterances of a minute."""

    longest_s = 60.0


@pytest.mark.parametrize(
    ("recognizer", "expected", "utterances"),
    [
        (FakeRecognizer(), dictated("en-US", None), 3),
        (Patient(), MENU, 3),
        (Patient(), dictated("en-US", None), 1),
    ],
)
def test_what_is_written_down_is_cut_only_for_a_recognizer_that_wants_it(
    recognizer: FakeRecognizer, expected: Expected, utterances: int
) -> None:
    async def perform() -> None:
        ear = Ear(recognizer, Codec.MULAW_8K)
        ear.listener.expect(expected)
        await ear.hear(32.0, loud=True)
        await ear.hear(2.0, loud=False)
        ear.listener.close()

    run(perform())
    assert len(recognizer.streams) == utterances


def test_what_follows_a_quiet_line_is_heard_without_what_was_before_it() -> None:
    async def scene(ear: Ear) -> None:
        await say_something(ear)
        assert ear.vad.resets == 1
        await ear.hear(5.0, loud=False)
        await ear.hear(0.8, loud=True)

    assert with_an_ear(scene, Recognition("sales")).vad.resets == 2
