"""What each part takes of a processor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from benchmarks.report import machine
from benchmarks.speech.bench import Bench
from benchmarks.speech.line import RATE, over_the_telephone
from benchmarks.speech.menu import PHRASES
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec, decode_mulaw
from flowrunner.audio.gate import Gate
from flowrunner.audio.resample import Resampler
from flowrunner.speech.silero import CONTEXT, SileroModel

ABOUT = """\
CPU time, the best of five; *part*: of the time that the sound itself takes. An utterance is 1.8 s with the silence
around it."""
COLUMNS = ("work", "CPU, ms", "part of real time")
SENTENCE = "For your account balance, say balance or press one. To speak to a person, press zero."
BEST_OF = 5


def table(bench: Bench) -> Table:
    """Measure every part."""
    rows = [*_frames(), *_activity(), *_speech(bench)]
    return Table(f"{ABOUT}\n\n{machine()}", COLUMNS, tuple(rows))


def _frames() -> Iterator[tuple[str, ...]]:
    frame = Codec.MULAW_8K.silence(0.02)
    gate, down, pcm = Gate(Codec.MULAW_8K), Resampler(24000, RATE), np.zeros(480, np.int16)
    yield _row("gate, a frame of a quiet line", lambda: gate.admit(frame), 0.02, 5000)
    yield _row("mu-law to samples, a frame", lambda: decode_mulaw(frame), 0.02, 5000)
    yield _row("24 to 8 kHz, a frame", lambda: down(pcm), 0.02, 2000)


def _activity() -> Iterator[tuple[str, ...]]:
    model = SileroModel()
    for calls in (1, 4, 24):
        windows, states = np.zeros((calls, CONTEXT + 256), np.float32), np.zeros((2, calls, 128), np.float32)
        yield _row(f"voice activity, 32 ms of {calls} calls", partial(model, windows, states), 0.032 * calls, 200)


def _speech(bench: Bench) -> Iterator[tuple[str, ...]]:
    ours = bench.speakers[0]
    sentence, rate = ours.say(SENTENCE)
    yield _row("voice, two sentences", lambda: ours.say(SENTENCE), len(sentence) / rate, 3)
    line = over_the_telephone(*ours.say("Technical support."))
    for expected, title in (
        (Expected(PHRASES[:10]), "menu of 10 phrases"),
        (Expected(PHRASES), f"menu of {len(PHRASES)} phrases"),
        (Expected((), "digits", 4, 8), "4 to 8 digits"),
        (Expected((), "open"), "anything"),
    ):
        work = partial(bench.model.recognize, line, RATE, expected, lambda: True)
        yield _row(f"recognition, {title}", work, len(line) / RATE, 2)


def _row(title: str, work: Callable[[], object], sound_s: float, times: int) -> tuple[str, ...]:
    cpu_s = min(_cpu_s(work, times) for _ in range(BEST_OF))
    return title, f"{1000 * cpu_s:.3g}", f"{100 * cpu_s / sound_s:.2g} %"


def _cpu_s(work: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times
