"""A call that was held becomes a test that passes.

Theory of operation. The trace is told again as a test, and the test is run. Where it fails the line is taken out of it,
if that expected something (words that tell the time to the second, say), or the test ends there, if the caller cannot
do what they did. Both leave a remark. So what comes out passes with the flow that the call was held with, and holds as
much of the call as a test can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flowrunner.errors import TraceError
from flowrunner.flow.hours import zone
from flowrunner.script.case import case_of
from flowrunner.script.model import AtState, Bot, Ended, Texted, Transferred
from flowrunner.script.player import play
from flowrunner.script.reader import read_script
from flowrunner.script.retelling import Line, Retold, retold
from flowrunner.script.writing import test_text
from flowrunner.trace.events import remembered, turns
from flowrunner.trace.replay import replay

if TYPE_CHECKING:
    from flowrunner.engine.machine import Machine
    from flowrunner.flow.model import Flow
    from flowrunner.script.player import Played
    from flowrunner.trace.reading import Trace
    from flowrunner.trace.replay import Replayed

MENDED_AT_MOST = 10
"""Lines that are taken out of a test; then it ends where the next would be."""
_EXPECTS = Bot | AtState | Transferred | Texted | Ended


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of a test file, and what it does not hold of the call."""

    text: str
    remarks: tuple[str, ...] = ()


def as_test(trace: Trace, machine: Machine, file: str | None = None) -> Written:
    """Return a test that does what a recorded call did; raises TraceError when the call parts from this flow.

    ``file`` is the flow as the test names it, where its own name does not say it.
    """
    flow = machine.flow
    replayed = replay(trace, machine)
    if replayed.parting is not None:
        raise TraceError(f"the call parts from this flow in `{replayed.parting.state}`: `flowrunner replay` tells more")
    told = retold(tuple(turns(trace)), replayed.keys, flow)
    header = _header(trace, flow, replayed, file)
    remarks = [f"the test ends where {told.stopped}, which no test can do"] if told.stopped else []
    for time in range(2 * MENDED_AT_MOST):
        text = test_text(header, told.lines, told.answers)
        played = _played(text, machine)
        if played.failure is None:
            return Written(text, tuple(remarks))
        remarks.append(_mended(told, played, cuts=time >= MENDED_AT_MOST))
    raise TraceError("no test could be made of this call")


def _played(text: str, machine: Machine) -> Played:
    script, found = read_script(text, "a trace")
    if script is None:
        raise TraceError(f"no test could be made of this call: {found[0].message}")
    return play(case_of(script.conversations[0], machine.flow, machine))


def _mended(told: Retold, played: Played, *, cuts: bool) -> str:
    """Take out the line that failed, or all from it on, as when it ``cuts``; return what to say of that."""
    failure = played.failure
    assert failure is not None
    spans = [step.span for step in played.conversation.steps]
    place = spans.index(failure.span)
    may_go = isinstance(told.lines[place].act, _EXPECTS) and not cuts
    if may_go and failure.code != "unanswered" and _expects_more(told, place):
        taken = told.lines.pop(place)
        return f"left out, because it would not come like this again: {_shown(taken)}"
    del told.lines[place:]
    if not any(isinstance(line.act, _EXPECTS) for line in told.lines):
        told.lines.append(Line(AtState(played.trace[0].state)))
    return f"the test ends where it cannot tell what happened: {failure.message}"


def _expects_more(told: Retold, place: int) -> bool:
    return any(isinstance(line.act, _EXPECTS) for each, line in enumerate(told.lines) if each != place)


def _shown(line: Line) -> str:
    act = line.act
    return act.pattern if isinstance(act, Bot) else type(act).__name__.lower()


def _header(trace: Trace, flow: Flow, replayed: Replayed, file: str | None) -> Mapping[str, object]:
    """Return what a test says before its answers."""
    began, facts = trace.began, trace.began.facts
    outbound = facts.get("direction") == "outbound"
    known = remembered(began)
    fields: dict[str, object] = {
        "test": f"call {trace.call[:8]}",
        "flow": file,
        "at": f"{datetime.fromtimestamp(began.at, zone(flow.timezone) or UTC):%Y-%m-%d %H:%M:%S}",
        "direction": "outbound" if outbound else None,
        "from": facts.get("from") if outbound else replayed.person,
        "to": replayed.person if outbound else facts.get("to"),
        "machine": True if facts.get("machine") else None,
        "extra": facts.get("extra"),
        "remembered": {name: each for name, each in known.items() if name in flow.remember},
    }
    return {name: each for name, each in fields.items() if each}
