"""A flow for a command that needs a whole one."""

from __future__ import annotations

import sys
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.loader import load_flow
from flowrunner.flow.model import Flow


def read_flow(path: Path) -> Flow | None:
    """Return the flow, or print its mistakes to standard error and return None; raises UsageError."""
    try:
        loaded = load_flow(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    if loaded.flow is None:
        for diagnostic in loaded.diagnostics:
            print(to_text(diagnostic, loaded.lines, color=sys.stderr.isatty()), end="\n\n", file=sys.stderr)
    return loaded.flow
