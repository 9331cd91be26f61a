"""The way of one call through its flows, read off its trace: states, choices and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flowrunner.engine.actions import Entered, Left, Mistaken, Understood
from flowrunner.engine.events import (
    HungUp,
    RecordingFinished,
    RequestFinished,
    TextSent,
    TranscriptionEnded,
    TransferEnded,
)
from flowrunner.flow.model import Agent, Ask, Return, Transcribe
from flowrunner.script.coverage import ANYTIME, Place, choices_of, left, menu_of, slot_choice, slots_of

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow, State
    from flowrunner.script.trace import Moment

Walked = tuple[str, Place]
"""The path of a flow, and a place in it."""


def walk(flow: Flow, trace: Iterable[Moment]) -> Iterator[Walked]:
    """Yield what a call has come by, in the flow it was held with and in those that this one runs."""
    walker = _Walker(flow)
    for moment in trace:
        yield from walker.past(moment)


class _Walker:
    """Follows a call; the flows that wait for each other are kept in a stack, each with the state it stands in."""

    def __init__(self, flow: Flow) -> None:
        self._flows = {**flow.subflows, flow.name: flow}
        self._stack: list[tuple[Flow, State]] = []
        self._commanded = False
        """The caller has just asked for something that works anywhere, or has left."""

    def past(self, moment: Moment) -> Iterator[Walked]:
        """Yield what one thing that happened walks."""
        match moment.item:
            case Entered(name):
                yield from self._enter(self._flows[moment.flow], name)
            case HungUp():
                self._commanded = True
                if self._ends_listening() and not moment.ignored:
                    yield self._leave("ended")
            case Understood(choice=outcome, slot=None):
                yield from self._answer(outcome)
            case Understood(choice=outcome, slot=str(slot)):
                yield from self._fill(slot, outcome)
            case Mistaken(attempt=attempt) if self._gave_up(attempt):
                yield self._leave("give_up")
            case Left(outcome):
                yield self._leave(outcome)
            case RecordingFinished(speech=speech) if not moment.ignored:
                yield self._leave("done" if speech else "nothing")
            case RequestFinished() | TextSent() | TransferEnded() | TranscriptionEnded() as end if not moment.ignored:
                if not isinstance(self._stack[-1][1].verb, Agent):
                    yield self._leave(end.outcome)

    def _enter(self, flow: Flow, name: str) -> Iterator[Walked]:
        state = flow.states[name]
        waiting = [each.name for each, _ in self._stack]
        depth = waiting.index(flow.name) if flow.name in waiting else len(waiting)
        if depth < len(waiting) - 1 and self._returned():
            yield self._leave("done", depth)
        self._stack[depth:] = [(flow, state)]
        self._commanded = False
        yield flow.path, Place("state", name)
        if isinstance(state.verb, Return) and depth:
            yield self._leave(state.verb.outcome, depth - 1)

    def _returned(self) -> bool:
        """Whether the flow in front ended by the place ``return``, rather than by its verb or a command."""
        return not self._commanded and not isinstance(self._stack[-1][1].verb, Return)

    def _ends_listening(self) -> bool:
        """Whether a caller who leaves ends what is only listened to, and the flow goes on from there."""
        return isinstance(self._stack[-1][1].verb, Transcribe) and self._stack[0][0].on_hangup is None

    def _gave_up(self, attempt: int) -> bool:
        verb = self._stack[-1][1].verb
        return isinstance(verb, Ask) and attempt >= verb.tries

    def _leave(self, outcome: str, depth: int = -1) -> Walked:
        flow, state = self._stack[depth]
        return flow.path, left(state, outcome)

    def _answer(self, outcome: str) -> Iterator[Walked]:
        """Yield what an answer walks; a choice of the state wins over one that works anywhere."""
        flow, state = self._stack[-1]
        own = next((choice for choice in choices_of(state) if choice.name == outcome), None)
        command = None if own else self._command(outcome)
        if command is not None:
            self._commanded = True
            yield command.path, Place("choice", ANYTIME, outcome)
            return
        if own is not None:
            yield flow.path, Place("choice", state.name, outcome)
        if own is None or own.go is None:
            yield self._leave(outcome)

    def _fill(self, name: str, outcome: str) -> Iterator[Walked]:
        """Yield what an answer to a question of a form walks."""
        flow, state = self._stack[-1]
        slot = next((each for each in slots_of(state) if each.name == name), None)
        if slot is None:
            return
        yield flow.path, Place("slot", state.name, name)
        if any(choice.name == outcome for choice in menu_of(slot.ask)):
            yield flow.path, slot_choice(state, slot, outcome)

    def _command(self, name: str) -> Flow | None:
        """Return the nearest flow that has this command."""
        flows = (flow for flow, _ in reversed(self._stack))
        return next((flow for flow in flows if any(choice.name == name for choice in flow.anytime)), None)
