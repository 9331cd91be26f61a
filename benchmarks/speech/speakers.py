"""Voices that say what nobody recorded: the offline ones, and those of programs that happen to be installed."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np

from flowrunner.audio.codec import PCM
from flowrunner.audio.files import read_sound
from flowrunner.speech.hibari import SPEAKERS
from flowrunner.speech.ports import Voice

_FLITE = ("awb", "kal16", "rms", "slt")
_ESPEAK = ("en-us", "en-gb", "en-us+f3")
_DEADLINE_S = 30


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says a text: samples and their rate."""

    name: str
    kind: Literal["ours", "recorded", "computed"]
    """The product's own; made of recordings of a person; or of rules alone, which sounds like nobody who calls."""
    say: Callable[[str], tuple[PCM, int]]


def speakers(voice: Voice) -> list[Speaker]:
    """Return everybody who can speak here."""
    ours = [Speaker(f"hibari {name}", "ours", partial(said, voice, name)) for name in SPEAKERS]
    return [*ours, *_programs()]


def said(voice: Voice, speaker: str, text: str) -> tuple[PCM, int]:
    """Return a text in a voice of ours."""

    async def collect() -> PCM:
        return np.concatenate([pcm async for pcm in voice.speak(text, voice=speaker, language="en-US")])

    return asyncio.run(collect()), voice.sample_rate


def _programs() -> Iterator[Speaker]:
    if which("flite"):
        for name in _FLITE:
            yield Speaker(f"flite {name}", "recorded", partial(_run, ("flite", "-voice", name, "-o", "{file}", "-t")))
    if which("espeak-ng"):
        for name in _ESPEAK:
            yield Speaker(
                f"espeak-ng {name}", "computed", partial(_run, ("espeak-ng", "-v", name, "-w", "{file}", "--"))
            )


def _run(command: tuple[str, ...], text: str) -> tuple[PCM, int]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        filled = [part.format(file=file) for part in command]
        subprocess.run([*filled, text], check=True, capture_output=True, timeout=_DEADLINE_S)
        return read_sound(file)
