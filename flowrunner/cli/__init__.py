"""The command line: one module a command, imported only when it is the one asked for.

A command's module has ``configure(parser)`` and ``run(args) -> int``. Exit statuses: 0 well, 1 the thing asked
about has problems, 2 it could not be asked like that, 3 a fault of flowrunner itself.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn, Protocol, cast

from flowrunner import __version__
from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean

GROUPS = {
    "Write flows": {
        "init": "write a first flow, its test, and the settings of an editor",
        "check": "look for mistakes in flows, and say how to mend each one",
        "explain": "say what a finding of check means, with examples",
        "test": "hold the conversations written down beside the flows, without a telephone",
        "try": "hold a call with a flow by typing, without sound",
        "dev": "see, hear and call flows while you write them, in the browser",
        "graph": "draw a flow, for people who would rather not read it",
        "diff": "tell what changed between two versions of a flow",
        "translate": "begin the texts of a flow in another language, or add what is missing",
    },
    "Answer and place calls": {
        "doctor": "try every part that a host needs, and say what to mend",
        "build": "make every prompt that never varies, before anybody calls",
        "serve": "answer telephone calls",
        "trace": "tell what happened in the calls that were served",
        "replay": "tell where calls that were held would go another way with a flow that was changed",
        "dial": "call somebody, and let a flow talk to them",
        "streams": "list or stop the streams of a call that is under way at Plivo",
        "models": "fetch models that make something better, and are not needed",
    },
    "Rehearse without Plivo": {
        "demo": "hold a whole telephone conversation on this machine, without account or network",
        "call": "call a running host as a pretend Plivo, with a scripted caller",
        "exchange": "be a pretend Plivo that calls whom it is told to call, to rehearse dial without an account",
    },
}
COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}

_MODULES = {"try": "trying"}
"""Of commands whose names are words of Python."""

EPILOG = """\
Begin with:
  flowrunner demo                               hear what it does
  flowrunner init my_line                       write a first flow
  flowrunner try my_line/flows/front_desk.yaml  hold a call with it by typing
  flowrunner dev my_line/flows --open           see, hear and call it in the browser
  flowrunner doctor my_line/flows               look whether this machine is ready for real calls
  flowrunner serve my_line/flows                answer them

`flowrunner COMMAND --help` has examples of each command.
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
            found, left = self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_asked = False
        if left:
            self.error(self._too_much(left[0]))
        return found, left

    def _too_much(self, word: str) -> str:
        if not word.startswith("-"):
            return f"`{word}` is more than is wanted"
        hint = did_you_mean(word.partition("=")[0], re.findall(r"--?[\w-]+", self.format_usage()))
        return f"there is no option `{word}`" + (f", {hint}" if hint else "")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and who knows more; ends with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n`{self.prog} --help` has examples\n")


def _load(name: str) -> Command:
    return cast("Command", importlib.import_module(f"flowrunner.cli.{_MODULES.get(name, name)}"))


def command_line(chosen: str | None) -> argparse.ArgumentParser:
    """Return the parser of all commands, with the options of the one chosen."""
    parser = argparse.ArgumentParser(
        prog="flowrunner",
        usage="flowrunner COMMAND ...",
        description=f"Answers telephone calls from YAML.\n{_listed()}",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"flowrunner {__version__}")
    commands = parser.add_subparsers(
        dest="command", help=argparse.SUPPRESS, prog="flowrunner", required=True, parser_class=_Parser
    )
    for name, text in COMMANDS.items():
        sub = commands.add_parser(
            name, description=text[0].upper() + text[1:] + ".", formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if name == chosen:
            _load(name).configure(sub)
    return parser


def _lost(word: str | None) -> int:
    """Help somebody who named no command, or one that there is not; return the exit status."""
    if word is None:
        command_line(None).print_help(sys.stderr)
    else:
        hint = did_you_mean(word, COMMANDS) or "`flowrunner --help` lists them"
        print(f"flowrunner: there is no command `{word}`, {hint}", file=sys.stderr)
    return 2


def _listed() -> str:
    """Return what can be done, by what it is done for."""
    lines = []
    for title, group in GROUPS.items():
        lines += ["", f"{title}:", *(f"  {name:<10} {text}" for name, text in group.items())]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["help"]:
        words = [*words[1:2], "--help"]
    chosen = next((word for word in words if not word.startswith("-")), None)
    if not words or (chosen is not None and chosen not in COMMANDS):
        return _lost(chosen)
    args = command_line(chosen).parse_args(words)
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
