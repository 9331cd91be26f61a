"""Workflow commands of GitHub Actions, which shows each at its line of a pull request.

Source: GitHub, "Workflow commands for GitHub Actions"; the escapes are those of its own ``@actions/core``.
"""

from __future__ import annotations

from collections.abc import Sequence

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.loader import Loaded

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def to_github(loaded: Sequence[Loaded], *, info: bool = False) -> str:
    """Return one command a line; infos only when they are wanted, for each takes a place in the pull request."""
    return "\n".join(_command(each) for file in loaded for each in (file.findings if info else file.diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties = {
        "file": diagnostic.path.replace("\\", "/"),
        "line": str(span.line),
        "endLine": str(span.end_line),
        "col": str(span.column),
        "endColumn": str(span.end_column),
        "title": diagnostic.code,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = diagnostic.message + (f"\nhint: {diagnostic.hint}" if diagnostic.hint else "")
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
