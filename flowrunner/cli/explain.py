"""``flowrunner explain``: what a code of the checker means, with an example of how not to do it and of how to."""

from __future__ import annotations

import argparse

from flowrunner.errors import UsageError
from flowrunner.flow.lint.manual import MANUAL, Entry
from flowrunner.flow.spelling import did_you_mean

EPILOG = """\
Examples:
  flowrunner explain                     every code, with one line each
  flowrunner explain sounds-alike        one code, with examples

Exit status: 0 told, 2 there is no such code.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("code", nargs="?", metavar="CODE", help="what stands in brackets at the end of a finding")


def run(args: argparse.Namespace) -> int:
    """Print one entry, or a line for each; raises UsageError for a code that does not exist."""
    if args.code is None:
        print(_all())
        return 0
    entry = MANUAL.get(args.code.strip("[]").lower())
    if entry is None:
        hint = did_you_mean(args.code, MANUAL) or "`flowrunner explain` lists all codes"
        raise UsageError(f"there is no code `{args.code}`; {hint}")
    print(_one(entry))
    return 0


def _all() -> str:
    width = max(map(len, MANUAL))
    return "\n".join(f"{each.code:{width}}  {each.severity:7}  {each.summary}" for each in MANUAL.values())


def _one(entry: Entry) -> str:
    parts = [f"{entry.code} ({entry.severity}): {entry.summary}", _wrapped(entry.why)]
    saved = f" (saved as {entry.encoding})" if entry.encoding != "utf-8" else ""
    parts += [f"Not so{saved}:", _indented(entry.bad), "But so:", _indented(entry.good)]
    if entry.beside:
        parts += [f"Beside it there is {entry.beside_name}:", _indented(entry.beside)]
    return "\n\n".join(parts)


def _wrapped(text: str) -> str:
    from textwrap import fill

    return fill(text, width=100)


def _indented(example: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in example.rstrip().split("\n"))
