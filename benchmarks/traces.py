"""What the trace of a call costs: ``python -m benchmarks.traces``.

The conversations of the tests of ``flows/`` are held once, and every step of them is traced again and again: what a
step costs in processor time, beside that of the machine itself, and how many bytes a call leaves.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from flowrunner.call.trace_settings import TraceSettings
from flowrunner.call.trace_writer import TraceWriter
from flowrunner.call.tracing import Tracing
from flowrunner.engine.actions import Action
from flowrunner.engine.call import Call, CallFacts
from flowrunner.engine.events import Event
from flowrunner.engine.machine import Machine
from flowrunner.flow.model import Flow
from flowrunner.script.player import play
from flowrunner.script.suite import Shelf, open_suite, test_files
from flowrunner.storage.ports import TraceHead, TracePart
from flowrunner.trace.causes import Began, Rejoined, TookUp
from flowrunner.trace.turns import Step

ROUNDS = 20
FLOWS = Path("flows")


class NoStore:
    """Keeps nothing but the number of bytes."""

    async def add(self, parts: Sequence[TracePart]) -> None: ...

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        return []

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        return []

    async def read(self, flow: str, call: str) -> list[bytes]:
        return []

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        return 0


class Watched(Machine):
    """A machine whose steps are kept."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self.steps: list[Step] = []

    def start(
        self, facts: CallFacts, at: float = 0.0, remembered: Mapping[str, object] | None = None
    ) -> tuple[Call, tuple[Action, ...]]:
        call, actions = super().start(facts, at, remembered)
        self.steps.append(Step(self, Began(remembered or {}), None, call, actions))
        return call, actions

    def step(self, call: Call, event: Event) -> tuple[Call, tuple[Action, ...]]:
        after, actions = super().step(call, event)
        self.steps.append(Step(self, event, call, after, actions))
        return after, actions


def held() -> list[list[Step]]:
    """Return the steps of each conversation."""
    shelf, calls = Shelf(), list[list[Step]]()
    for file in test_files([FLOWS]):
        for case in open_suite(file, shelf).cases:
            machine = Watched(case.flow)
            play(replace(case, machine=machine))
            calls.append(machine.steps)
    return calls


def main() -> None:
    """Print the figures."""
    calls = held()
    steps = [step for call in calls for step in call]
    writer = TraceWriter(NoStore(), TraceSettings())
    tracing = Tracing([writer.take])
    began = time.process_time()
    for step in steps:
        tracing.turn(step)
    size = writer.waiting_bytes
    for _round in range(ROUNDS - 1):
        for step in steps:
            tracing.turn(step)
    traced_us = (time.process_time() - began) / ROUNDS / len(steps) * 1e6
    began = time.process_time()
    for step in steps:
        if step.before is not None and not isinstance(step.cause, Began | Rejoined | TookUp):
            step.machine.step(step.before, step.cause)
    machine_us = (time.process_time() - began) / len(steps) * 1e6
    print(f"{len(calls)} calls, {len(steps) / len(calls):.0f} steps each")
    print(f"a step: {traced_us:.0f} us to trace, {machine_us:.0f} us to make")
    print(f"a call leaves {size / len(calls) / 1000:.1f} KB")


if __name__ == "__main__":
    main()
