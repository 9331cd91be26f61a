"""A call that somebody types, step by step.

Theory of operation. The call is a value: a flow, what its requests are answered, and what the caller has done so far.
After each step it is held anew from its first moment, on a line without sound, which takes about a millisecond. So a
step can be taken back, an answer can be filled in where the call needed one, and the same call goes through a flow
that was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.engine.call import CallFacts, Phase
from flowrunner.engine.machine import Machine
from flowrunner.errors import UsageError
from flowrunner.flow.model import Agent, Request, Span
from flowrunner.script.acting import is_anybody_there, perform
from flowrunner.script.case import Case
from flowrunner.script.failures import Fault, standing
from flowrunner.script.fitting import REQUESTS, outcomes_of
from flowrunner.script.line import OWN, PATIENT, Line
from flowrunner.script.model import Answers, Conversation, Hangup
from flowrunner.script.reader import CALLED, CALLER
from flowrunner.script.suite import Shelf, open_suite, test_files

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow
    from flowrunner.intents.embedding import Embedding
    from flowrunner.script.model import Action, Answer

_TYPED = Span(1, 1, 1, 1)
_LISTENED_TO = (Phase.RECORDING, Phase.TRANSCRIBING)
"""Here the caller may go on at any time: nothing is over before they say so."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something outside the flow that has to answer before the call goes on."""

    name: str
    """Of the state, or of the tool of an agent."""
    outcomes: tuple[str, ...]
    by_model: bool = False
    """It is the language model's turn: any words are what it says."""


@dataclass(frozen=True, slots=True)
class Held:
    """The call as it went."""

    line: Line
    steps: int
    """How many were taken; fewer than there are when the call ended before, or needs an answer."""
    fault: Fault | None = None
    """Why the next one could not be taken."""
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class TypedCall:
    """What was done so far."""

    flow: Flow
    machine: Machine
    conversation: Conversation
    """When and by whom it is made, and what is answered; without steps."""
    acts: tuple[Action, ...] = ()

    def then(self, act: Action) -> TypedCall:
        """Return the call with one more step."""
        return replace(self, acts=(*self.acts, act))

    def first(self, steps: int) -> TypedCall:
        """Return the call with only so many of its steps."""
        return replace(self, acts=self.acts[:steps])

    def through(self, flow: Flow) -> TypedCall:
        """Return the same call of another version of the flow."""
        return replace(self, flow=flow, machine=self.machine.of(flow))

    def answered(self, name: str, answer: Answer, asked: int) -> TypedCall:
        """Return the call with an answer to what was ``asked`` so often; what was answered before stays."""
        before = self.conversation.answers.get(name, Answers(()))
        past = tuple(each for each in map(before.to_call, range(asked)) if each is not None)
        answers = {**self.conversation.answers, name: Answers((*past, answer))}
        return replace(self, conversation=replace(self.conversation, answers=answers))

    def held(self) -> Held:
        """Hold the call until it waits for the caller, for an answer, or for nothing any more."""
        line = Line(Case(self.conversation, self.flow, self.machine))
        need = _go_on(line)
        for number, act in enumerate(self.acts):
            waits = need is not None and not isinstance(act, Hangup)
            fault = None if waits else _take(line, act)
            if waits or fault:
                return Held(line, number, fault, need)
            need = _go_on(line)
        return Held(line, len(self.acts), need=need)


def typed_call(
    flow: Flow, at: datetime, answers: Mapping[str, Answers], embedding: Embedding | None = None
) -> TypedCall:
    """Return a call that has just begun; ``at`` is on the clock of the flow, without a time zone."""
    facts = CallFacts(id="try", from_=CALLER, to=CALLED)
    return TypedCall(flow, Machine(flow, embedding=embedding), Conversation("", _TYPED, facts, at, (), answers))


def answers_of_tests(flow: Path) -> dict[str, Answers]:
    """Return what web requests are answered in the tests beside a flow, the first test first."""
    try:
        suites = [open_suite(file, Shelf()) for file in test_files([flow])]
    except (OSError, UsageError):
        return {}
    found: dict[str, Answers] = {}
    for case in (case for suite in suites for case in suite.cases):
        requests = set(_requests(case.flow))
        found = {name: each for name, each in case.conversation.answers.items() if name in requests} | found
    return found


def _requests(flow: Flow) -> Iterator[str]:
    for each in (flow, *flow.subflows.values()):
        yield from each.tools
        yield from (state.name for state in each.states.values() if isinstance(state.verb, Request))


def _take(line: Line, act: Action) -> Fault | None:
    if not (isinstance(act, Hangup) or is_anybody_there(line)):
        return Fault("nobody-there", "nobody is there to hear this", standing(line))
    return perform(line, act)


def _go_on(line: Line) -> Need | None:
    """Let the call go on while it does so by itself; return what it needs then."""
    while line.advance(OWN if line.call.phase in _LISTENED_TO else PATIENT):
        pass
    is_elsewhere = line.call.phase is Phase.TRANSFERRING and not line.call.gone
    if line.ended or not (line.unanswered or is_elsewhere):
        return None
    state, asked = line.stands_at, line.unanswered
    if asked is not None and asked != state.name:
        return Need(asked, REQUESTS)
    return Need(state.name, outcomes_of(state, {}), by_model=isinstance(state.verb, Agent))
