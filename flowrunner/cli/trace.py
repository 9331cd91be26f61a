"""``flowrunner trace``: what happened in the calls that were served."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flowrunner.cli.tracing import from_file, newest, trace_of, visible, with_traces
from flowrunner.storage.ports import TraceHead, TraceStore
from flowrunner.trace.reading import Trace
from flowrunner.trace.remarks import how_it_ended
from flowrunner.trace.story import StoryLine, story

EPILOG = """\
Examples:
  flowrunner trace                             the last calls, one line each
  flowrunner trace --errors --flow bank        those of one flow in which something went wrong
  flowrunner trace last                        what happened in the call that began last
  flowrunner trace 4a92                        the same of a call, by the beginning of its id
  flowrunner trace last --json > call.jsonl    every item, one JSON object a line
  flowrunner trace last --as-test              the call as a test of its flow, for bank.test.yaml
  flowrunner trace last --as-test -o flows/bank.test.yaml      the same, added to that file

`flowrunner serve` keeps them in its database, for as long as the settings say ([traces]). Who called is told by the
last digits only; secrets and numbers of cards are not in a trace.

A test is of the flow that the trace names, or of another file given with --with. It passes; what a test cannot hold of
the call is told. Keys of secrets are others, that do the same.

Exit status: 0 well, 1 no test can be made of the call, 2 there is no such call, or nothing is kept.
"""
LISTED = 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("call", metavar="CALL", nargs="?", help="id of a call, the beginning of one, `last`, or a file")
    parser.add_argument("--flow", metavar="NAME", help="only calls of this flow")
    parser.add_argument("--errors", action="store_true", help="list only calls in which something went wrong")
    parser.add_argument("-n", type=_count, default=LISTED, metavar="COUNT", help=f"how many calls to list ({LISTED})")
    parser.add_argument("--json", action="store_true", help="every item as JSON, one a line")
    parser.add_argument("--as-test", action="store_true", help="write the call as a test of its flow")
    parser.add_argument(
        "--with", type=Path, dest="file", metavar="FILE", help="the flow of the test, if it is elsewhere"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="test file to add the test to")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """List the calls, or tell one; return 0. Raises UsageError."""
    console = Console(highlight=False, soft_wrap=True)
    if args.call is None:
        heads = with_traces(args.config, lambda store: newest(store, args.n, args.flow, failed=args.errors))
        _list(heads, console, as_json=args.json)
        return 0
    trace = found(args.call, args.flow, args.config)
    if args.as_test:
        from flowrunner.cli.traced_tests import write_test

        return write_test(trace, args.file, args.output, args.config)
    if args.json:
        sys.stdout.writelines(_json(item.plain()) for item in trace.items)
    else:
        _tell(trace, console)
    return 0


def found(call: str, flow: str | None, config: Path | None) -> Trace:
    """Return the trace in a file, or that of a call; raises UsageError."""
    if Path(call).is_file():
        return from_file(Path(call))

    async def work(store: TraceStore) -> Trace:
        return await trace_of(store, call, flow)

    return with_traces(config, work)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of calls")
    return int(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _list(heads: Sequence[TraceHead], console: Console, *, as_json: bool) -> None:
    if as_json:
        fields = ("call", "flow", "began", "last", "caller", "version", "ended", "failed")
        sys.stdout.writelines(_json({name: getattr(head, name) for name in fields}) for head in heads)
        return
    if not heads:
        print("no such call is kept", file=sys.stderr)
    flows = max((len(head.flow) for head in heads), default=0)
    callers = max((len(head.caller) for head in heads), default=0)
    for head in heads:
        columns = (_when(head.began), f"{head.flow:<{flows}}", f"{head.caller:<{callers}}", _length(head))
        line = Text(visible("  ".join(columns) + f"  {head.call}  "))
        line.append(how_it_ended(head.ended) if head.ended else "not ended", "dim")
        if head.failed:
            line.append("  !", "bold red")
        console.print(line)


def _length(head: TraceHead) -> str:
    seconds = round(head.last - head.began)
    return f"{seconds // 60:>3}:{seconds % 60:02}"


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M:%S}"


def _tell(trace: Trace, console: Console) -> None:
    """Print a conversation, each state where the call comes to it."""
    for title in _title(trace):
        console.print(Text(visible(title), "bold"))
    lines = list(story(trace))
    width = max((len(line.state) for line in lines), default=0)
    state = ""
    for line in lines:
        console.print(_line(line, "" if line.state == state else line.state, width))
        state = line.state


def _title(trace: Trace) -> list[str]:
    began = trace.began
    facts = began.facts
    if began.kind != "began":
        return [f"call {trace.call} of {trace.flow}, the beginning is lost"]
    outbound = facts.get("direction") == "outbound"
    who = f"a call to {facts.get('to')}" if outbound else f"a call from {facts.get('from')}"
    return [
        f"{trace.flow}: {who or 'somebody'}, {_when(began.at)}",
        f"call {trace.call}, flow {facts.get('path') or trace.flow}, version {facts.get('version')}",
    ]


_STYLES = {"bot": "cyan", "caller": "green", "person": "magenta", "": "dim"}


def _line(line: StoryLine, state: str, width: int) -> Text:
    seconds = max(line.at, 0.0)
    clock = f"{int(seconds) // 60:>2}:{seconds % 60:04.1f}" if line.who or state else " " * 7
    text = Text(f"{clock}  {state:<{width}}  ")
    text.append(f"{line.who:<6}  ", f"bold {_STYLES[line.who]}" if line.who else "")
    text.append(visible(line.text), "bold red" if line.is_failure else _STYLES[line.who])
    return text
