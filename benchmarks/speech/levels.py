"""How loud voices and recordings are before and after they are brought to one level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.speech.bench import Bench
from benchmarks.speech.line import RATE
from benchmarks.speech.recordings import COMMANDS
from benchmarks.speech.speakers import Speaker
from benchmarks.speech.table import Table
from benchmarks.speech.voices import PROMPTS
from flowrunner.audio.codec import PCM
from flowrunner.audio.level import SPEECH_DBFS, active_level, levelled
from flowrunner.audio.resample import resample

ABOUT = f"""\
Active speech level (after ITU-T P.56), the faintest and the loudest of each, at 8 kHz. Callers hear all of them at
{SPEECH_DBFS:.0f} dBFS."""
WORDS = ("Yes.", "Sales.", "Thank you.")
"""Short ones differ most."""
COLUMNS = ("sound", "as it comes, dBFS", "as it is heard, dBFS")


def table(bench: Bench) -> Table:
    """Measure every voice of this machine, and people's recordings."""
    rows = [_row(speaker.name, (_said(speaker, text) for text in (*PROMPTS, *WORDS))) for speaker in bench.speakers]
    return Table(ABOUT, COLUMNS, (*rows, _row("recordings of people", _people(bench))))


def _said(speaker: Speaker, text: str) -> PCM:
    pcm, rate = speaker.say(text)
    return resample(pcm, rate, RATE)


def _people(bench: Bench) -> Iterator[PCM]:
    for clip in (*bench.recordings.words(COMMANDS), *bench.recordings.orders(), *bench.recordings.prompts()):
        yield resample(clip.pcm, clip.rate, RATE)


def _row(name: str, sounds: Iterable[PCM]) -> tuple[str, ...]:
    known = [sound for sound in sounds if active_level(sound, RATE) is not None]
    return name, _span(known), _span([levelled(sound, RATE) for sound in known])


def _span(sounds: Sequence[PCM]) -> str:
    levels = [level for sound in sounds if (level := active_level(sound, RATE)) is not None]
    return f"{min(levels):.1f} to {max(levels):.1f}" if levels else "-"
