"""``flowrunner check``: every mistake in the flows at once, each with its place and how to mend it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.files import flow_files
from flowrunner.flow.loader import Loaded, load_flows

EPILOG = """\
Examples:
  flowrunner check flows/              every flow in a folder, and in the folders inside it
  flowrunner check flows/bank.yaml     one file

What it says:
  flows/bank.yaml:38:9: there is no state `mneu` [unknown-target]
     38 |     go: mneu
        |         ^~~~
    hint: did you mean `menu`?

Exit status: 0 no mistakes, 1 mistakes, 2 there is nothing to check at that path, 3 a fault of flowrunner itself.
A warning is no mistake: the flow is served.
"""

_MANY = 50
"""From how many files on a terminal is shown how far the run is."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a flow, or a folder of flows")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="color the findings (auto: on a terminal)"
    )


def run(args: argparse.Namespace) -> int:
    """Check the files, print what is found, and return 0 or 1; raises UsageError."""
    loaded = _load(flow_files(args.paths))
    color = args.color == "always" or (args.color == "auto" and sys.stdout.isatty())
    for each in loaded:
        for diagnostic in each.diagnostics:
            print(to_text(diagnostic, each.lines, color=color), end="\n\n")
    print(_summary(loaded))
    return int(any(each.flow is None for each in loaded))


def _load(files: Sequence[Path]) -> list[Loaded]:
    try:
        return list(load_flows(_shown(files) if len(files) >= _MANY and sys.stderr.isatty() else files))
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {(error.strerror or str(error)).lower()}") from None


def _shown(files: Sequence[Path]) -> Iterable[Path]:
    from rich.console import Console
    from rich.progress import track

    return track(files, "Checking", console=Console(stderr=True), transient=True)


def _summary(loaded: Sequence[Loaded]) -> str:
    severities = [diagnostic.severity for each in loaded for diagnostic in each.diagnostics]
    errors, warnings = severities.count("error"), severities.count("warning")
    found = [_count(errors, "error")] if errors else []
    found += [_count(warnings, "warning")] if warnings else []
    return f"{_count(len(loaded), 'flow')} checked: {' and '.join(found) or 'no mistakes'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
