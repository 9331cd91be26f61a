"""Recordings from end to end: files of authors, beside their flow, as a caller hears them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import soundfile

from flowrunner.audio.codec import PCM
from flowrunner.audio.level import SPEECH_DBFS, active_level
from flowrunner.config import Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions
from flowrunner.flow.loader import load_flow
from flowrunner.policy.circuit import Circuit
from flowrunner.server.app import running_host
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.prompts import SpokenPrompts
from tests.fake_voices import FakeVoice, SentenceVoice
from tests.fakes import HerePool
from tests.virtual_time import run

SETTLE_S = 0.0005
FLOW = """
flow: radio
start: hello
fallback: hangup
states:
  hello:
    say:
      - {audio: sounds/low.mp3}
      - {audio: sounds/high.ogg}
      - {audio: sounds/letter.mp3, text: A letter that is read.}
    go: hangup
"""
VOICE_HZ = 24000 / 10 / (2 * np.pi)


@dataclass(frozen=True)
class Voices:
    """What the host is given of speech: nobody listens."""

    prompts: SpokenPrompts
    recognizer: None = None
    vad: None = None
    circuits: tuple[Circuit, ...] = ()


class TuneReader:
    """Hears the pitch of each tenth of a second, and says whether all of it has the level of speech."""

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        tenth = sample_rate // 10
        tenths = [pcm[start : start + tenth] for start in range(0, len(pcm) - tenth, tenth)]
        loud = [each for each in tenths if np.abs(each).max() > 1500]
        found = [name for name, run_of in groupby(map(_name, loud)) if len(list(run_of)) > 2]
        level = active_level(np.concatenate(loud), sample_rate)
        assert level is not None
        assert abs(level - SPEECH_DBFS) < 1.0
        return ", ".join(found)


def _name(tenth: PCM) -> str:
    hz = np.count_nonzero(np.diff(np.signbit(tenth))) * 10 / 2
    return min(("low", 250.0), ("voice", VOICE_HZ), ("high", 900.0), key=lambda each: abs(each[1] - hz))[0]


def tune(path: Path, hz: float, rate: int, amplitude: float) -> None:
    """Write a second of stereo."""
    sound = np.sin(2 * np.pi * hz * np.arange(rate) / rate) * amplitude
    soundfile.write(path, np.stack([sound, sound], axis=1), rate)


def heard(folder: Path) -> CallReport:
    """Return the report of a call to the flow."""

    async def call() -> CallReport:
        loaded = load_flow(folder / "radio.yaml")
        assert loaded.flow is not None
        prompts = SpokenPrompts(CachedPieces(SentenceVoice(), HerePool("here", 1)))
        async with running_host(Settings(port=0), {"radio": loaded.flow}, Voices(prompts)) as host:
            emulator = Emulator(EmulatorOptions(max_call_s=60), voice=FakeVoice(), transcriber=TuneReader())
            return await emulator.call(host.answer_url("radio"), [])

    return run(call(), SETTLE_S)


def test_files_are_found_beside_their_flow_and_what_is_no_sound_is_spoken(tmp_path: Path) -> None:
    (tmp_path / "sounds").mkdir()
    (tmp_path / "radio.yaml").write_text(FLOW)
    tune(tmp_path / "sounds" / "low.mp3", 250, 44100, 0.03)
    tune(tmp_path / "sounds" / "high.ogg", 900, 48000, 0.7)
    (tmp_path / "sounds" / "letter.mp3").write_text("Dear caller, this is no music. " * 100)

    report = heard(tmp_path)

    assert report.problems == ()
    assert [turn.words for turn in report.turns] == ["low, high, voice"]
