"""A whole listener with real voice activity, on a line where a prompt is heard."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.call.listener import Ears, Listener
from flowrunner.call.played import Played
from flowrunner.speech.ports import Recognition
from flowrunner.speech.silero import SileroModel, SileroVad
from tests.fakes import FakeChannel, FakeRecognizer
from tests.speech.conftest import Say
from tests.speech.sounds import RATE, over_the_telephone, recorded
from tests.virtual_time import run

CODEC = Codec.MULAW_8K
FRAME = RATE // 50
MENU = Expected(("sales", "support"))
PROMPT = "Welcome to the bank. For your balance, say balance, or press one. To speak to a person, press zero."


class Line:
    """Counts who is taken for the caller."""

    def __init__(self, silero: SileroModel) -> None:
        self.starts = 0
        self.edge: AbstractContextManager[None, bool | None] = nullcontext()
        self._loop = asyncio.get_running_loop()
        self._played = Played(CODEC, self._loop.time)
        ears = Ears(FakeRecognizer(*[Recognition("")] * 100), SileroVad(silero))
        self._listener = Listener(FakeChannel(CODEC), ears, self, self._loop.create_task, self._played)
        self._listener.expect(MENU)

    def speech_started(self) -> None:
        self.starts += 1

    def speech_ended(self, silence_s: float) -> None: ...

    def heard(self, heard: Recognition) -> None: ...

    def hearing_failed(self, reason: str) -> None: ...

    async def hear(self, pcm: PCM, prompt: PCM | None = None) -> None:
        if prompt is not None:
            self._played.add(memoryview(CODEC.encode(prompt)), self._loop.time())
        for start in range(0, len(pcm), FRAME):
            await asyncio.sleep(FRAME / RATE)
            self._listener.on_audio(CODEC.encode(pcm[start : start + FRAME]))


def starts(silero: SileroModel, *heard: PCM, prompt: PCM | None = None) -> int:
    """Return how often somebody is taken for the caller, in one sound after another."""

    async def perform() -> int:
        line = Line(silero)
        for pcm in heard:
            await line.hear(pcm, prompt)
        return line.starts

    return run(perform())


@pytest.fixture
def prompt(say: Say) -> PCM:
    return over_the_telephone(say(PROMPT), 24000, before_s=0.0, after_s=0.0)


def weaker(pcm: PCM, by_db: float) -> PCM:
    weak: PCM = np.rint(pcm * 10 ** (-by_db / 20)).astype(np.int16)
    return weak


def test_the_bot_does_not_interrupt_itself(silero: SileroModel, prompt: PCM) -> None:
    echo = np.concatenate([np.zeros(RATE // 5, np.int16), weaker(prompt, 20)])
    assert starts(silero, echo) > 0
    assert starts(silero, echo, prompt=prompt) == 0


def test_a_caller_interrupts_the_bot_above_its_echo(silero: SileroModel, prompt: PCM) -> None:
    both = np.concatenate([np.zeros(RATE // 5, np.int16), weaker(prompt, 20)])
    word = over_the_telephone(recorded("stop_97f4c236"), RATE, before_s=0.0, after_s=0.0)
    both[2 * RATE : 2 * RATE + len(word)] += word // 2
    assert starts(silero, both, prompt=prompt) >= 1


def test_words_after_a_quiet_line_are_all_heard(silero: SileroModel) -> None:
    names = ["yes_51055bda", "no_37e8db82", "two_2f813234", "stop_97f4c236", "right_b87bdb22", "nine_563aa4e6"]
    quiet = np.zeros(2 * RATE, np.int16)
    words = [over_the_telephone(recorded(name), RATE, before_s=0.3, after_s=0.5) for name in names]
    assert starts(silero, *(sound for word in words for sound in (word, quiet))) == len(names)


def test_music_and_keys_interrupt_nobody(silero: SileroModel, prompt: PCM) -> None:
    time = np.arange(3 * RATE) / RATE
    chord = sum(3000 * np.sin(2 * np.pi * hertz * time) for hertz in (262, 330, 392))
    key = 5000 * (np.sin(2 * np.pi * 697 * time) + np.sin(2 * np.pi * 1209 * time)) * (time % 0.5 < 0.1)
    for sound in (chord, key, recorded("kitchen")):
        assert starts(silero, np.asarray(sound).astype(np.int16), prompt=prompt) == 0
