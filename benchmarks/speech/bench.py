"""What the tables share: recordings, models, and a way to hear many clips."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.speech.line import RATE, Noise, over_the_telephone
from benchmarks.speech.recordings import BESIDE, Clip, Half, Recordings
from benchmarks.speech.speakers import Speaker, speakers
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognition
from flowrunner.speech.silero import SileroModel
from flowrunner.speech.whisper.decide import decide, likeliest
from flowrunner.speech.whisper.model import WhisperModel


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clip at 8 kHz, and what of the grammar is said in it (None: nothing)."""

    pcm: PCM
    said: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, and what was made of it."""

    said: str | None
    best: str | None
    """The likeliest phrase, accepted or not."""
    confidence: float
    """Of the likeliest phrase."""
    recognition: Recognition

    @property
    def guessed(self) -> bool:
        return self.best == self.said

    @property
    def right(self) -> bool:
        return self.recognition.phrase == self.said

    @property
    def wrong(self) -> bool:
        return self.recognition.phrase not in (self.said, None)


class Bench:
    """Loads what a table asks for, once."""

    def __init__(self, folder: Path = BESIDE, half: Half = Half.REPORT, clinc: Path | None = None) -> None:
        self.half = half
        self.recordings = Recordings(folder, half)
        self.clinc = clinc
        self.pool = Pool("bench")

    @cached_property
    def model(self) -> WhisperModel:
        return WhisperModel()

    @cached_property
    def vad(self) -> SileroModel:
        return SileroModel()

    @cached_property
    def voice(self) -> HibariVoice:
        return HibariVoice(self.pool)

    @cached_property
    def speakers(self) -> list[Speaker]:
        return speakers(self.voice)

    def hear(self, clips: Iterable[Spoken], expected: Expected) -> list[Heard]:
        """Recognise every clip, on all cores."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(lambda clip: self._hear(clip, expected), clips))

    def _hear(self, clip: Spoken, expected: Expected) -> Heard:
        evidence = self.model.listen(clip.pcm, RATE, expected, lambda: True)
        assert evidence is not None  # it is always wanted
        best, confidence = likeliest(evidence)
        return Heard(clip.said, best, confidence, decide(evidence, is_open=expected.kind == "open"))

    def close(self) -> None:
        """Let the threads go."""
        self.pool.close()


def on_the_line(clips: Iterable[Clip], noise: Noise | None = None, *, in_grammar: bool = True) -> Iterator[Spoken]:
    """Yield recordings as a host hears them."""
    for seed, clip in enumerate(clips):
        yield Spoken(over_the_telephone(clip.pcm, clip.rate, noise, seed), clip.said if in_grammar else None)
