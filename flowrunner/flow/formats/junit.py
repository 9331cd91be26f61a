"""JUnit XML, which build servers show: one test case a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flowrunner.flow.diagnostics import Diagnostic, to_text
from flowrunner.flow.loader import Loaded

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not have."""


def to_junit(loaded: Sequence[Loaded], *, strict: bool = False) -> str:
    """Return a suite; a file with errors has failed, and with ``strict`` one with warnings too."""
    failed = sum(bool(_problems(each, strict=strict)) for each in loaded)
    counts = {"tests": str(len(loaded)), "failures": str(failed), "errors": "0"}
    suites = Element("testsuites", {"name": "flowrunner check", **counts})
    suite = SubElement(suites, "testsuite", {"name": "flowrunner check", **counts, "skipped": "0"})
    for each in loaded:
        _case(suite, each, strict=strict)
    indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suites, encoding="unicode")


def _problems(file: Loaded, *, strict: bool) -> list[Diagnostic]:
    return [each for each in file.diagnostics if strict or each.severity == "error"]


def _case(suite: Element, file: Loaded, *, strict: bool) -> None:
    case = SubElement(suite, "testcase", {"classname": "flowrunner.check", "name": _fit(file.path), "time": "0"})
    problems = _problems(file, strict=strict)
    if problems:
        first = problems[0]
        message = f"{first.span.line}:{first.span.column}: {first.message}" + " and more" * (len(problems) > 1)
        failure = SubElement(case, "failure", {"type": first.code, "message": _fit(message)})
        failure.text = _texts(problems, file)
    others = [each for each in file.diagnostics if each not in problems]
    if others:
        SubElement(case, "system-out").text = _texts(others, file)


def _texts(findings: Sequence[Diagnostic], file: Loaded) -> str:
    return _fit("\n\n".join(to_text(each, file.lines) for each in findings))


def _fit(text: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
