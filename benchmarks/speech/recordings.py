"""Recordings of people and of what is no speech, in halves: one to tune on, one to report on.

The folder lies beside the repository (``../shared/audio``, its README says what is in it). Where there is none, the few
clips of the tests take its place. A speaker is in one half only; where nobody knows who speaks, a file is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from benchmarks.speech.line import RATE, Make, Noise, Sound, loudness, white
from flowrunner.audio.codec import PCM
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import resample

ROOT = Path(__file__).parent.parent.parent
BESIDE = ROOT.parent / "shared" / "audio"
CLIPS = ROOT / "tests" / "data" / "audio"

COMMANDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
OTHERS = ("bed", "bird", "cat", "dog", "happy", "house", "marvin", "sheila", "tree", "wow")
_TALKERS = 10
"""In a babble."""


class Half(Enum):
    """Which recordings."""

    TUNING = "tuning"
    REPORT = "report"
    WHOLE = "whole"

    def has(self, speaker: str) -> bool:
        """Tell whether a speaker belongs to this half."""
        odd = sha256(f"speaker {speaker}".encode()).digest()[0] % 2
        return self is Half.WHOLE or (self is Half.REPORT) == bool(odd)

    def part(self, sound: Sound) -> Sound:
        """Return the part of a long sound that belongs to this half."""
        middle = len(sound) // 2
        match self:
            case Half.TUNING:
                return sound[:middle]
            case Half.REPORT:
                return sound[middle:]
            case Half.WHOLE:
                return sound


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording, as it is on disk."""

    pcm: PCM
    rate: int
    said: str
    speaker: str


class Recordings:
    """What there is in a folder of recordings, of one half."""

    def __init__(self, folder: Path, half: Half) -> None:
        self._folder = folder
        self._half = half
        self.complete = folder.exists()

    def words(self, words: Iterable[str]) -> list[Clip]:
        """Return single words of many people."""
        return [clip for word in words for clip in self._read(self._word(word), word)]

    def _word(self, word: str) -> list[Path]:
        if self.complete:
            return sorted((self._folder / "speech_commands" / word).glob("*.wav"))
        return sorted(CLIPS.glob(f"{word}_*.wav"))

    def digits(self) -> list[Clip]:
        """Return single digits of six people, ``said`` as a figure."""
        files = sorted((self._folder / "fsdd").glob("*.wav"))
        return [clip for path in files for clip in self._read([path], path.name[0])]

    def orders(self) -> list[Clip]:
        """Return sentences of people who order coffee; what they say is not known word for word."""
        return list(self._read(sorted((self._folder / "barista").glob("*.wav")), ""))

    def ordered(self) -> dict[str, list[str]]:
        """Return what is ordered in each of ``orders``, by its speaker, in the words of whoever listened."""
        labels = self._folder / "barista" / "labels.json"
        read: dict[str, dict[str, dict[str, str]]] = json.loads(labels.read_text("utf-8")) if labels.exists() else {}
        return {Path(name).stem: [*label["slots"].values()] for name, label in read.items()}

    def prompts(self) -> list[Clip]:
        """Return the announcements of a telephone system, spoken by one person."""
        texts = self._folder / "allison" / "transcripts.json"
        said: dict[str, str] = json.loads(texts.read_text(encoding="utf-8")) if texts.exists() else {}
        return [clip for name in sorted(said) for clip in self._read([texts.parent / name], said[name])]

    def music(self) -> list[Sound]:
        """Return music on hold, at 8 kHz."""
        return [self._half.part(_sound(path)) for path in sorted((self._folder / "nonspeech").glob("moh_*.wav"))]

    def noises(self) -> list[Noise]:
        """Return the noises in which callers are heard, at 20 and 10 dB."""
        kinds: list[tuple[str, Make]] = [("white noise", white)]
        if self.complete:
            kinds += [("babble", partial(_babble, self._talk())), ("kitchen", partial(_piece, self._kitchen()))]
        return [Noise(name, make, below_db) for name, make in kinds for below_db in (20.0, 10.0)]

    def _kitchen(self) -> Sound:
        return self._half.part(_sound(self._folder / "nonspeech" / "kitchen_8k.wav"))

    def _talk(self) -> list[Sound]:
        clips = [*self.orders(), *self.prompts()]
        sounds = [resample(clip.pcm, clip.rate, RATE).astype(float) for clip in clips if len(clip.pcm) > clip.rate]
        return [sound / loudness(sound) for sound in sounds]

    def _read(self, paths: Iterable[Path], said: str) -> Iterator[Clip]:
        for path in paths:
            speaker = _speaker(path)
            if not self.complete or self._half.has(speaker):
                yield Clip(*read_sound(path), said, speaker)


def _speaker(path: Path) -> str:
    match path.parent.name:
        case "speech_commands" | "barista" | "allison" | "audio":
            return path.stem
        case "fsdd":
            return path.stem.split("_")[1]
        case _:
            return path.stem.split("_")[0]


def _sound(path: Path) -> Sound:
    pcm, rate = read_sound(path)
    return resample(pcm, rate, RATE).astype(float)


def _piece(sound: Sound, length: int, seed: int) -> Sound:
    start = np.random.default_rng(seed).integers(len(sound))
    return np.resize(np.roll(sound, -start), length)


def _babble(talk: list[Sound], length: int, seed: int) -> Sound:
    chance = np.random.default_rng(seed)
    talkers = chance.permutation(len(talk))[:_TALKERS]
    voices = [_piece(talk[at], length, int(chance.integers(1 << 30))) for at in talkers]
    together: Sound = np.array(voices).sum(axis=0)
    return together
