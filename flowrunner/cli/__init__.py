"""The command line: one module a command, imported only when it is the one asked for.

A command's module has ``configure(parser)`` and ``run(args) -> int``. Exit statuses: 0 well, 1 the thing asked
about has problems, 2 it could not be asked like that, 3 a fault of flowrunner itself.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Protocol, cast

from flowrunner import __version__
from flowrunner.errors import UsageError

COMMANDS = {
    "init": "write a first flow, its test, and the settings of an editor",
    "check": "look for mistakes in flows, and say how to mend each one",
    "explain": "say what a finding of check means, with examples",
    "translate": "begin the texts of a flow in another language, or add what is missing",
    "test": "hold the conversations written down beside the flows, without a telephone",
    "try": "hold a call with a flow by typing, without sound",
    "graph": "draw a flow, for people who would rather not read it",
    "diff": "tell what changed between two versions of a flow",
    "dev": "see, hear and call flows while you write them, in the browser",
    "doctor": "try every part that a host needs, and say what to mend",
    "serve": "answer telephone calls",
    "trace": "tell what happened in the calls that were served",
    "call": "call a running host as a pretend Plivo, with a scripted caller",
    "dial": "call somebody, and let a flow talk to them",
    "streams": "list or stop the streams of a call that is under way at Plivo",
    "exchange": "be a pretend Plivo that calls whom it is told to call, to rehearse dial without an account",
    "models": "fetch models that make something better, and are not needed",
    "demo": "hold a whole telephone conversation on this machine, without account or network",
}

_MODULES = {"try": "trying"}
"""Of commands whose names are words of Python."""

EPILOG = """\
Begin with:
  flowrunner demo                                  hear what it does
  flowrunner init my_line                          write a first flow
  flowrunner check flows/                          check flows
  flowrunner try flows/bank.yaml                   hold a call by typing
  flowrunner test flows/                           hold their conversations
  flowrunner graph flows/bank.yaml -o bank.svg     draw one
  flowrunner dev flows/ --open                     see, hear and call them in the browser
  flowrunner doctor flows/                         look whether this machine is ready
  flowrunner serve flows/ --port 8000              answer calls
  flowrunner call http://127.0.0.1:8000/flows/bank/answer     call it, from another terminal

Exit status: 0 well, 1 problems found, 2 wrong usage, 3 a fault of flowrunner itself.
"""


class Command(Protocol):
    """What each module in this folder offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


class _Parser(argparse.ArgumentParser):
    """Takes options between arguments too, which Python only does when it is asked to: ``call URL --wav FILE STEP``."""

    _is_asked = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        if self._is_asked:
            return super().parse_known_args(args, namespace)
        self._is_asked = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_asked = False


def _load(name: str) -> Command:
    return cast("Command", importlib.import_module(f"flowrunner.cli.{_MODULES.get(name, name)}"))


def command_line(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser of all commands, with the options of the one chosen."""
    parser = argparse.ArgumentParser(
        prog="flowrunner",
        description="Answers telephone calls from YAML.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"flowrunner {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    for name, text in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == chosen:
            _load(name).configure(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), None)
    args = command_line(chosen if chosen in COMMANDS else None).parse_args(words)
    try:
        return _load(args.command).run(args)
    except UsageError as error:
        print(f"flowrunner {args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:  # noqa: BLE001 - the edge of a command: what gets here is ours to mend, and the status says so
        traceback.print_exc()
        print(f"flowrunner {args.command}: this is a fault of flowrunner, not yours; please report it", file=sys.stderr)
        return 3
