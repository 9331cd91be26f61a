"""How long callers wait for an answer, through a whole call: ``python -m benchmarks.speech.turns``, ten minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import inf

import numpy as np

from benchmarks.speech.bench import Bench
from benchmarks.speech.calls import Held, flow_of, play, press
from benchmarks.speech.questions import QUESTIONS, OnTheLine, Question, on_the_line
from benchmarks.speech.table import Table
from flowrunner.audio.codec import PCM
from flowrunner.flow.model import Flow, Pace

ABOUT = """\
From the end of what a person says, by its energy, to the first sound of the answer, in ms, as the caller of the
emulator hears it: a host with its own speech on the other end of a socket, in the same process, one call at a time.
Frames of 20 ms at both ends are part of it. *Endpointing*: until the caller was taken to have finished; *recognition*:
what was still to be understood then; *first sound*: from there to the first bytes of the answer, which was rendered
before. These are medians, from the host's trace; the floor is the answer to a key. Where digits were missed, the bot
waits for the rest of them: such answers are left out."""
COLUMNS = ("question, pace", "answers", "p50 ms", "p95 ms", "endpointing", "recognition", "first sound")
EACH = 16
"""Answers to a question; where there are fewer recordings, some are heard again with other noise."""
_FOR_THE_REST_S = 2.5
"""A host that has understood some of the digits waits for three seconds."""
_QUIET_S = (0.3, 1.8)
_FLOW = """\
flow: turns
start: ask
fallback: ask
pace: {pace}
states:
  ask: {{ask: Well?, {lines}, silence: Well?, unclear: Well?, tries: 10, after: 10s}}
"""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long callers waited, each time, and what of that was which part, in seconds."""

    answers: Sequence[float]
    recognition: Sequence[float]
    first_sound: Sequence[float]


def table(bench: Bench) -> Table:
    """Hold a call for every question at the usual pace, and for some at every pace."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    floor = asyncio.run(press(_flow("choices: {any: {press: 9, go: ask}}"), "9" * EACH))
    yield _cells("a key: the floor", Waited(_latencies(floor), [], floor.spent("key_pressed", "sounded")))
    asked = [(question, list(islice(cycle(question.answers(bench.recordings)), EACH))) for question in QUESTIONS]
    usual = [(question, waited(question, answers)) for question, answers in asked if answers]
    for question, found in usual:
        yield _cells(f"{question.title}, normal", found)
    yield _cells("all, normal", _together([found for _, found in usual]))
    for pace in (Pace.RELAXED, Pace.EAGER):
        for question, answers in asked[1:3]:
            if answers:
                yield _cells(f"{question.title}, {pace}", waited(question, answers, pace))


def waited(question: Question, answers: Sequence[PCM], pace: Pace = Pace.NORMAL) -> Waited:
    """Hold a call in which a question is answered again and again."""
    lines = [on_the_line(pcm, seed, _QUIET_S) for seed, pcm in enumerate(answers)]
    held = asyncio.run(play(_flow(question.lines, pace), [line.pcm for line in lines]))
    found = [_answered(held, number, line) for number, line in enumerate(lines)]
    return Waited([each for each in found if each is not None], held.spent("speech_ended", "heard"), _sounded(held))


def _answered(held: Held, number: int, line: OnTheLine) -> float | None:
    """Return how long after the end of speech the bot began; None: it did not, or waited for the rest of the answer."""
    since = held.said_at(number) + line.begins_s
    began = next((turn.began_s for turn in held.report.turns if turn.began_s > since), None)
    late = inf if began is None else began - held.said_at(number) - line.ends_s
    return late if late < _FOR_THE_REST_S else None


def _flow(lines: str, pace: Pace = Pace.NORMAL) -> Flow:
    return flow_of(_FLOW.format(lines=lines, pace=pace))


def _latencies(held: Held) -> list[float]:
    return [turn.latency_s for turn in held.report.turns[1:] if turn.latency_s is not None]


def _sounded(held: Held) -> list[float]:
    return held.spent("heard", "sounded")


def _together(parts: Sequence[Waited]) -> Waited:
    return Waited(
        [each for part in parts for each in part.answers],
        [each for part in parts for each in part.recognition],
        [each for part in parts for each in part.first_sound],
    )


def _cells(title: str, found: Waited) -> tuple[str, ...]:
    p50, p95 = (1000 * each for each in np.percentile(found.answers, [50, 95]))
    recognition = 1000 * float(np.median(found.recognition)) if found.recognition else 0.0
    first_sound = 1000 * float(np.median(found.first_sound))
    rest = f"{p50 - recognition - first_sound:.0f}" if found.recognition else "-"
    parts = (rest, f"{recognition:.0f}" if found.recognition else "-", f"{first_sound:.0f}")
    return title, str(len(found.answers)), f"{p50:.0f}", f"{p95:.0f}", *parts


if __name__ == "__main__":
    from benchmarks.speech.__main__ import run

    run("turns")
