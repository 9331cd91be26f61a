"""Where a prompt may be cut, so that nobody hears that its pieces were made apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.speech.bench import Bench
from benchmarks.speech.line import RATE
from benchmarks.speech.table import Table
from flowrunner.audio.codec import PCM
from flowrunner.audio.edges import Edges
from flowrunner.audio.level import levelled
from flowrunner.audio.resample import resample

ABOUT = """\
Prompts made whole, and made of two pieces that were cut at such a place; the offline voice. *Melody*: how far the pitch
of the pieces is from that of the whole, within 0.6 s of the cut on either side; people hear steps of one semitone.
*Longer*: how much longer the first piece takes than the same words in the whole. *Pause*: what the whole has there,
which a join may take over. Pieces are cut between sentences only; everything else is made whole."""
COLUMNS = ("cut", "melody, semitones", "longer, %", "pause, ms")
CUTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "between sentences": (
        ("Your balance is forty two dollars.", "Thank you for calling."),
        ("Welcome to Acme Bank.", "Your card was blocked on Monday."),
        ("You are all set.", "Is there anything else?"),
    ),
    "after a colon": (
        ("You ordered the following:", "two large pizzas."),
        ("Here is your reference:", "seven four nine one."),
        ("We open today at this time:", "half past nine."),
    ),
    "after a comma": (
        ("Hello Maria,", "how can I help you today?"),
        ("Your balance is forty two dollars,", "and your limit is ninety."),
        ("For the clinic in the city,", "please press one."),
    ),
    "inside a clause": (
        ("Your balance is", "forty two dollars."),
        ("The driver will ring", "your neighbour Miss Brown."),
        ("Your train leaves on", "Monday the third of May."),
    ),
}
HOP_S = 0.01
_WINDOW_S = 0.04
_NEAR = 60
"""Frames on either side of a cut that count."""
_REACH = 30
_LOWEST_HZ, _HIGHEST_HZ = 70.0, 400.0
_VOICED = 0.6
"""Of the correlation with the sound a period ago."""
_AS_GOOD = 0.93
_BANDS = 20

Frames = NDArray[np.float64]


class Contour(NamedTuple):
    """A sentence, frame by frame."""

    bands: Frames
    """How loud each band is, (frames, bands)."""
    pitch: Frames
    """In semitones; nan where there is none."""
    silent: NDArray[np.bool_]


class Seam(NamedTuple):
    """One cut, compared with the whole."""

    melody: float
    longer: float
    pause_s: float


def table(bench: Bench) -> Table:
    """Compare pieces with wholes at every kind of place."""
    return Table(ABOUT, COLUMNS, tuple(_rows(lambda text: _said(bench, text))))


def _rows(say: Callable[[str], PCM]) -> Iterator[tuple[str, ...]]:
    for name, pairs in CUTS.items():
        seams = [seam(say(f"{head} {tail}"), say(head), say(tail)) for head, tail in pairs]
        melody, longer, pause_s = (float(np.mean([each[index] for each in seams])) for index in range(3))
        yield name, f"{melody:.1f}", f"{100 * longer:.0f}", f"{1000 * pause_s:.0f}"


def _said(bench: Bench, text: str) -> PCM:
    pcm, rate = bench.speakers[0].say(text)
    edges = Edges(RATE)
    return edges.write(levelled(resample(pcm, rate, RATE), RATE))


def seam(whole: PCM, head: PCM, tail: PCM) -> Seam:
    """Compare two pieces with the whole, all at 8 kHz."""
    reference, first, second = contour(whole), contour(head), contour(tail)
    pieces = Contour(*(np.concatenate(each) for each in zip(first, second, strict=True)))
    cut, path = len(first.pitch), aligned(reference.bands, pieces.bands)
    near = [(at, piece) for at, piece in path if abs(piece - cut) <= _NEAR]
    steps = np.array([reference.pitch[at] - pieces.pitch[piece] for at, piece in near])
    steps = steps[~np.isnan(steps)]
    before = max(at for at, piece in path if piece < cut)
    pause = _pause(reference.silent, before)
    return Seam(
        float(np.sqrt(np.mean(steps**2))) if len(steps) else 0.0,
        cut / max(1, pause.start) - 1,
        len(pause) * HOP_S,
    )


def contour(pcm: PCM) -> Contour:
    """Return what is compared of a sound at 8 kHz."""
    size, hop = round(RATE * _WINDOW_S), round(RATE * HOP_S)
    padded = np.concatenate([pcm, np.zeros(size, np.int16)]) / 32768
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(pcm) : hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) ** 2
    bands = np.log10(np.array([band.sum(axis=1) for band in np.array_split(power, _BANDS, axis=1)]).T + 1e-4)
    silent = (frames**2).mean(axis=1) < 10**-5
    return Contour(bands, np.where(silent, np.nan, _pitch(frames)), silent)


def _pitch(frames: Frames) -> Frames:
    size = frames.shape[1]
    spectrum = np.fft.rfft(frames - frames.mean(axis=1, keepdims=True), 2 * size, axis=1)
    same = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :size] / np.arange(size, 0, -1)
    shortest, longest = int(RATE / _HIGHEST_HZ), int(RATE / _LOWEST_HZ)
    periods = same[:, shortest:longest]
    strongest = periods.max(axis=1)
    best = (periods >= _AS_GOOD * strongest[:, None]).argmax(axis=1)  # two periods fit as well as one
    strength = strongest / np.maximum(same[:, 0], 1e-9)
    found: Frames = np.where(strength > _VOICED, 12 * np.log2(RATE / (best + shortest)), np.nan)
    return found


def aligned(first: Frames, second: Frames) -> list[tuple[int, int]]:
    """Return which frames belong together, by dynamic time warping."""
    costs = np.sqrt(((first[:, None] - second[None]) ** 2).sum(axis=2))
    total = np.full((len(first) + 1, len(second) + 1), np.inf)
    total[0, 0] = 0
    for row in range(len(first)):
        for column in range(len(second)):
            before = min(total[row, column], total[row, column + 1], total[row + 1, column])
            total[row + 1, column + 1] = costs[row, column] + before
    path, row, column = [], len(first), len(second)
    while row and column:
        path.append((row - 1, column - 1))
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda step: total[step])
    return path[::-1]


def _pause(silent: NDArray[np.bool_], near: int) -> range:
    """Return the frames of the longest silence that touches the 0.3 s before or after a place."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], silent.astype(np.int8), [0]])))
    runs = [range(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    touching = [run for run in runs if run.start <= near + _REACH and run.stop >= near - _REACH]
    return max(touching, key=len, default=range(near, near))
