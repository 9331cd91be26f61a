"""What callers are asked when it is measured how quickly they are answered, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.speech.line import AFTER, BEFORE, RATE, Noise, over_the_telephone
from benchmarks.speech.recordings import COMMANDS, Clip, Recordings
from flowrunner.answers import free_text, yes_no
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.engine.hearing import END_SILENCE_LONG_MS, END_SILENCE_MS

STRINGS = 24
GAP_S = (0.06, 0.26)
_YES_NO = yes_no.words_for("en-US")
_PART = 80
"""Samples: 10 ms."""
_BELOW_LOUDEST_DB = 30.0
_ABOVE_QUIET_DB = 10.0
_ON_END = 6


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of question: how it is written in a flow, what is expected, and what people answer, at 8 kHz."""

    title: str
    lines: str
    expected: Expected
    answers: Callable[[Recordings], list[PCM]]


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """An answer as it comes out of a telephone, and when speech begins and ends in it, in seconds."""

    pcm: PCM
    begins_s: float
    ends_s: float


def on_the_line(pcm: PCM, seed: int, quiet_s: tuple[float, float], noise: Noise | None = None) -> OnTheLine:
    """Return an answer with so much quiet before and after it; where speech is, is told by the energy of the clip."""
    before, after = (round(seconds * RATE) for seconds in quiet_s)
    line = over_the_telephone(np.pad(pcm, (max(0, before - BEFORE), max(0, after - AFTER))), RATE, noise, seed)
    begins, ends = speech_within(pcm)
    since = max(before, BEFORE) / RATE
    return OnTheLine(line, since + begins, since + ends)


def speech_within(pcm: PCM) -> tuple[float, float]:
    """Return when speech begins and ends in a clip at 8 kHz, in seconds.

    Speech is what is at most 30 dB below the loudest part, and 10 dB above the quietest tenth, for 60 ms on end: a
    breath or a click before it is none.
    """
    parts = pcm[: len(pcm) // _PART * _PART].reshape(-1, _PART).astype(float)
    energy = 10 * np.log10(np.convolve((parts * parts).mean(axis=1), np.ones(3) / 3, "same") + 1)
    least = max(energy.max() - _BELOW_LOUDEST_DB, float(np.percentile(energy, 10)) + _ABOVE_QUIET_DB)
    loud = np.flatnonzero(_lasting(energy >= min(least, energy.max())))
    return float(loud[0]) * _PART / RATE, float(loud[-1] + 1) * _PART / RATE


def _lasting(loud: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a row of parts is loud for long enough; all that are loud, when none is."""
    rows = np.split(np.arange(len(loud)), np.flatnonzero(np.diff(loud.astype(int))) + 1)
    lasting = np.zeros(len(loud), np.bool_)
    for row in rows:
        lasting[row] = bool(loud[row[0]]) and len(row) >= _ON_END
    return lasting if lasting.any() else loud


def _words(*words: str) -> Callable[[Recordings], list[PCM]]:
    return lambda recordings: [resample(clip.pcm, clip.rate, RATE) for clip in recordings.words(words)]


def _orders(recordings: Recordings) -> list[PCM]:
    return [resample(clip.pcm, clip.rate, RATE) for clip in recordings.orders()]


def _four_digits(recordings: Recordings) -> list[PCM]:
    return strings(recordings.digits(), [4])


def strings(clips: Sequence[Clip], groups: Sequence[int], pause_s: float = 0.0) -> list[PCM]:
    """Return digits said by one person each, in groups with a pause between them."""
    people = sorted({clip.speaker for clip in clips})
    made = []
    for seed in range(STRINGS if clips else 0):
        chance = np.random.default_rng(seed)
        own = [clip for clip in clips if clip.speaker == people[seed % len(people)]]
        said = [_group(own, size, chance) for size in groups]
        pause = np.zeros(round(pause_s * RATE), np.int16)
        made.append(np.concatenate([said[0], *(part for group in said[1:] for part in (pause, group))]))
    return made


def _group(own: Sequence[Clip], size: int, chance: np.random.Generator) -> PCM:
    """Return digits in a row, without quiet at its ends, so that a pause is as long as it says."""
    parts = []
    for at in chance.integers(len(own), size=size):
        pcm = resample(own[at].pcm, own[at].rate, RATE)
        begins, ends = speech_within(pcm)
        gap = np.zeros(int(chance.uniform(*GAP_S) * RATE), np.int16)
        parts += [pcm[int(begins * RATE) : int(ends * RATE)], gap]
    return np.concatenate(parts[:-1])


_CHOICES = COMMANDS[2:]
QUESTIONS = (
    Question(
        "yes or no",
        "type: yes_no, go: {yes: ask, no: ask}",
        Expected((*_YES_NO.yes, *_YES_NO.no), end_silence_ms=yes_no.END_SILENCE_MS),
        _words("yes", "no"),
    ),
    Question(
        f"menu of {len(_CHOICES)}",
        f"choices: {{{', '.join(f'word_{word}: {{hear: {word!r}, go: ask}}' for word in _CHOICES)}}}",
        Expected(_CHOICES, end_silence_ms=END_SILENCE_MS),
        _words(*_CHOICES),
    ),
    Question(
        "4 digits",
        "type: digits, length: 4, confirm: never, save: x, go: ask",
        Expected((), "digits", 4, 4, end_silence_ms=END_SILENCE_LONG_MS),
        _four_digits,
    ),
    Question(
        "3 to 8 digits",
        "type: digits, length: 3..8, confirm: never, save: x, go: ask",
        Expected((), "digits", 3, 8, end_silence_ms=END_SILENCE_LONG_MS),
        _four_digits,
    ),
    Question(
        "in their own words",
        "type: text, confirm: never, save: x, go: ask",
        Expected((), "open", end_silence_ms=free_text.END_SILENCE_MS),
        _orders,
    ),
)
