"""Ten thousand calls through one host process, and what they leave behind.

``python -m benchmarks.soak [--calls N] [--at-once N]``. The calls are held by a Plivo in a hurry (``hurried.py``) over
real sockets; the host keeps them in a database of SQLite, as ``flowrunner serve`` does. First a floor holds some of
them. Exit status 1: a call did not end as it should, something is left over, or memory grew.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import msgspec
import uvloop

from benchmarks import cpu
from benchmarks.bank import open_bank
from benchmarks.census import Census
from benchmarks.hurried import hold_calls

STARTS_WITHIN_S = 60.0
SETTLES_WITHIN_S = 10.0
GROWS_AT_MOST = 0.05
BATCH = 100
"""Calls between two looks at memory."""
WARM = 200
"""Calls before anything is measured."""


@dataclass(slots=True)
class Run:
    """Some calls through one process."""

    calls: int = 0
    tally: Counter[str] = field(default_factory=Counter)
    """What happened; see ``HurriedCall``."""
    seconds: float = 0.0
    cpu_s: float = 0.0
    memory_mb: tuple[float, ...] = ()
    """After each batch."""

    @property
    def per_s(self) -> float:
        return self.calls / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of one call."""
        return 1000 * self.cpu_s / self.calls


class Server:
    """A process that holds calls."""

    def __init__(self, process: Process, answer_url: str) -> None:
        self.answer_url = answer_url
        self._process = process

    async def census(self) -> Census:
        """Return what it holds now."""
        self._process.send_signal(signal.SIGUSR1)
        return msgspec.json.decode(await _line(self._process, SETTLES_WITHIN_S), type=Census)

    async def left_over(self, before: Census) -> dict[str, int]:
        """Return what it holds more than before, once it has settled."""
        until = time.monotonic() + SETTLES_WITHIN_S
        while (left := (await self.census()).left_over(before)) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return left

    async def hold(self, seeds: range, at_once: int) -> Run:
        """Hold calls, a batch after another."""
        run = Run(len(seeds))
        pid = self._process.pid
        began, used = time.monotonic(), cpu.process_cpu_s(pid)
        memory = []
        for first in range(seeds.start, seeds.stop, BATCH):
            run.tally += await hold_calls(self.answer_url, range(first, min(first + BATCH, seeds.stop)), at_once)
            memory.append(resident_mb(pid))
        run.seconds, run.cpu_s = time.monotonic() - began, cpu.process_cpu_s(pid) - used
        run.memory_mb = tuple(memory)
        return run


def resident_mb(pid: int) -> float:
    """Return how much memory a process has; see proc(5)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


@asynccontextmanager
async def serving(*arguments: str) -> AsyncGenerator[Server, None]:
    """Run a server of ``benchmarks.servers``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
    )
    try:
        yield Server(process, (await _line(process, STARTS_WITHIN_S)).strip())
    finally:
        process.kill()
        await process.wait()


async def _line(process: Process, within_s: float) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(within_s):
        return (await process.stdout.readline()).decode()


async def soak(calls: int, at_once: int) -> int:
    """Hold the calls and report; 1 when something is not as it should be."""
    async with serving("benchmarks.servers.by_rote") as server:
        await server.hold(range(WARM), at_once)
        floor = await server.hold(range(WARM, WARM + max(BATCH, calls // 10)), at_once)
    with TemporaryDirectory() as folder:
        async with open_bank() as bank:
            host = ("benchmarks.servers.counted", "--bank", bank, "--database", f"sqlite:///{folder}/calls.db")
            async with serving(*host) as server:
                before = await server.census()
                ours = await server.hold(range(calls), at_once)
                left = await server.left_over(before)
    return report(ours, floor, left)


def report(ours: Run, floor: Run, left: dict[str, int]) -> int:
    """Print the figures; 1 when something is not as it should be."""
    tenth = len(ours.memory_mb) // 10
    second, last = fmean(ours.memory_mb[tenth : 2 * tenth]), fmean(ours.memory_mb[-tenth:])
    growth = last / second - 1
    figures = {
        "calls": f"{ours.calls:,}",
        "ended": f"{ours.tally['ended']:,}, left {ours.tally['left']:,}, failed {ours.tally['failed']:,}",
        "streams, dials": f"{ours.tally['streams']:,}, {ours.tally['dials']:,}",
        "calls a second": f"{ours.per_s:.0f}, {ours.per_s / floor.per_s:.2f} of the floor's",
        "CPU of a call": f"{ours.cpu_ms:.1f} ms, {ours.cpu_ms / floor.cpu_ms:.1f} times the floor's",
        "memory, second tenth": f"{second:.1f} MB",
        "memory, last tenth": f"{last:.1f} MB, {last - second:+.1f} MB, {growth:+.1%}",
        "left over": ", ".join(f"{number} {name}" for name, number in left.items()) or "nothing",
    }
    for name, figure in figures.items():
        print(f"{name:<22}{figure}")
    return int(bool(ours.tally["failed"] or floor.tally["failed"] or left or growth > GROWS_AT_MOST))


def main() -> int:
    """Read the command line, and soak."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=20)
    asked = parser.parse_args()
    return uvloop.run(soak(asked.calls, asked.at_once))


if __name__ == "__main__":
    sys.exit(main())
