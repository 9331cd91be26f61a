"""``flowrunner init``: a first flow, its test, and an editor that knows the language."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from flowrunner.starter.project import Written, write_project

EPILOG = """\
Examples:
  flowrunner init my_line        into a new folder
  flowrunner init .              into this folder

What it writes:
  flows/front_desk.yaml          the front desk of a small shop: a menu, opening hours, a person
  flows/front_desk.test.yaml     telephone calls that try it out, without a telephone
  schemas/                       the language, for editors: they complete, explain and mark mistakes, offline
  .vscode/                       the settings of Visual Studio Code
  README.md                      what is where, and what to do after a change

A file that is already there is never written over: it is named, and left as it is.

Exit status: 0 all is written, 1 some files were there already, 2 the folder cannot be written to, 3 a fault of
flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to write into; it need not exist yet")


def run(args: argparse.Namespace) -> int:
    """Write what is not there yet, say what to do next, and return 0 or 1; raises UsageError."""
    written = write_project(args.folder)
    if written.new:
        print(_report(args.folder, written))
    if written.left:
        print(f"flowrunner init: there already, and left as before: {', '.join(written.left)}", file=sys.stderr)
    return int(bool(written.left))


def _report(folder: Path, written: Written) -> str:
    flows = shlex.quote((folder / "flows").as_posix())
    files = "\n".join(f"  {(folder / name).as_posix()}" for name in written.new)
    return f"""\
Written:
{files}

Next:
  flowrunner check {flows}         look for mistakes
  flowrunner test {flows}          hold the calls that are written down
  flowrunner dev {flows} --open    see, hear and call it in the browser
  flowrunner serve {flows}         answer telephone calls
"""
