"""Calls that are held on a line without sound, and their traces."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from flowrunner.call.trace_settings import TraceSettings
from flowrunner.call.trace_writer import TraceWriter
from flowrunner.engine.actions import Action
from flowrunner.engine.call import Call, CallFacts
from flowrunner.engine.events import Event
from flowrunner.engine.machine import Machine
from flowrunner.flow.model import Flow, Span
from flowrunner.script.case import case_of
from flowrunner.script.model import Act, Answers, Conversation
from flowrunner.script.model import Step as ScriptStep
from flowrunner.script.player import Played, play
from flowrunner.storage.registry import open_storage
from flowrunner.trace.causes import Began
from flowrunner.trace.item import TraceItem
from flowrunner.trace.keys import KeyRow
from flowrunner.trace.notes import Ended
from flowrunner.trace.reading import Trace, read_trace
from flowrunner.trace.turns import Step, note_item, turn_items

CALLER = "+15550100123"
FACTS = CallFacts("4a92dd13", from_=CALLER, to="+15550100200")
_NOWHERE = Span(1, 1, 1, 1)


class Recorded(Machine):
    """A machine that keeps a trace of its call."""

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self.items: list[TraceItem] = []
        self._row = KeyRow()

    def start(
        self, facts: CallFacts, at: float = 0.0, remembered: Mapping[str, object] | None = None
    ) -> tuple[Call, tuple[Action, ...]]:
        call, actions = super().start(facts, at, remembered)
        self._tell(Step(self, Began(remembered or {}), None, call, actions), at)
        return call, actions

    def step(self, call: Call, event: Event) -> tuple[Call, tuple[Action, ...]]:
        after, actions = super().step(call, event)
        self._tell(Step(self, event, call, after, actions), event.at)
        if after.ended and not call.ended:
            self.items.append(note_item(after, Ended("hung_up", 9.0), event.at))
        return after, actions

    def _tell(self, step: Step, at: float) -> None:
        self.items.extend(turn_items(step, at, self._row))


def held(
    flow: Flow, *acts: Act, answers: Mapping[str, Answers] | None = None, facts: CallFacts = FACTS
) -> tuple[Trace, Played]:
    """Hold a call and return its trace, as it is read back."""
    steps = tuple(ScriptStep(act, _NOWHERE) for act in acts)
    conversation = Conversation("a call", _NOWHERE, facts, datetime(2026, 11, 20, 15, 30), steps, answers or {})
    case = case_of(conversation, flow)
    machine = Recorded(case.flow)
    played = play(replace(case, machine=machine))
    return read_trace(written(machine.items)), played


def written(items: Sequence[TraceItem]) -> bytes:
    """Return a trace as JSON lines."""
    return b"\n".join(msgspec.json.encode(item.plain()) for item in items)


def keep(url: str, *traces: Trace) -> None:
    """Write traces into a database."""

    async def work() -> None:
        async with open_storage(url, "key") as storage:
            writer = TraceWriter(storage.traces, TraceSettings())
            for trace in traces:
                writer.take((trace.flow, trace.call), trace.items)
            await writer.flush()

    asyncio.run(work())
