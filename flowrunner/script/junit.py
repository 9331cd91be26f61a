"""A run as JUnit XML, as continuous integration reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from flowrunner.script.report import Report
from flowrunner.script.results import totals

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from flowrunner.script.results import Result, SuiteResult

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_REPORT = Report()


def to_junit(run: Iterable[SuiteResult], took_s: float) -> str:
    """Return the run as XML, with a declaration; a test's class is its file."""
    run = list(run)
    sums = totals(run)
    root = ElementTree.Element("testsuites", name="flowrunner", time=f"{took_s:.3f}")
    _count(root, sums.passed + sums.failed + sums.broken, sums.failed, sums.broken)
    root.extend(map(_suite, run))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _count(element: Element, tests: int, failures: int, errors: int) -> None:
    element.attrib.update(tests=str(tests), failures=str(failures), errors=str(errors))


def _suite(each: SuiteResult) -> Element:
    broken = bool(each.suite.findings)
    took_s = sum(result.took_s for result in each.results)
    suite = ElementTree.Element("testsuite", name=_fit(each.suite.path), time=f"{took_s:.3f}")
    _count(suite, len(each.results) + broken, sum(not result.passed for result in each.results), int(broken))
    suite.extend(_case(result, each) for result in each.results)
    if broken:
        suite.append(_broken(each))
    return suite


def _case(result: Result, suite: SuiteResult) -> Element:
    conversation, failure = result.played.conversation, result.played.failure
    case = ElementTree.Element(
        "testcase",
        classname=_fit(suite.suite.path),
        name=_fit(conversation.name),
        file=_fit(suite.suite.path),
        line=str(conversation.span.line),
        time=f"{result.took_s:.3f}",
    )
    if failure is not None:
        problem = ElementTree.SubElement(case, "failure", type=failure.code, message=_fit(failure.message))
        problem.text = _fit(_REPORT.failure(result, suite))
    return case


def _broken(each: SuiteResult) -> Element:
    path = _fit(each.suite.path)
    case = ElementTree.Element("testcase", classname=path, name=path, file=path, time="0.000")
    first = each.suite.findings[0].diagnostic
    problem = ElementTree.SubElement(case, "error", type=first.code, message=_fit(first.message))
    problem.text = _fit("\n\n".join(_REPORT.problems([each])))
    return case


def _fit(text: str) -> str:
    return _UNFIT.sub("�", text)
