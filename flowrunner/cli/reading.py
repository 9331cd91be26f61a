"""A flow for a command that needs a whole one."""

from __future__ import annotations

import sys
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.files import flows_below, near_match
from flowrunner.flow.loader import load_flow
from flowrunner.flow.model import Flow

SHOWN = 5
"""Flows that are named when one must be chosen."""


def read_flow(path: Path) -> Flow | None:
    """Return the flow, or print its mistakes to standard error and return None; raises UsageError."""
    if path.is_dir():
        names = ", ".join(str(each) for each in flows_below(path)[:SHOWN])
        raise UsageError(f"{path} is a folder, and one flow is wanted" + (f": {names}" if names else ""))
    try:
        loaded = load_flow(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot read {path}: {reason}{near_match(path)}") from None
    if loaded.flow is None:
        for diagnostic in loaded.diagnostics:
            print(to_text(diagnostic, loaded.lines, color=sys.stderr.isatty()), end="\n\n", file=sys.stderr)
    return loaded.flow
