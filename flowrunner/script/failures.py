"""Where a call parted from its script, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.actions import ConnectTo, Entered, Play, SendText
from flowrunner.engine.call import Phase
from flowrunner.engine.events import HungUp
from flowrunner.flow.model import Agent
from flowrunner.script.model import AtState, Bot, Ended, Texted, Transferred
from flowrunner.script.trace import Moment, pieces

if TYPE_CHECKING:
    from flowrunner.flow.model import Span
    from flowrunner.script.line import Line
    from flowrunner.script.model import Expectation

MAX_LETTERS = 300
"""Of a text that is compared with what was expected."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The step at which a call parted from its script."""

    code: str
    message: str
    span: Span
    state: str
    """Where the call was."""
    instead: str | None = None
    """What came instead, or what to do about it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a step cannot be taken."""

    code: str
    message: str
    instead: str | None = None


def unmet(expected: Expectation, line: Line, since: int) -> Fault:
    """Tell what was expected, and what has come since that place of the trace."""
    came = line.trace[since:]
    rest = standing(line)
    match expected:
        case Bot(pattern):
            return not_said(pattern, line, since)
        case AtState(state):
            seen = [moment.item.state for moment in came if isinstance(moment.item, Entered)]
            way = "it goes through " + ", ".join(f"`{each}`" for each in seen) if seen else None
            return Fault("not-there", f"the call does not come to the state `{state}`", _joined(way, rest))
        case Transferred():
            return Fault("not-transferred", *_unconnected(expected, came, rest))
        case Texted():
            texts = [moment.item for moment in came if isinstance(moment.item, SendText)]
            other = f"the text to {texts[-1].to} is `{' '.join(texts[-1].message.split())}`" if texts else None
            return Fault("not-texted", "no such text message is sent", _joined(other, rest))
        case Ended():
            return Fault("not-ended", "the bot does not hang up", rest)
        case _:
            assert_never(expected)


def _unconnected(wanted: Transferred, came: Sequence[Moment], rest: str) -> tuple[str, str]:
    connected = [moment.item for moment in came if isinstance(moment.item, ConnectTo)]
    numbers = [number for each in connected for number in each.numbers]
    other = f"the caller is connected to {', '.join(numbers)}" if numbers else None
    if wanted.brief is None or not connected:
        to = f"to `{wanted.pattern}`" if wanted.pattern else "to anybody"
        return f"the caller is not connected {to}", _joined(other, rest)
    told = connected[-1].brief
    other = f"{other}, who is told {f'`{told.text}`' if told else 'nothing'}"
    return f"nobody is told `{wanted.brief}` before being connected", _joined(other, rest)


def not_said(pattern: str, line: Line, since: int) -> Fault:
    """Tell that the bot does not say something, and what it says that comes nearest."""
    said = [(text, moment.state) for moment in line.trace[since:] for text in _texts(moment)]
    near = _nearest(pattern, said)
    instead = f"it says `{near[0]}` in the state `{near[1]}`" if near else None
    rest = standing(line, told=near[1] if near else None)
    return Fault("not-said", f"the bot does not say `{pattern}`", _joined(instead, rest))


def unanswered(line: Line) -> Fault:
    """Tell which request nothing in the test answers."""
    state = line.unanswered or ""
    number = line.calls[state]
    which = "the request" if number == 1 else f"request number {number}"
    message, answer = f"nothing answers {which} of the state `{state}`", "ok"
    verb = line.stands_at.verb
    if isinstance(verb, Agent) and state in verb.tools:
        message = f"nothing answers {which} of the tool `{state}`"
    elif isinstance(verb, Agent):
        turn = "" if number == 1 else f", turn {number}"
        message, answer = f"nothing says what the agent `{state}` does{turn}", next(iter(verb.leave_when))
    return Fault("unanswered", message, f"add it to the test: `answers: {{{state}: {answer}}}`")


def standing(line: Line, told: str | None = None) -> str:
    """Tell what the call stands at, now that nothing more happens by itself; ``told`` is a state already named."""
    state = "" if told == line.call.state else f" in the state `{line.call.state}`"
    match line.call.phase:
        case Phase.ENDED:
            left = any(isinstance(moment.item, HungUp) for moment in line.trace)
            return f"{'the caller' if left else 'the bot'} has hung up{state}"
        case Phase.TRANSFERRING:
            return f"the caller is with somebody else; `answers: {{{line.call.state}: busy}}` brings the call back"
        case Phase.ASKING | Phase.TALKING:
            return f"the bot waits for an answer{state}"
        case _:
            return f"the bot is busy{state}"


def _joined(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)


def _texts(moment: Moment) -> tuple[str, ...]:
    return pieces(moment.item) if isinstance(moment.item, Play) else ()


def _nearest(pattern: str, said: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the text that comes nearest to what was expected; between equals the last."""
    matcher = SequenceMatcher(b=pattern[:MAX_LETTERS], autojunk=False)

    def likeness(each: tuple[str, str]) -> float:
        matcher.set_seq1(each[0][:MAX_LETTERS])
        return matcher.ratio()

    return max(reversed(said[-20:]), key=likeness, default=None)
