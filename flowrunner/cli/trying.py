"""``flowrunner try``: hold a call with a flow by typing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from flowrunner.cli.reading import read_flow
from flowrunner.cli.typist import HELP, LONG_HELP, Typist
from flowrunner.cli.understanding import understanding
from flowrunner.errors import UsageError
from flowrunner.flow.hours import zone
from flowrunner.flow.model import Flow
from flowrunner.script.shape import moment
from flowrunner.script.typed import answers_of_tests, typed_call

EPILOG = f"""\
Examples:
  flowrunner try flows/bank.yaml                        be the caller: type, and read what the bot says
  flowrunner try flows/bank.yaml balance 12345678       the same without a terminal: each argument is a line typed
  flowrunner try flows/clinic.yaml --at "2026-11-22 02:00"    a call at night

There is no sound, no network and no waiting: it is the flow, the clock jumps, and requests are answered as in the
tests beside the flow, or as you say. Save the file in your editor, and the same call goes through the new version.

{LONG_HELP}

Exit status: 0 well, 1 the flow has mistakes, 2 there is no such file, 3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("flow", type=Path, metavar="FLOW", help="a flow")
    parser.add_argument("lines", nargs="*", metavar="LINE", help="what the caller does, instead of typing it")
    parser.add_argument("--at", metavar="TIME", help='when the call comes in, such as "2026-11-22 09:00" (now)')


def run(args: argparse.Namespace) -> int:
    """Hold the call and return 0, or print what is wrong with the flow and return 1; raises UsageError."""
    flow = read_flow(args.flow)
    if flow is None:
        return 1
    call = typed_call(flow, _at(args.at, flow), answers_of_tests(args.flow), understanding())
    console = Console(highlight=False, soft_wrap=True)
    if not args.lines and sys.stdin.isatty():
        console.print(HELP, style="dim")
    Typist(args.flow, call, console).hold(iter(args.lines) if args.lines else _typed(), echo=not _is_typing(args))
    return 0


def _is_typing(args: argparse.Namespace) -> bool:
    return not args.lines and sys.stdin.isatty()


def _at(text: str | None, flow: Flow) -> datetime:
    if text is None:
        return datetime.now(zone(flow.timezone) or UTC).replace(tzinfo=None, microsecond=0)
    at = moment(text)
    if at is None:
        raise UsageError(f"there is no such day or time: {text!r}; write it as 2026-11-22 or 2026-11-22 09:00")
    return at


def _typed() -> Iterator[str]:
    """Yield lines until there are no more, with the line editing that this terminal has."""
    if sys.stdin.isatty():
        with suppress(ImportError):  # not on every system
            import readline  # noqa: F401 - imported for what it does to input()
    while True:
        try:
            yield input("\x1b[1myou\x1b[0m   " if sys.stdin.isatty() and sys.stdout.isatty() else "")
        except EOFError:
            return
