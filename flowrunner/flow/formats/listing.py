"""JSON: a list of objects, for scripts and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.loader import Loaded


def to_json(loaded: Sequence[Loaded]) -> str:
    """Return every finding as an object; lines and columns count from 1, the end is exclusive."""
    findings = [_finding(each) for file in loaded for each in file.findings]
    return json.dumps(findings, indent=2, ensure_ascii=False)


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "file": diagnostic.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "end_line": diagnostic.span.end_line,
        "end_column": diagnostic.span.end_column,
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
