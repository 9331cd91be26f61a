"""How late the event loop is while somebody else's words are rendered, recognised or filled in.

``python -m benchmarks.lag``. The floor is the same loop with nothing else to do, measured before and after in the
same process; a frame is due every 20 ms, so lateness is also shown as a part of that.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.resample import resample
from flowrunner.flow.template import Template
from flowrunner.server.loop import hand_over_soon, new_loop
from flowrunner.speech.registry import Speech, open_speech

FRAME_MS = 20.0
WINDOW_S = 5.0
STEP_S = 0.001
MENU = Expected(phrases=("balance", "block my card", "a person", "main menu"))
HEAVY = "{{ " + " ~ ".join(f"(balance + {n}) | money" for n in range(20)) + " }}"

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the loop was, in ms, and what was done meanwhile."""

    title: str
    p50: float
    p99: float
    worst: float
    done: int


@asynccontextmanager
async def busy(work: Work, times: int) -> AsyncGenerator[list[int], None]:
    """Do the work again and again, so many times at once; yields the count of what was done."""
    done = [0]

    async def again() -> None:
        while True:
            await work()
            done[0] += 1

    tasks = [asyncio.create_task(again()) for _ in range(times)]
    try:
        yield done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def lateness(title: str, work: Work, times: int) -> Lateness:
    """Measure a loop that wakes every millisecond."""
    late: list[float] = []
    async with busy(work, times) as done:
        end = time.perf_counter() + WINDOW_S
        while (began := time.perf_counter()) < end:
            await asyncio.sleep(STEP_S)
            late.append((time.perf_counter() - began - STEP_S) * 1000)
    p50, p99 = np.percentile(late, [50, 99])
    return Lateness(title, float(p50), float(p99), max(late), done[0])


async def spoken(speech: Speech, text: str) -> PCM:
    """Return the words at 8 kHz."""
    parts = [part async for part in speech.voice.speak(text, voice=None, language="en-US")]
    return resample(np.concatenate(parts), speech.voice.sample_rate, 8000)


async def measure() -> list[Lateness]:
    """Return a row for each kind of work, the floor first and last."""
    speech = open_speech()
    await speech.warm()
    utterance = Codec.MULAW_8K.encode(await spoken(speech, "I would like to block my card, please."))
    template = Template.parse(HEAVY)

    async def recognize() -> None:
        assert speech.recognizer is not None
        stream = speech.recognizer.open(MENU, Codec.MULAW_8K, lambda _: None)
        stream.write(utterance)
        await stream.finish(MENU)

    async def render() -> None:
        await spoken(speech, "Your balance is one thousand two hundred rupees, and that is all.")

    async def fill_in() -> None:
        template.render({"balance": 1200})
        await asyncio.sleep(0)

    async def nothing() -> None:
        await asyncio.sleep(1)

    rows = [("nothing else", nothing, 1), ("1 recognition", recognize, 1), ("2 recognitions", recognize, 2)]
    rows += [("1 rendering", render, 1), ("templates, 20 sums each", fill_in, 1), ("nothing else, again", nothing, 1)]
    measured = [await lateness(*row) for row in rows]
    await speech.aclose()
    return measured


def show(rows: list[Lateness]) -> None:
    """Print the table."""
    table = Table(title=f"lateness of the event loop, in ms ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})")
    for column in ("meanwhile", "done", "p50", "p99", "worst", "p99 of a frame"):
        table.add_column(column, justify="left" if column == "meanwhile" else "right")
    for row in rows:
        figures = [f"{value:.2f}" for value in (row.p50, row.p99, row.worst)]
        table.add_row(row.title, str(row.done), *figures, f"{row.p99 / FRAME_MS:.0%}")
    Console().print(table)


if __name__ == "__main__":
    hand_over_soon()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        show(runner.run(measure()))
