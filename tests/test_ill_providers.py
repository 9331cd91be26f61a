"""Two calls on one host, a provider that hangs for one of them: the other does not notice. On a clock that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.config import Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions, Say
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from flowrunner.server.app import running_host
from flowrunner.server.fixed_prompts import prepare
from flowrunner.speech.cache import DiskCache
from flowrunner.speech.chain.prompts import ChainedPrompts, Speaker
from flowrunner.speech.chain.recognizer import ChainedRecognizer, Ear
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.ports import Recognition
from flowrunner.speech.prompts import SpokenPrompts
from tests.fakes import FakeRecognizer, FakeVad, HerePool
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import SETTLE_S, Loud
from tests.virtual_time import run

DESK = flow_of("""
flow: desk
start: menu
fallback: sorry
states:
  menu:
    ask: How are you today?
    choices:
      patient: {hear: [ill, very well indeed thank you]}
    confirm: never
  patient: {say: "You are {{ heard }}.", go: bye}
  bye: {say: Goodbye., interrupt: false, go: hangup}
  sorry: {say: Sorry., go: hangup}
""")
ILL, WELL = (Recognition(words, words, 1.0) for words in ("ill", "very well indeed thank you"))
PITCHES = {"first": 500, "second": 1000}
WAIT_S = 4.0


class PitchedVoice:
    """Says a tone of its own pitch, 0.3 s a word; hangs when it should say of somebody that he is ill."""

    sample_rate = 8000

    def __init__(self, identity: str, *, hangs: bool = False) -> None:
        self.identity = identity
        self._hangs = hangs

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        if self._hangs and "ill" in text:
            await asyncio.Event().wait()
        times = np.arange(int(0.3 * len(text.split()) * self.sample_rate)) / self.sample_rate
        yield (8000 * np.sin(2 * np.pi * PITCHES[self.identity] * times)).astype(np.int16)


class PitchReader:
    """Hears whose voice it is, tenth by tenth of a second."""

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        tenth = sample_rate // 10
        voices = [_whose(pcm[start : start + tenth]) for start in range(0, len(pcm) - tenth, tenth)]
        return ", ".join(name for name, _ in groupby(filter(None, voices)))


def _whose(pcm: PCM) -> str:
    if np.abs(pcm).max() < 1000:
        return ""
    crossings = np.count_nonzero(np.diff(np.signbit(pcm))) * 10
    return min(PITCHES, key=lambda name: abs(2 * PITCHES[name] - crossings))


@dataclass(frozen=True)
class Chains:
    """What the host is given of speech."""

    prompts: ChainedPrompts
    recognizer: ChainedRecognizer
    circuits: Sequence[Circuit]
    vad: FakeVad


def speech(ears: Sequence[FakeRecognizer], folder: Path) -> Chains:
    """Return a chain of these recognizers, and one of as many voices, of which the first hangs."""
    pool, clock = HerePool("here", 1), asyncio.get_running_loop().time
    voices = [PitchedVoice("first", hangs=True), PitchedVoice("second")][: len(ears)]
    circuits = {name: Circuit(name, clock, Tolerance(3, 60, 60)) for name in ("v1", "v2", "r1", "r2")}
    guarded = [GuardedVoice(voice, circuits[f"v{n}"], WAIT_S) for n, voice in enumerate(voices, start=1)]
    return Chains(
        ChainedPrompts(
            Speaker(SpokenPrompts(CachedPieces(each, pool, DiskCache(folder))), each, lambda _: True)
            for each in guarded
        ),
        ChainedRecognizer(Ear(ear, circuits[f"r{n}"], WAIT_S, lambda _: True) for n, ear in enumerate(ears, start=1)),
        [*circuits.values()],
        FakeVad(),
    )


def hold(
    ears: Sequence[FakeRecognizer], folder: Path, *calls: tuple[str, ...]
) -> tuple[list[CallReport], dict[str, dict[str, int]]]:
    """Hold a call for each who says such things, all at once; return the reports and how the providers did."""

    async def held() -> tuple[list[CallReport], dict[str, dict[str, int]]]:
        spoken = speech(ears, folder)
        await prepare(DESK, spoken.prompts)
        async with running_host(Settings(port=0), {"desk": DESK}, spoken) as host:
            emulator = Emulator(EmulatorOptions(max_call_s=120), voice=Loud(), transcriber=PitchReader())
            url = host.answer_url("desk")
            reports = await asyncio.gather(*(emulator.call(url, [Say(words) for words in said]) for said in calls))
            return reports, {each.provider: dict(each.counts) for each in host.site.circuits}

    return run(held(), SETTLE_S)


def heard(report: CallReport) -> list[tuple[str | None, float]]:
    """Return who spoke, and after how long, to the tenth of a second."""
    return [(turn.words, round(turn.latency_s or 0.0, 1)) for turn in report.turns]


def test_a_provider_that_hangs_is_replaced_in_one_call_and_the_other_does_not_notice(tmp_path: Path) -> None:
    ears = FakeRecognizer(None, WELL), FakeRecognizer(ILL)
    [unlucky, lucky], counts = hold(ears, tmp_path, ("ill",), ("very well indeed thank you",))
    [alone], _ = hold((FakeRecognizer(WELL), FakeRecognizer()), tmp_path, ("very well indeed thank you",))

    assert (unlucky.problems, lucky.problems) == ((), ())
    [(menu, _), (rest, waited_s)] = heard(unlucky)
    assert (menu, rest) == ("first", "second, first")
    assert 2 * WAIT_S < waited_s < 2 * WAIT_S + 2
    assert heard(lucky) == heard(alone)
    assert [words for words, _ in heard(lucky)] == ["first", "first"]
    assert counts["v1"].pop("answered")  # for all that is made ahead
    assert counts == {
        "v1": {"timeout": 1},
        "v2": {"answered": 1},
        "r1": {"timeout": 1, "answered": 1},
        "r2": {"answered": 1},
    }


def test_a_recognizer_that_hangs_and_stands_alone_costs_a_turn_of_the_ladder(tmp_path: Path) -> None:
    [report], counts = hold((FakeRecognizer(None, WELL),), tmp_path, ("ill", "very well indeed thank you"))

    assert report.problems == ()
    [_, (ladder, waited_s), (rest, _)] = heard(report)
    assert (ladder, rest) == ("first", "first")
    assert WAIT_S < waited_s < WAIT_S + 2
    assert counts["r1"] == {"timeout": 1, "answered": 1}


def test_a_voice_that_hangs_and_stands_alone_leaves_the_fallback(tmp_path: Path) -> None:
    [report], counts = hold((FakeRecognizer(ILL),), tmp_path, ("ill",))

    assert report.problems == ()
    [_, (sorry, waited_s)] = heard(report)
    assert sorry == "first"
    assert WAIT_S < waited_s < WAIT_S + 2
    assert counts["v1"]["timeout"] == 1
