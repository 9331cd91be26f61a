"""How many utterances are recognised in a second when many calls ask at once."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from functools import partial

from benchmarks.report import machine
from benchmarks.speech.bench import Bench, on_the_line
from benchmarks.speech.line import RATE
from benchmarks.speech.menu import PHRASES, said_by
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.speech.pool import Pool

ABOUT = """\
Utterances of a menu, in the pool of threads that a host uses: as many at work as there are threads, the next begins
as soon as one is done. *CPU* is that of the whole process, so it holds on a busy machine too."""
COLUMNS = ("threads", "utterances", "a second", "CPU of one, ms", "a second if all cores were ours")
UTTERANCES = 60


def table(bench: Bench) -> Table:
    """Recognise as fast as possible."""
    said = list(on_the_line(said_by(bench.speakers[:1], bench.half)))
    sounds = [said[number % len(said)].pcm for number in range(UTTERANCES)]
    bench.model.recognize(sounds[0], RATE, Expected(PHRASES), lambda: True)
    cores = os.cpu_count() or 1
    rows = [_row(bench, threads, sounds) for threads in sorted({1, cores})]
    return Table(f"{ABOUT}\n\n{machine()}", COLUMNS, tuple(rows))


def _row(bench: Bench, threads: int, sounds: Sequence[PCM]) -> tuple[str, ...]:
    cpu, wall = time.process_time(), time.perf_counter()
    asyncio.run(_all(bench, threads, sounds))
    cpu, wall = (time.process_time() - cpu) / len(sounds), (time.perf_counter() - wall) / len(sounds)
    return str(threads), str(len(sounds)), f"{1 / wall:.1f}", f"{1000 * cpu:.0f}", f"{threads / cpu:.1f}"


async def _all(bench: Bench, threads: int, sounds: Sequence[PCM]) -> None:
    pool, places = Pool("bench", threads), asyncio.Semaphore(threads)

    async def one(pcm: PCM) -> None:
        async with places:
            await pool.submit(partial(bench.model.recognize, pcm, RATE, Expected(PHRASES), lambda: True))

    await asyncio.gather(*map(one, sounds))
    pool.close()
