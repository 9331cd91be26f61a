"""How often a string of digits is understood whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.speech.bench import Bench, Heard, Spoken
from benchmarks.speech.line import RATE, Noise, over_the_telephone, white
from benchmarks.speech.recordings import Clip
from benchmarks.speech.shares import shown
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample

ABOUT = """\
Strings made of single digits that one person spoke, with pauses of 60 to 260 ms between them, in white noise at 25
dB: harsher than a number said in one breath, since each digit was said as if alone. *Whole*: every digit right;
*right* and *wrong*: and sure enough to be accepted; *wrong digits* are those that would have to be changed, left out
or put in, of the best guess."""
COLUMNS = ("said; wanted", "strings", "whole", "right", "wrong", "wrong digits")
STRINGS = 60
GAP_S = (0.06, 0.26)
NOISE = Noise("white noise", white, 25.0)


def table(bench: Bench) -> Table:
    """Hear strings of every length."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    clips = bench.recordings.digits()
    if not clips:
        return
    for length, least, most in ((4, 4, 4), (4, 3, 8), (9, 9, 9)):
        wanted = f"{least}" if least == most else f"{least} to {most}"
        heard = bench.hear(strings(clips, length), Expected((), "digits", least, most))
        yield _cells(f"{length} digits; {wanted}", heard)


def strings(clips: Sequence[Clip], length: int) -> Iterator[Spoken]:
    """Yield strings of digits, each said by one person."""
    people = sorted({clip.speaker for clip in clips})
    for seed in range(STRINGS):
        chance = np.random.default_rng(1000 * length + seed)
        own = [clip for clip in clips if clip.speaker == people[seed % len(people)]]
        drawn = [own[at] for at in chance.integers(len(own), size=length)]
        sound = np.concatenate([part for clip in drawn for part in _with_gap(clip, chance)])
        yield Spoken(over_the_telephone(sound, RATE, NOISE, seed), "".join(clip.said for clip in drawn))


def _with_gap(clip: Clip, chance: np.random.Generator) -> tuple[PCM, PCM]:
    gap = np.zeros(int(chance.uniform(*GAP_S) * RATE), np.int16)
    return resample(clip.pcm, clip.rate, RATE), gap


def _cells(title: str, heard: Sequence[Heard]) -> tuple[str, ...]:
    wrong = sum(distance(each.best or "", each.said or "") for each in heard)
    return (
        title,
        str(len(heard)),
        shown(each.guessed for each in heard),
        shown(each.right for each in heard),
        shown(each.wrong for each in heard),
        f"{100 * wrong / sum(len(each.said or '') for each in heard):.1f}",
    )


def distance(heard: Sequence[str], said: Sequence[str]) -> int:
    """Return how many parts must be changed, left out or put in to make one of the other."""
    row = list(range(len(said) + 1))
    for count, left in enumerate(heard, 1):
        before, row[0] = row[0], count
        for at, right in enumerate(said, 1):
            before, row[at] = row[at], min(before + (left != right), row[at] + 1, row[at - 1] + 1)
    return row[-1]
