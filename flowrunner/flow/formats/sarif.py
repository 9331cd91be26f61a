"""SARIF 2.1.0 (OASIS, 2020), which code hosts and editors take in; columns count characters, as here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flowrunner import __version__
from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.lint.manual import MANUAL, Entry
from flowrunner.flow.loader import Loaded

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def to_sarif(loaded: Sequence[Loaded]) -> str:
    """Return one run with every finding, and with the rules that found something."""
    findings = [each for file in loaded for each in file.findings]
    codes = sorted({each.code for each in findings})
    driver = {"name": "flowrunner", "version": __version__, "rules": [_rule(MANUAL[code]) for code in codes]}
    results = [_result(each, codes.index(each.code)) for each in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.code,
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.why}\n\nNot so:\n\n{entry.bad}\nBut so:\n\n{entry.good}"},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
    }


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, object]:
    span = diagnostic.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    location = {"artifactLocation": {"uri": _uri(diagnostic.path)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message + (f" (hint: {diagnostic.hint})" if diagnostic.hint else "")},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    """Return a path as a reference: relative as it is, absolute with its scheme."""
    given = Path(path)
    return given.as_uri() if given.is_absolute() else quote(given.as_posix())
