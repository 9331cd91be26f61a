"""``flowrunner graph``: the picture of a flow, for people who would rather not read YAML."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from flowrunner.cli.reading import read_flow
from flowrunner.errors import UsageError
from flowrunner.flow.model import Flow
from flowrunner.graph.dot import to_dot
from flowrunner.graph.mermaid import to_mermaid
from flowrunner.graph.svg import to_svg

EPILOG = """\
Examples:
  flowrunner graph flows/bank.yaml -o bank.svg          a picture for a browser, a wiki, a printer
  flowrunner graph flows/bank.yaml --format mermaid     text that wikis draw themselves
  flowrunner graph flows/bank.yaml -o bank.dot          for Graphviz

Without --format, the name of the file decides: .svg, .mmd or .mermaid, .dot or .gv; otherwise it is SVG.

Exit status: 0 well, 1 the flow has mistakes, 2 there is no such file, 3 a fault of flowrunner itself.
"""

_FORMATS: Mapping[str, Callable[[Flow], str]] = {"svg": to_svg, "mermaid": to_mermaid, "dot": to_dot}
_SUFFIXES = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("flow", type=Path, metavar="FLOW", help="a flow")
    parser.add_argument("--format", choices=tuple(_FORMATS), help="what to write (default: by the file's name, or svg)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write it (default: here)")


def run(args: argparse.Namespace) -> int:
    """Write the picture and return 0, or print what is wrong with the flow and return 1; raises UsageError."""
    flow = read_flow(args.flow)
    if flow is None:
        return 1
    suffix = args.output.suffix.lower() if args.output else ""
    text = _FORMATS[args.format or _SUFFIXES.get(suffix, "svg")](flow)
    if args.output is None:
        sys.stdout.write(text)
    else:
        _write(args.output, text)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
