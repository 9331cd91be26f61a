from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from flowrunner.script.junit import to_junit
from flowrunner.script.player import play
from flowrunner.script.results import Result, SuiteResult
from flowrunner.script.suite import Shelf, open_suite

FLOW = "flow: desk\nstart: a\nfallback: a\nstates: {a: {say: Hello., go: hangup}}\n"


def held(folder: Path, text: str) -> SuiteResult:
    (folder / "desk.yaml").write_text(FLOW)
    (folder / "desk.test.yaml").write_text(text)
    suite = open_suite(folder / "desk.test.yaml", Shelf())
    return SuiteResult(suite, tuple(Result(case, play(case), 0.25) for case in suite.cases))


def test_a_run_is_written_for_continuous_integration(tmp_path: Path) -> None:
    result = held(tmp_path, "- {test: good, call: [ended]}\n- {test: 'bad <&>', call: [bot: Bye.]}\n")
    root = ElementTree.fromstring(to_junit([result], 1.5))
    path = str(tmp_path / "desk.test.yaml")
    assert root.attrib == {"name": "flowrunner", "time": "1.500", "tests": "2", "failures": "1", "errors": "0"}
    (suite,) = root
    assert suite.attrib == {"name": path, "time": "0.500", "tests": "2", "failures": "1", "errors": "0"}
    good, bad = suite
    assert good.attrib == {"classname": path, "name": "good", "file": path, "line": "1", "time": "0.250"}
    assert len(good) == 0
    assert bad.attrib["name"] == "bad <&>"
    (failure,) = bad
    assert failure.attrib == {"type": "not-said", "message": "the bot does not say `Bye.`"}
    assert "it says `Hello.` in the state `a`" in (failure.text or "")


def test_a_file_that_cannot_be_run_is_an_error(tmp_path: Path) -> None:
    root = ElementTree.fromstring(to_junit([held(tmp_path, "- {test: a, cal: [ended]}\n")], 0.0))
    assert root.attrib["errors"] == "1"
    error = root.find("testsuite/testcase/error")
    assert error is not None
    assert error.attrib == {"type": "unknown-key", "message": "unknown key `cal`"}
    assert "did you mean `call`?" in (error.text or "")


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path: Path) -> None:
    text = to_junit([held(tmp_path, '- {test: "a \\x01", call: [bot: "\\x02"]}\n')], 0.0)
    assert ElementTree.fromstring(text).find("testsuite/testcase[@name='a \ufffd']") is not None
