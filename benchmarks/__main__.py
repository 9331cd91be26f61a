"""Run the benchmark: ``make bench``, or ``make bench ARGS='--only a,c --quick'``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from benchmarks import cpu, report, sound
from benchmarks.figures import figures
from benchmarks.measure import MeasurementError, free_port, measure
from benchmarks.plan import Outcome, Plan
from benchmarks.subjects import Row, rows
from benchmarks.targets import verdicts

QUICK = {"calls": 60, "seconds": 2.0, "rounds": 1}
FULL = {"calls": 300, "seconds": 3.0, "rounds": 3}
WARM_UP_S = 2.0
"""Longer than the question of the measured flows, so that everybody is listened to when the window begins."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    calls: int
    seconds: float
    rounds: int
    only: frozenset[str]
    json: Path | None


def options(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description="What a call costs, and whom else.")
    parser.add_argument("--calls", type=int, help="calls at once; the heavier servers get a third (default 300)")
    parser.add_argument("--seconds", type=float, help="length of one measurement (default 3)")
    parser.add_argument("--rounds", type=int, help="how often all take their turn; the median counts (default 3)")
    parser.add_argument("--only", default="", help="letters or names of rows, such as a,c or b-talk")
    parser.add_argument("--quick", action="store_true", help="60 calls, 2 seconds, one round: a look, no measurement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    read = parser.parse_args(arguments)
    standard = QUICK if read.quick else FULL
    return Options(
        calls=int(read.calls or standard["calls"]),
        seconds=read.seconds or standard["seconds"],
        rounds=int(read.rounds or standard["rounds"]),
        only=frozenset(read.only.split(",")) - {""},
        json=read.json,
    )


def chosen(options: Options) -> list[Row]:
    """Return the rows to measure."""
    return [row for row in rows(options.calls) if not options.only or any(_is(row, name) for name in options.only)]


def _is(row: Row, name: str) -> bool:
    return row.name == name or row.name.startswith(f"{name}-")


def _plan(row: Row, options: Options, sounds: Mapping[sound.Sound, Path]) -> Plan:
    return Plan(
        port=free_port(),
        server_pid=0,
        calls=row.calls,
        warmup_s=WARM_UP_S,
        measure_s=options.seconds,
        cores=tuple(cpu.cores()),
        answer=row.subject.answer,
        sound=str(sounds[row.sound]) if row.sound in sounds else None,
        press=row.press,
    )


async def run(options: Options, progress: Progress, console: Console) -> dict[Row, list[Outcome]]:
    """Let all rows take their turn, round after round."""
    samples: dict[Row, list[Outcome]] = {row: [] for row in chosen(options)}
    turns = [row for number in range(options.rounds) for row in samples if row.rounds is None or number < row.rounds]
    task = progress.add_task("making sounds", total=len(turns))
    with TemporaryDirectory() as folder:
        sounds = sound.write(Path(folder), {row.sound for row in samples})
        for row in turns:
            told = partial(_tell, progress, task, row)
            try:
                samples[row].append(await measure(row, _plan(row, options, sounds), Path(folder), told))
            except MeasurementError as error:
                console.print(f"({row.subject.letter}) {row.title}: {error}", style="red", markup=False)
            progress.advance(task)
    return samples


def _tell(progress: Progress, task: TaskID, row: Row, phase: str) -> None:
    progress.update(task, description=f"({row.subject.letter}) {row.title}, {row.calls} calls: {phase}")


def main(arguments: Sequence[str]) -> int:
    """Measure, report; 1 when a row does not count or is missing."""
    asked = options(arguments)
    console = Console(width=None if sys.stdout.isatty() else report.WIDTH)
    where = report.machine()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        samples = asyncio.run(run(asked, progress, console))
    table = figures(samples)
    judged = verdicts(table, asked.calls)
    report.show(console, where, table, judged)
    if asked.json:
        report.write_json(asked.json, where, table, judged)
    return int(any(line.faults for line in table) or len(table) < len(samples))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
