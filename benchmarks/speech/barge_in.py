"""Who may cut a prompt, and how soon: ``python -m benchmarks.speech.barge_in``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.speech import nonspeech
from benchmarks.speech.bench import Bench
from benchmarks.speech.calls import Held, flow_of, play
from benchmarks.speech.ear import Ear
from benchmarks.speech.line import RATE, Noise
from benchmarks.speech.questions import OnTheLine, on_the_line
from benchmarks.speech.recordings import COMMANDS
from benchmarks.speech.shares import shown
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.engine.pacing import at_pace
from flowrunner.flow.model import Pace

ABOUT = """\
People who say one of ten words, or order a coffee, while a prompt is heard: from the onset of speech in the recording,
by its energy, to the moment at which the prompt is cut, in ms of sound; in the first row through the emulator and a
host, until the caller hears no more of it. *Missed*: percent who were not noticed before they fell silent."""
COLUMNS = ("line, pace", "callers", "p50 ms", "p95 ms", "missed")
FALSE_ABOUT = """\
How often in ten minutes a prompt is cut by what is no caller, so far below a caller's voice, at normal pace. An echo is
that of the prompt; babble are ten people who talk at once."""
FALSE_COLUMNS = ("sound", "20 dB", "10 dB")
MINUTES = 10
LEVELS_DB = (20.0, 10.0)
IN_A_CALL = 24
"""Callers who interrupt in a whole call, at most."""
_IN_A_CALL_S = (0.3, 1.6)
_DURING_S = 1.5
_LONGEST_DELAY_S = 1.5
_FLOW = """\
flow: interrupted
start: ask
fallback: ask
states:
  ask:
    ask: You can say anything at all, at any time, in any order, and nobody here will mind it when you do. What is it?
    choices: {any: {hear: anything, go: ask}}
    tries: 10
    after: 1s
"""
_LONGEST_S = 20.0
_BEFORE_S = 2.0
_AFTER_S = 0.6
_TOO_EARLY_S = -0.1


def table(bench: Bench) -> Table:
    """Interrupt a prompt on every line."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    clips = [*bench.recordings.words(COMMANDS), *bench.recordings.orders()]
    callers = [resample(clip.pcm, clip.rate, RATE) for clip in clips]
    prompt = nonspeech.prompts(bench.recordings, _LONGEST_S)
    quiet = _calling(callers)
    short = [on_the_line(pcm, seed, _IN_A_CALL_S) for seed, pcm in enumerate(callers)]
    yield _cells("a whole call, quiet, normal", _through_a_call(short[:: -(-len(short) // IN_A_CALL)]))
    for pace in Pace:
        yield _cells(f"quiet, {pace}", delays(bench, quiet, prompt, pace))
    for noise in bench.recordings.noises():
        yield _cells(f"{noise.title}, normal", delays(bench, _calling(callers, noise), prompt))
    for name, echo in nonspeech.echoes().items():
        back = nonspeech.echo_of(prompt, echo, 20.0)
        yield _cells(f"{name} at 20 dB, normal", delays(bench, [_above(line, back) for line in quiet], prompt))


def _through_a_call(lines: Sequence[OnTheLine]) -> list[float | None]:
    """Return how soon callers cut the prompt of a host, as they hear it."""
    held = asyncio.run(play(flow_of(_FLOW), [line.pcm for line in lines], _DURING_S))
    return [_cut_after(held, held.said_at(number) + line.begins_s) for number, line in enumerate(lines)]


def _cut_after(held: Held, onset_s: float) -> float | None:
    turn = [turn for turn in held.report.turns if turn.began_s < onset_s][-1]
    delay = turn.began_s + turn.speech_s - onset_s
    return delay if delay < _LONGEST_DELAY_S else None


def _calling(callers: Sequence[PCM], noise: Noise | None = None) -> list[OnTheLine]:
    return [on_the_line(pcm, seed, (_BEFORE_S, _AFTER_S), noise) for seed, pcm in enumerate(callers)]


def _above(line: OnTheLine, back: PCM) -> OnTheLine:
    both = line.pcm.astype(np.int32) + back[: len(line.pcm)]
    return OnTheLine(np.clip(both, -32768, 32767).astype(np.int16), line.begins_s, line.ends_s)


def _cells(title: str, found: Sequence[float | None]) -> tuple[str, ...]:
    known = [1000 * each for each in found if each is not None]
    p50, p95 = np.percentile(known, [50, 95]) if known else (np.nan, np.nan)
    return title, str(len(found)), f"{p50:.0f}", f"{p95:.0f}", shown(each is None for each in found)


def delays(bench: Bench, lines: Sequence[OnTheLine], prompt: PCM, pace: Pace = Pace.NORMAL) -> list[float | None]:
    """Return how soon each caller cuts the prompt, in seconds from the onset; None: not before falling silent."""
    expected = at_pace(Expected(COMMANDS), pace)
    return [asyncio.run(_delay(bench, line, prompt, expected)) for line in lines]


async def _delay(bench: Bench, line: OnTheLine, prompt: PCM, expected: Expected) -> float | None:
    ear = Ear(expected, bench.vad)
    await ear.hear(line.pcm, prompt[: len(line.pcm)])
    since = (at - line.begins_s for at in ear.started)
    return next((delay for delay in since if delay >= _TOO_EARLY_S), None)


def false_cuts(bench: Bench) -> Table:
    """Play what is no caller."""
    return Table(FALSE_ABOUT, FALSE_COLUMNS, tuple(_false_rows(bench)))


def _false_rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    seconds = 60 * MINUTES
    played = nonspeech.prompts(bench.recordings, seconds)
    for name, sound in nonspeech.noises(bench.recordings, seconds):
        yield name, *(str(cuts(bench, nonspeech.on_the_line(sound, below_db), played)) for below_db in LEVELS_DB)
    for name, echo in nonspeech.echoes().items():
        yield name, *(str(cuts(bench, nonspeech.echo_of(played, echo, below_db), played)) for below_db in LEVELS_DB)


def cuts(bench: Bench, heard: PCM, played: PCM, pace: Pace = Pace.NORMAL) -> int:
    """Return how often something is taken for a caller who speaks into what is played."""
    ear = Ear(at_pace(Expected(COMMANDS), pace), bench.vad)
    asyncio.run(ear.hear(heard, played))
    return len(ear.started)


if __name__ == "__main__":
    from benchmarks.speech.__main__ import run

    run("barge_in", "false_cuts")
