"""``flowrunner replay``: would calls that were held go the same way with another version of their flow?"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flowrunner.cli.reading import read_flow
from flowrunner.cli.trace import found
from flowrunner.cli.tracing import newest, visible, whole, with_traces
from flowrunner.cli.understanding import understanding
from flowrunner.engine.machine import Machine
from flowrunner.errors import TraceError, UsageError
from flowrunner.flow.model import Flow
from flowrunner.storage.ports import TraceStore
from flowrunner.trace.moves import Change, Move
from flowrunner.trace.reading import Trace
from flowrunner.trace.replay import Parting, Replayed, replay
from flowrunner.trace.story import story

EPILOG = """\
Examples:
  flowrunner replay last --flow new/bank.yaml          the call that began last, with a flow that was changed
  flowrunner replay 4a92 --flow bank.yaml              a call by the beginning of its id
  flowrunner replay call.jsonl --flow bank.yaml        one that was written by `flowrunner trace CALL --json`
  flowrunner replay --all --flow bank.yaml             the last calls of the flow of this name: how many go as before

What happened in a call (keys, words, answers of other computers) is given to the new flow. Where it goes another way
the call parts, and what follows is told; texts that changed on the way are told apart from that. Nothing is called, and
nobody is asked.

Exit status: 0 all go as before, 1 a call parts, 2 there is no such call, or the flow has mistakes.
"""
REPLAYED = 1000


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "call", metavar="TRACE", nargs="?", help="id of a call, the beginning of one, `last`, or a file"
    )
    parser.add_argument("--flow", type=Path, required=True, metavar="FILE", help="the flow to hold it with")
    parser.add_argument("--all", action="store_true", help="every call of the flow that is kept, and a summary")
    parser.add_argument("--flow-name", metavar="NAME", help="whose calls, if not those of the flow's own name")
    parser.add_argument("-n", type=int, default=REPLAYED, metavar="COUNT", help=f"of --all: how many ({REPLAYED})")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """Tell where the calls part and return 0, 1, or 2 when the flow has mistakes; raises UsageError."""
    if bool(args.call) == args.all:
        raise UsageError("name one call, or say --all" if not args.call else "--all takes no call: leave one out")
    flow = read_flow(args.flow)
    if flow is None:
        return 2
    console = Console(highlight=False, soft_wrap=True, markup=False)
    machine = Machine(flow, embedding=understanding(args.config))
    if args.call:
        trace = found(args.call, args.flow_name, args.config)
        replayed = _replayed(trace, machine)
        _tell(trace, replayed, flow, console)
        return int(replayed.parting is not None)
    name = args.flow_name or flow.name

    async def work(store: TraceStore) -> list[Trace]:
        return [await whole(store, head) for head in await newest(store, args.n, name)]

    traces = with_traces(args.config, work)
    return _summarize([(trace, _replayed(trace, machine)) for trace in traces], flow, console)


def _replayed(trace: Trace, machine: Machine) -> Replayed:
    try:
        return replay(trace, machine)
    except TraceError as error:
        raise UsageError(f"the trace of {trace.call} cannot be replayed: {error}") from None


def _tell(trace: Trace, replayed: Replayed, flow: Flow, console: Console) -> None:
    parting = replayed.parting
    if parting is None:
        console.print(visible(f"{trace.call} goes as it went"))
    else:
        console.print(Text(visible(f"{trace.call} parts in {parting.state}: {_place(flow, parting)}"), "bold"))
        _tell_parting(trace, parting, console)
    for change in replayed.changes:
        _tell_change(change, flow, console)


def _tell_parting(trace: Trace, parting: Parting, console: Console) -> None:
    seconds = parting.act.cause.at - trace.began.at if parting.act else 0.0
    console.print(f"  at {int(seconds) // 60}:{seconds % 60:04.1f}, when {visible(_act(parting))}")
    for title, moves, style in (("then", parting.before, "red"), ("now", parting.now, "green")):
        lines = list(_moves(moves)) or ["nothing more"]
        for place, line in enumerate(lines):
            console.print(Text(f"  {title if place == 0 else '':<4}  ").append(visible(line), style))


def _moves(moves: Sequence[Move]) -> Iterator[str]:
    for move in moves:
        yield _move(move)
        for _, words in move.said:
            yield f'  "{words}"'


def _move(move: Move) -> str:
    facts = move.item.facts
    match move.item.kind:
        case "entered":
            return f"on to {move.item.state}"
        case "understood":
            return f"understood as {facts['choice']}"
        case "mistaken":
            return "nothing was said" if facts["mistake"] == "silence" else "not understood"
        case "rescued":
            return f"to the fallback: {facts.get('reason')}"
        case "left":
            return f"ends in {facts['outcome']}"
        case "connect_to":
            return "connects to " + ", ".join(map(str, _listed(facts.get("numbers"))))
        case kind:
            return kind.replace("_", " ")


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _act(parting: Parting) -> str:
    """Return what happened last before two calls part."""
    if parting.act is None:
        return "the call began"
    line = next(story(Trace((parting.act.cause,))), None)
    if line is None:
        return parting.act.cause.kind.replace("_", " ")
    if not line.who:
        return f"the answer was {line.text.removeprefix('= ')}"
    return (
        f"the caller {line.text.strip('()')}" if line.text.startswith(("(", "presses")) else f'"{line.text}" was said'
    )


def _tell_change(change: Change, flow: Flow, console: Console) -> None:
    what = {"prompt": "says", "request": "asks", "text": "sends"}[change.what]
    console.print(f"  {change.state} {what} something else: {_state_place(flow, change.flow, change.state)}")
    console.print(Text(visible(f"    - {change.before or '(nothing)'}"), "red"))
    console.print(Text(visible(f"    + {change.now or '(nothing)'}"), "green"))


def _place(flow: Flow, parting: Parting) -> str:
    return _state_place(flow, parting.flow, parting.state)


def _state_place(flow: Flow, name: str, state: str) -> str:
    """Return the file and line of a state of the new flow."""
    own = flow if name == flow.name else flow.subflows.get(name, flow)
    found_state = own.states.get(state)
    return f"{own.path}:{found_state.span.line}" if found_state else f"{own.path} has no such state"


def _summarize(calls: Sequence[tuple[Trace, Replayed]], flow: Flow, console: Console) -> int:
    """Print how many calls go as before, and where the others part, the places with most of them first."""
    parted = [(trace, replayed.parting) for trace, replayed in calls if replayed.parting is not None]
    console.print(Text(f"{len(calls) - len(parted)} of the last {len(calls)} calls go as before", "bold"))
    places = Counter(_at(parting, flow) for _, parting in parted)
    for place, number in places.most_common():
        examples = [trace.call for trace, parting in parted if _at(parting, flow) == place]
        console.print(visible(f"  {number} part in {place}, such as {examples[0]}"))
    words = Counter(
        (change.state, _state_place(flow, change.flow, change.state))
        for _, replayed in calls
        for change in {(each.flow, each.state): each for each in replayed.changes}.values()
    )
    for (state, place), number in words.most_common():
        console.print(f"  {state} says something else in {number}: {place}")
    return int(bool(parted))


def _at(parting: Parting, flow: Flow) -> str:
    now = _move(parting.now[0]) if parting.now else "nothing more"
    before = _move(parting.before[0]) if parting.before else "nothing more"
    return f"{parting.state} ({_place(flow, parting)}): {now}, not {before}"
