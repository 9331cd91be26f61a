"""The listener while a prompt is heard: who may cut it, and who may not. Whoever is loud speaks, for all it knows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.call.listener import Ears, Listener
from flowrunner.call.played import Played
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeChannel, FakeRecognizer, FakeVad
from tests.virtual_time import run

MENU = Expected(phrases=("sales", "support"))
RATE, FRAME = 8000, 160
CODEC = Codec.L16_8K
CALLER = 8000.0


def voice(seed: int, seconds: float, level: float = CALLER) -> PCM:
    """Return sound like no other, as loud all the time."""
    return np.rint(np.random.default_rng(seed).uniform(-level, level, int(seconds * RATE))).astype(np.int16)


class Line:
    """A listener on a line that also plays a prompt."""

    def __init__(self) -> None:
        self.started: list[float] = []
        self.edge: AbstractContextManager[None, bool | None] = nullcontext()
        self._loop = asyncio.get_running_loop()
        self.played = Played(CODEC, self._loop.time)
        ears = Ears(FakeRecognizer(*[Recognition("")] * 100), FakeVad())
        self.listener = Listener(FakeChannel(CODEC), ears, self, self._loop.create_task, self.played)
        self.listener.expect(MENU)

    def speech_started(self) -> None:
        self.started.append(self._loop.time())

    def speech_ended(self, silence_s: float) -> None: ...

    def heard(self, heard: Recognition) -> None: ...

    def hearing_failed(self, reason: str) -> None: ...

    def play(self, pcm: PCM) -> None:
        self.played.add(memoryview(CODEC.encode(pcm)), self._loop.time())

    async def hear(self, pcm: PCM) -> None:
        for start in range(0, len(pcm), FRAME):
            await asyncio.sleep(FRAME / RATE)
            self.listener.on_audio(CODEC.encode(pcm[start : start + FRAME]))


def starts(scene: Callable[[Line], Awaitable[None]]) -> list[float]:
    """Return when somebody was taken for the caller, in seconds."""

    async def perform() -> list[float]:
        line = Line()
        await scene(line)
        line.listener.close()
        return line.started

    return run(perform())


def test_a_caller_who_speaks_into_the_prompt_is_heard() -> None:
    async def scene(line: Line) -> None:
        line.play(voice(1, 4))
        await line.hear(np.concatenate([np.zeros(RATE, np.int16), voice(2, 1)]))

    (start,) = starts(scene)
    assert 1.0 < start < 1.3


def test_the_echo_of_the_prompt_is_nobody() -> None:
    prompt = voice(1, 4, 30000)

    async def scene(line: Line) -> None:
        line.play(prompt)
        await line.hear(np.concatenate([np.zeros(RATE // 5, np.int16), prompt // 6]))

    assert starts(scene) == []


def test_a_caller_is_heard_above_the_echo() -> None:
    prompt = voice(1, 4, 30000)
    heard = np.concatenate([np.zeros(RATE // 5, np.int16), prompt // 6])
    heard[2 * RATE : 3 * RATE] += voice(2, 1, 24000)

    async def scene(line: Line) -> None:
        line.play(prompt)
        await line.hear(heard)

    assert 2.0 < starts(scene)[0] < 2.4


def test_the_echo_of_the_last_word_may_come_when_the_prompt_is_over() -> None:
    prompt = voice(1, 0.5, 30000)

    async def scene(line: Line) -> None:
        line.play(prompt)
        await line.hear(np.concatenate([np.zeros(RATE * 6 // 10, np.int16), prompt // 6]))

    assert starts(scene) == []


def test_people_in_the_background_are_nobody_until_somebody_stands_out() -> None:
    murmur, a_word, the_caller = voice(3, 1, 3000), voice(4, 1, 3600), voice(5, 1, 8000)

    async def scene(line: Line) -> None:
        line.play(voice(1, 4))
        await line.hear(np.concatenate([murmur, a_word, the_caller]))

    assert 2.0 < starts(scene)[0] < 2.3


def test_without_a_prompt_two_windows_are_enough() -> None:
    async def scene(line: Line) -> None:
        await line.hear(np.concatenate([np.zeros(RATE // 2, np.int16), voice(2, 0.1), np.zeros(RATE, np.int16)]))

    assert len(starts(scene)) == 1


def test_a_cough_is_too_short_to_cut_a_prompt() -> None:
    async def scene(line: Line) -> None:
        line.play(voice(1, 4))
        await line.hear(np.concatenate([np.zeros(RATE // 2, np.int16), voice(2, 0.03), np.zeros(RATE, np.int16)]))

    assert starts(scene) == []


def test_how_much_cuts_a_prompt_is_a_matter_of_pace() -> None:
    async def scene(line: Line) -> None:
        line.listener.expect(Expected(MENU.phrases, cutting_ms=300))
        line.play(voice(1, 4))
        await line.hear(np.concatenate([np.zeros(RATE // 2, np.int16), voice(2, 0.2), np.zeros(RATE, np.int16)]))

    assert starts(scene) == []
