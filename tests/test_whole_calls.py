"""The emulator calls the real host, on a clock that jumps: they share no code and meet on the wire."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import PCM, Codec
from flowrunner.config import Settings
from flowrunner.emulator import (
    CallReport,
    During,
    Emulator,
    EmulatorOptions,
    HangUp,
    HangUpStyle,
    Press,
    Say,
    Silence,
    Step,
)
from flowrunner.plivo.formats import content_type
from flowrunner.server.app import Host, running_host
from flowrunner.speech.ports import Recognition
from tests.fake_voices import FakeVoice
from tests.fakes import FakePrompts, FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import flow_of
from tests.virtual_time import run

SETTLE_S = 0.001
FLOW = """
flow: desk
start: menu
fallback: operator
states:
  menu:
    ask: Do you want sales or the news?
    choices:
      sales: {press: 1, hear: sales}
      news: {press: 2, hear: news}
      pin: {press: 3}
  news: {say: No news is good news and that is all., interrupt: false, go: pin}
  pin: {ask: Four digits., type: digits, length: 4, save: pin, go: bye}
  bye: {say: Goodbye., go: hangup}
  sales: {transfer: "+15550100001", go: {otherwise: bye}}
  operator: {transfer: "+15550100000", go: {otherwise: hangup}}
"""
WAYS: tuple[tuple[Step, ...], ...] = (
    (During(HangUp(), 0.5),),
    (HangUp(),),
    (Press("2"), During(HangUp(), 1.0)),
    (Press("3"), Press("12"), HangUp()),
    (During(Say("the news"), 1.0), HangUp()),
    (Press("1"),),
    (Silence(), Silence(), Silence(), Silence()),
    (Press("3"), Press("1234")),
)
"""Of leaving: in a prompt, while the bot listens, in every other state, by what the flow does in the end."""


class Tones(FakePrompts):
    """Prompts that can be heard in every codec."""

    def _say(self, text: str, codec: Codec) -> bytes:
        self.said.append(text)
        seconds = self.SECONDS_A_WORD * len(text.split())
        return codec.encode((8000 * np.sin(np.arange(int(seconds * codec.sample_rate)) / 5)).astype(np.int16))


class Loud(FakeVoice):
    """A caller who is loud enough to count as speech."""

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        yield (8000 * np.sin(np.arange(self.sample_rate * len(text) // 10) / 10)).astype(np.int16)


@asynccontextmanager
async def desk(codec: Codec, *heard: str) -> AsyncGenerator[Host, None]:
    flow = flow_of(FLOW + f"stream: {{content_type: {content_type(codec)}}}\n")
    ears = FakeRecognizer(*(Recognition(words, words, 1.0) for words in heard))
    speech = FakeSpeech(Tones(), ears, FakeVad())
    async with running_host(Settings(port=0), {"desk": flow}, speech) as host:
        yield host


async def place(host: Host, *steps: Step, style: HangUpStyle = HangUpStyle.STOP) -> CallReport:
    options = EmulatorOptions(hang_up=style, max_call_s=120)
    return await Emulator(options, voice=Loud()).call(host.answer_url("desk"), steps)


@pytest.mark.parametrize("codec", Codec)
def test_a_call_is_held_in_every_codec(codec: Codec) -> None:
    async def hold() -> CallReport:
        async with desk(codec, "news") as host:
            return await place(host, Say("the news"), Press("1234"))

    report = run(hold(), SETTLE_S)
    assert (report.problems, report.violations) == ((), ())
    assert [round(turn.speech_s, 1) for turn in report.turns] == [3.5, 5.5, 0.5]


def test_keys_pressed_in_a_prompt_count_unless_it_may_not_be_interrupted() -> None:
    async def hold() -> tuple[CallReport, CallReport]:
        async with desk(Codec.MULAW_8K) as host:
            ahead = await place(host, During(Press("31234"), 0.5))
            patient = await place(host, Press("2"), During(Press("1234"), 1.0), HangUp())
            return ahead, patient

    ahead, patient = run(hold(), SETTLE_S)
    assert (ahead.problems, patient.problems) == ((), ())
    assert [turn.prompted_by for turn in ahead.turns] == ["the call began", "pressed 31234"]
    assert [round(turn.speech_s, 1) for turn in patient.turns] == [3.5, 4.5, 1.0]


def test_nothing_is_left_of_fifty_calls_however_they_end() -> None:
    async def hold() -> None:
        async with desk(Codec.MULAW_8K, *["news"] * 6) as host:
            await place(host, HangUp())
            before = await _held()
            ways = list(product(WAYS, HangUpStyle, range(2)))
            reports = await asyncio.gather(*(place(host, *steps, style=style) for steps, style, _ in ways))
            assert [report.violations for report in reports] == [()] * len(ways)
            assert await _held() == before
            assert len(host.site.board.calls) == 0

    run(hold(), SETTLE_S)


async def _held() -> tuple[int, int]:
    """Return how many tasks and open files there are, when everything has had time to come to an end."""
    await asyncio.sleep(10)
    gc.collect()
    return len(asyncio.all_tasks()), _open_files()


def _open_files() -> int:
    files = Path("/proc/self/fd")
    return len(list(files.iterdir())) if files.is_dir() else 0
