"""``flowrunner diff``: what changed between two versions of a flow, in words."""

from __future__ import annotations

import argparse
from pathlib import Path

from flowrunner.cli.reading import read_flow
from flowrunner.graph.diff import compare

EPILOG = """\
Examples:
  flowrunner diff bank.yaml new/bank.yaml          what a caller will notice
  flowrunner diff -v bank.yaml new/bank.yaml       with the words of every prompt that changed

What it says:
  menu: silence now goes to voicemail (before: operator)
  menu: key 3 is new and leads to billing
  2 prompts reworded (menu, bye)

What matters most comes first. Order, comments and spelling of the file do not count.

Exit status: 0 the same, 1 different, 2 a flow is broken or missing, 3 a fault of flowrunner itself.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("old", type=Path, metavar="A", help="the flow as it was")
    parser.add_argument("new", type=Path, metavar="B", help="the flow as it is")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what prompts said and say")


def run(args: argparse.Namespace) -> int:
    """Print the changes and return 0, 1, or 2 when a flow has mistakes; raises UsageError."""
    old, new = read_flow(args.old), read_flow(args.new)
    if old is None or new is None:
        return 2
    changes = compare(old, new)
    for change in changes:
        print(change.text)
        for detail in change.details if args.verbose else ():
            print(f"  {detail}")
    return int(bool(changes))
