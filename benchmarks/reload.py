"""What saving a flow costs while calls run: ``python -m benchmarks.reload``.

A host as ``flowrunner serve --watch`` puts it together serves a flow of 300 states and holds fifty calls of another
one, whose callers send every frame and press keys from a process of their own. The flow is saved again and again,
each time when the save before is live. Measured are the time from the save until the next call would get it, beside
reading and checking the same file and nothing else; how late the event loop is meanwhile, beside what it is with the
same calls and no saves; and memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import shutil
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks import cpu
from benchmarks.checker import SUBFLOW, checked, large_flow
from benchmarks.figures import percentile
from benchmarks.measure import generate
from benchmarks.plan import Outcome, Plan
from benchmarks.soak import resident_mb
from flowrunner.config import Settings
from flowrunner.server.app import Host, running_host
from flowrunner.server.catalog import FlowChange
from flowrunner.server.fixed_prompts import prepare
from flowrunner.server.flows import FlowFiles
from flowrunner.server.loop import hand_over_soon, new_loop
from flowrunner.speech.registry import open_speech

KEYS = Path(__file__).parent / "flows" / "keys.yaml"
LINES = 1_850
"""Of a flow of about 300 states."""
TARGET_MS = 300.0
GROWS_AT_MOST = 0.03
"""Of memory, from the second tenth of the saves to the last."""
QUIET_S = 5.0
STEP_S = 0.001
LIVE_WITHIN_S = 10.0
PRESS_EVERY_S = 5.0
ALONE = 10
"""How often the file is read with nothing else to do, and saved with no calls."""


@dataclass(slots=True)
class Run:
    """What was measured; times are in milliseconds."""

    states: int = 0
    alone: list[float] = field(default_factory=list)
    """Reading and checking the file, with nothing else to do."""
    live: list[float] = field(default_factory=list)
    late_before: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    outcome: Outcome | None = None


@asynccontextmanager
async def lateness(into: list[float]) -> AsyncGenerator[None, None]:
    """Note how late the loop is, about once in a millisecond, in the body."""

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(STEP_S)
            into.append((time.perf_counter() - began - STEP_S) * 1000)

    task = asyncio.create_task(tick())
    try:
        yield
    finally:
        task.cancel()


class Editor:
    """Somebody who saves a flow as editors do, and waits until it is live."""

    def __init__(self, host: Host, file: Path) -> None:
        self._file = file
        self._text = file.read_text("utf-8")
        self._change: asyncio.Future[FlowChange] | None = None
        host.flows.subscribe(self._changed)

    def edition(self, number: int) -> str:
        """Return the flow, slightly different."""
        return self._text.replace("about: ", f"about: Edition {number}. ", 1)

    async def save(self, number: int) -> float:
        """Return how long it took until it was live, in milliseconds."""
        self._change = asyncio.get_running_loop().create_future()
        unfinished = self._file.with_suffix(".tmp")
        unfinished.write_text(self.edition(number), "utf-8")
        began = time.perf_counter()
        unfinished.replace(self._file)
        async with asyncio.timeout(LIVE_WITHIN_S):
            change = await self._change
        assert change.live, [each.message for file in change.files for each in file.newest.diagnostics]
        return (time.perf_counter() - began) * 1000

    def _changed(self, change: FlowChange) -> None:
        if self._change is not None and not self._change.done():
            self._change.set_result(change)


def flows_in(folder: Path) -> Path:
    """Write the flows; return the file of the large one."""
    large = folder / "bank.yaml"
    large.write_text(large_flow(LINES), "utf-8")
    shutil.copy(SUBFLOW, folder)
    shutil.copy(KEYS, folder)
    return large


async def measure(saves: int, calls: int) -> Run:
    """Hold the calls and save."""
    run = Run()
    with TemporaryDirectory() as name:
        large = flows_in(Path(name))
        files = FlowFiles([Path(name)])
        flows = files.load().flows
        run.states = len(flows["bank"].states)
        speech = open_speech()
        for flow in flows.values():
            await prepare(flow, speech.prompts)
        async with running_host(Settings(port=0, reload=True), flows, replace(speech, recognizer=None), files) as host:
            gc.collect()
            gc.freeze()
            editor = Editor(host, large)
            run.alone = [_alone(editor.edition(-number)) for number in range(1, ALONE)]
            pace_ms = [await editor.save(-number) for number in range(1, ALONE)]
            seconds = 3 * QUIET_S + saves * max(pace_ms) / 1000
            holding = asyncio.create_task(generate(_plan(host, calls, seconds), [], lambda phase: None))
            await asyncio.sleep(QUIET_S)
            async with lateness(run.late_before):
                await asyncio.sleep(QUIET_S)
            async with lateness(run.late):
                for number in range(saves):
                    run.live.append(await editor.save(number))
                    run.memory_mb.append(resident_mb(os.getpid()))
            run.outcome = await holding
        await speech.aclose()
    return run


def report(run: Run, calls: int) -> int:
    """Print the figures; 1 when something is not as it should be."""
    assert run.outcome is not None
    tenth = max(1, len(run.memory_mb) // 10)
    second, last = fmean(run.memory_mb[tenth : 2 * tenth] or run.memory_mb), fmean(run.memory_mb[-tenth:])
    alone, live, p95 = median(run.alone), median(run.live), percentile(run.live, 95)
    lost, unanswered = run.outcome.lost_calls, run.outcome.unanswered_keys
    figures = {
        "saves, states, calls": f"{len(run.live):,}, {run.states}, {calls}",
        "reading and checking alone": f"{alone:.0f} ms",
        "from save to live": f"median {live:.0f} ms, p95 {p95:.0f} ms, worst {max(run.live):.0f} ms",
        "as a ratio": f"median {live / alone:.2f}, p95 {p95 / alone:.2f} times reading and checking",
        "loop late without saves": _late(run.late_before),
        "loop late with saves": _late(run.late),
        "calls lost, keys unanswered": f"{lost}, {unanswered}",
        "key to first sound": f"p99 {percentile(run.outcome.key_to_audio_ms, 99):.1f} ms",
        "memory, second tenth, last": f"{second:.1f} MB, {last:.1f} MB, {last / second - 1:+.1%}",
        "other work": f"{run.outcome.others_cpu:.0%} of a core",
    }
    for name, figure in figures.items():
        print(f"{name:<29}{figure}")
    return int(bool(p95 > TARGET_MS or lost or unanswered or last > second * (1 + GROWS_AT_MOST)))


def _late(values: list[float]) -> str:
    shown = [f"{percentile(values, percent):.1f}" for percent in (50, 99, 99.9)]
    return f"p50 {shown[0]} ms, p99 {shown[1]} ms, p99.9 {shown[2]} ms, worst {max(values):.1f} ms"


def main() -> int:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reload", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--saves", type=int, default=1_000)
    parser.add_argument("--calls", type=int, default=50)
    arguments = parser.parse_args()
    hand_over_soon()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return report(runner.run(measure(arguments.saves, arguments.calls)), arguments.calls)


def _plan(host: Host, calls: int, seconds: float) -> Plan:
    port = urlsplit(host.url).port
    assert port is not None
    answer = urlsplit(host.answer_url("keys")).path
    return Plan(
        port=port,
        server_pid=os.getpid(),
        calls=calls,
        warmup_s=0.5,
        measure_s=0.5,
        cores=tuple(cpu.cores()),
        answer=answer,
        press="1",
        press_every_s=PRESS_EVERY_S,
        press_s=seconds,
    )


def _alone(text: str) -> float:
    began = time.perf_counter()
    checked(text)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
