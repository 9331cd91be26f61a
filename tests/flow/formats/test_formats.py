from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.formats.github import to_github
from flowrunner.flow.formats.junit import to_junit
from flowrunner.flow.formats.listing import to_json
from flowrunner.flow.formats.sarif import to_sarif
from flowrunner.flow.loader import Loaded, load_text
from flowrunner.flow.model import Span

BROKEN = """\
flow: desk
start: menu
fallback: operator
states:
  menu: {say: Hello., go: mneu}
  operator: {transfer: "+15550100000"}
"""
LOST = BROKEN.replace("mneu", "hangup").replace("Hello.", "Hello.}\n  news: {say: News.")
LOST = LOST.replace("{say: Hello.}", "{say: Hello., go: hangup}")


def test_json_is_a_list_with_everything_about_each_finding() -> None:
    assert json.loads(to_json([load_text(BROKEN, "a/desk.yaml")])) == [
        {
            "file": "a/desk.yaml",
            "line": 5,
            "column": 27,
            "end_line": 5,
            "end_column": 31,
            "severity": "error",
            "code": "unknown-target",
            "message": "there is no state `mneu`",
            "hint": "did you mean `menu`?",
        }
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    flow = "flow: a\nstart: b\nfallback: b\nstates: {b: {say: Hello., go: hangup}}\n"
    assert json.loads(to_json([load_text(flow)])) == []


def test_json_holds_what_is_merely_good_to_know() -> None:
    severities = [each["severity"] for each in json.loads(to_json([load_text(LOST)]))]
    assert severities == ["warning", "info"]


def odd(message: str, path: str, hint: str | None = None) -> Loaded:
    return Loaded(None, (Diagnostic("long-menu", "error", message, Span(1, 2, 3, 4), hint, path),), path)


def test_github_takes_one_escaped_line_each() -> None:
    assert to_github([odd("50% is\r\n: a, b", "a,b:c%.yaml", "try\nagain")]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=3,col=2,endColumn=4,title=long-menu"
        "::50%25 is%0D%0A: a, b%0Ahint: try%0Aagain"
    )


def test_github_has_a_word_for_each_severity() -> None:
    assert [line.split()[0] for line in to_github([load_text(BROKEN), load_text(LOST)], info=True).splitlines()] == [
        "::error",
        "::warning",
        "::notice",
    ]
    assert "::notice" not in to_github([load_text(LOST)])


def test_sarif_says_who_found_what_where() -> None:
    log: dict[str, Any] = json.loads(
        to_sarif([load_text(BROKEN, "my flows/desk.yaml"), load_text(LOST, "/tmp/b.yaml")])
    )
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["left-to-fallback", "unknown-target", "unreachable-state"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["note", "error", "warning"]
    first, second, _ = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "unknown-target"
    assert first["message"]["text"] == "there is no state `mneu` (hint: did you mean `menu`?)"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20flows/desk.yaml"
    assert place["region"] == {"startLine": 5, "startColumn": 27, "endLine": 5, "endColumn": 31}
    assert second["level"] == "warning"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///tmp/b.yaml"


def test_junit_has_a_case_a_file() -> None:
    suites = ElementTree.fromstring(to_junit([load_text(BROKEN, "a.yaml"), load_text(LOST, "b.yaml")]))
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    broken, lost = suites.iter("testcase")
    failure = broken.find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("unknown-target", "5:27: there is no state `mneu`")
    assert "hint: did you mean `menu`?" in (failure.text or "")
    assert lost.find("failure") is None
    assert "unreachable-state" in (lost.findtext("system-out") or "")


def test_junit_may_be_strict() -> None:
    suites = ElementTree.fromstring(to_junit([load_text(LOST)], strict=True))
    assert suites.get("failures") == "1"


def test_junit_holds_no_character_that_xml_does_not_have() -> None:
    ElementTree.fromstring(to_junit([odd("a \x00 \x1b < & ]]>", "a\x07.yaml")]))
