"""Holds one conversation: step by step, on a line without sound, until it is done or parts from its script.

Theory of operation. What happened lies in the trace of the line; a cursor marks how far the script has followed it.
An expectation looks from the cursor on for the first thing that fits and lets the call go on until it comes; what
lies between is passed over, so a test names only what it is about. It fails when the bot waits for the caller, when
the caller is with somebody else or when the call is over. The caller is polite: an action waits until the bot has
said what it has to say, unless it is to happen ``during`` a prompt; then the cursor goes to the end of the trace, for
what comes after is the answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.actions import ConnectTo, Entered, HangUp, Play, SendText, Transcribe
from flowrunner.script.acting import is_anybody_there, perform
from flowrunner.script.failures import Failure, Fault, not_said, standing, unanswered, unmet
from flowrunner.script.line import OWN, PATIENT, Line
from flowrunner.script.model import (
    AtState,
    Bot,
    Caller,
    Ended,
    Hangup,
    Press,
    Texted,
    Transferred,
)
from flowrunner.script.pattern import find, fits
from flowrunner.script.trace import Moment, pieces

if TYPE_CHECKING:
    from flowrunner.script.case import Case
    from flowrunner.script.model import Act, Action, Conversation, Expectation, Step


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation that has been held."""

    conversation: Conversation
    trace: tuple[Moment, ...]
    failure: Failure | None = None


def play(case: Case) -> Played:
    """Hold a conversation with its flow, to its end or to where it parts from its script."""
    conversation = case.conversation
    player = _Player(Line(case))
    failure = next(filter(None, map(player.take, conversation.steps)), None)
    failure = failure or player.finish(conversation.steps[-1])
    return Played(conversation, tuple(player.line.trace), failure)


class _Player:
    """Follows the script of one conversation."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._cursor = 0
        self._rest: tuple[str, ...] = ()
        """What the prompt before the cursor says beyond what was expected of it."""

    def take(self, step: Step) -> Failure | None:
        """Take one step; return how it failed, if it did."""
        fault = self._fault(step.act)
        return self._failure(step, unanswered(self.line) if self.line.unanswered else fault)

    def finish(self, last: Step) -> Failure | None:
        """Let the call go on while it does so by itself."""
        while self.line.advance(PATIENT):
            pass
        return self._failure(last, unanswered(self.line) if self.line.unanswered else None)

    def _failure(self, step: Step, fault: Fault | None) -> Failure | None:
        if fault is None:
            return None
        return Failure(fault.code, fault.message, step.span, self.line.call.state, fault.instead)

    def _fault(self, act: Act) -> Fault | None:
        match act:
            case Bot() | AtState() | Transferred() | Texted() | Ended():
                since = self._cursor
                return None if self._comes(act) else unmet(act, self.line, since)
            case _:
                return self._act(act)

    def _comes(self, expected: Expectation) -> bool:
        match expected:
            case Bot(pattern):
                return self._hear(pattern)
            case AtState(state):
                here = self.line.call.state == state
                return here or self._await(lambda moment: _enters(moment, state)) is not None
            case Transferred():
                return self._await(lambda moment: _connects(moment, expected)) is not None
            case Texted():
                return self._await(lambda moment: _texts(moment, expected)) is not None
            case Ended():
                return self._await(lambda moment: isinstance(moment.item, HangUp)) is not None
            case _:
                assert_never(expected)

    def _await(self, accept: Callable[[Moment], bool]) -> Moment | None:
        """Return the first thing from the cursor on that is accepted, and put the cursor behind it."""
        for place, moment in self._coming():
            if accept(moment):
                self._cursor, self._rest = place + 1, ()
                return moment
        return None

    def _coming(self) -> Iterator[tuple[int, Moment]]:
        """Yield what is in the trace from the cursor on, and what comes while the caller listens."""
        place = self._cursor
        while place < len(self.line.trace) or self.line.advance(PATIENT):
            for moment in self.line.trace[place:]:
                yield place, moment
                place += 1

    def _hear(self, pattern: str) -> bool:
        after = find(pattern, self._rest)
        if after is not None:
            self._rest = self._rest[after:]
            return True
        moment = self._await(lambda moment: find(pattern, _said(moment)) is not None)
        if moment is None:
            return False
        said = _said(moment)
        self._rest = said[find(pattern, said) :]
        return True

    def _act(self, act: Action) -> Fault | None:
        during = act.during if isinstance(act, Caller | Press) else None
        fault = self._turn(act) if during is None else self._catch(during)
        if fault is None:
            self._cursor, self._rest = len(self.line.trace), ()
            fault = perform(self.line, act)
        return fault

    def _turn(self, act: Action) -> Fault | None:
        """Let the bot say what it has to say."""
        while self.line.advance(OWN):
            pass
        if isinstance(act, Hangup) or is_anybody_there(self.line):
            return None
        return Fault("nobody-there", "nobody is there to hear this", standing(self.line))

    def _catch(self, pattern: str) -> Fault | None:
        """Come to the middle of a prompt."""

        def plays(moment: Moment) -> bool:
            is_on = isinstance(moment.item, Play) and moment.item.prompt_id == self.line.playing
            return is_on and find(pattern, _said(moment)) is not None

        since = self._cursor
        if not any(map(plays, self.line.trace)) and self._await(plays) is None:
            return not_said(pattern, self.line, since)
        self.line.interrupt()
        return None


def _said(moment: Moment) -> tuple[str, ...]:
    return pieces(moment.item) if isinstance(moment.item, Play) else ()


def _enters(moment: Moment, state: str) -> bool:
    return isinstance(moment.item, Entered) and moment.item.state == state


def _connects(moment: Moment, wanted: Transferred) -> bool:
    if not isinstance(moment.item, ConnectTo | Transcribe):
        return False
    told = moment.item.brief if isinstance(moment.item, ConnectTo) else None
    to_them = wanted.pattern is None or any(fits(wanted.pattern, number) for number in moment.item.numbers)
    return to_them and (wanted.brief is None or (told is not None and fits(wanted.brief, told.text)))


def _texts(moment: Moment, wanted: Texted) -> bool:
    if not isinstance(moment.item, SendText):
        return False
    found = ((wanted.message, moment.item.message), (wanted.to, moment.item.to))
    return all(pattern is None or fits(pattern, " ".join(text.split())) for pattern, text in found)
