"""When a caller is taken to have finished, and who is cut in a pause: ``python -m benchmarks.speech.endpointing``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.speech.bench import Bench
from benchmarks.speech.ear import Ear
from benchmarks.speech.questions import QUESTIONS, on_the_line, strings
from benchmarks.speech.shares import shown
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.engine.hearing import END_SILENCE_LONG_MS
from flowrunner.engine.pacing import at_pace
from flowrunner.flow.model import Pace

ABOUT = """\
From the end of speech in a recording, by its energy, to the moment at which the caller is taken to have finished, in ms
of sound. What the recogniser makes of a pause is known at once here; in a call it takes some 150 ms more. *Cut*:
percent of callers who were taken to have finished before they had, with the 95 % interval."""
COLUMNS = ("question, pace", "answers", "p50 ms", "p95 ms", "cut")
PAUSES_ABOUT = """\
Eight digits, by people, in two groups of four with a pause between them: percent of callers who are cut in the pause.
*8 wanted*: the flow says how many digits there are; *4 to 8 wanted*: the first group might be all."""
PAUSES_S = (0.3, 0.5, 0.7, 0.9)
STRINGS = 12
PAUSES_COLUMNS = ("wanted, pace", *(f"{1000 * pause:.0f} ms" for pause in PAUSES_S))
_QUIET_S = (0.5, 2.5)
_TOO_EARLY_S = -0.15


def table(bench: Bench) -> Table:
    """Hear answers to every kind of question, at every pace."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    for question in QUESTIONS:
        answers = question.answers(bench.recordings)
        for pace in Pace if answers else ():
            late = lateness(bench, answers, at_pace(question.expected, pace))
            p50, p95 = np.percentile([1000 * each for each in late if each >= _TOO_EARLY_S], [50, 95])
            cut = shown(each < _TOO_EARLY_S for each in late)
            yield f"{question.title}, {pace}", str(len(late)), f"{p50:.0f}", f"{p95:.0f}", cut


def pauses(bench: Bench) -> Table:
    """Hear digits with pauses of every length, at every pace."""
    return Table(PAUSES_ABOUT, PAUSES_COLUMNS, tuple(_pausing(bench)))


def _pausing(bench: Bench) -> Iterator[tuple[str, ...]]:
    clips = bench.recordings.digits()
    for least in (8, 4) if clips else ():
        for pace in Pace:
            expected = at_pace(Expected((), "digits", least, 8, end_silence_ms=END_SILENCE_LONG_MS), pace)
            late = [lateness(bench, strings(clips, [4, 4], pause)[:STRINGS], expected) for pause in PAUSES_S]
            title = f"{'8' if least == 8 else '4 to 8'} wanted, {pace}"
            yield title, *(shown(each < _TOO_EARLY_S for each in at_pause) for at_pause in late)


def lateness(bench: Bench, answers: Sequence[PCM], expected: Expected) -> list[float]:
    """Return how long after the end of each answer its speaker was taken to have finished, in seconds.

    Less than nothing: before it. Who was not heard at all is left out.
    """
    found = asyncio.run(_endings(bench, answers, expected))
    return [each for each in found if each is not None]


async def _endings(bench: Bench, answers: Sequence[PCM], expected: Expected) -> list[float | None]:
    return [await _ending(bench, pcm, expected, seed) for seed, pcm in enumerate(answers)]


async def _ending(bench: Bench, pcm: PCM, expected: Expected, seed: int) -> float | None:
    line = on_the_line(pcm, seed, _QUIET_S)
    ear = Ear(expected, bench.vad, bench.model)
    await ear.hear(line.pcm)
    return ear.ended[0] - line.ends_s if ear.ended else None


if __name__ == "__main__":
    from benchmarks.speech.__main__ import run

    run("endpointing", "pauses")
