from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.errors import UsageError
from flowrunner.script import suite as suites
from flowrunner.script.suite import Shelf, Suite, open_suite

FLOW = """\
flow: desk
start: menu
fallback: person
states:
  menu: {ask: Sales?, choices: {sales: {press: 1}}}
  sales: {request: GET https://example.com, go: {ok: person}}
  person: {transfer: "+15550100000"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk.yaml").write_text(FLOW)
    return tmp_path


def opened(folder: Path, text: str, name: str = "desk.test.yaml") -> Suite:
    (folder / name).write_text(text)
    return open_suite(folder / name, Shelf())


def findings(suite: Suite) -> list[tuple[str, int, str, str | None]]:
    assert suite.cases == ()
    found = [each.diagnostic for each in suite.findings]
    return [(each.code, each.span.line, each.message, each.hint) for each in found]


def test_a_test_file_finds_the_flow_beside_it(folder: Path) -> None:
    suite = opened(folder, "- {test: a, call: [bot: Sales?]}")
    assert [case.flow.name for case in suite.cases] == ["desk"]
    (folder / "other.yml").write_text(FLOW.replace("desk", "other"))
    assert opened(folder, "- {test: a, call: [bot: Sales?]}", "other.test.yml").cases[0].flow.name == "other"


def test_a_test_may_name_another_flow(folder: Path) -> None:
    (folder / "sub").mkdir()
    suite = opened(folder / "sub", "- {test: a, flow: ../desk.yaml, call: [bot: Sales?]}", "any.test.yaml")
    assert suite.cases[0].flow.name == "desk"


def test_a_flow_is_loaded_once_however_it_is_named(folder: Path) -> None:
    (folder / "sub").mkdir()
    shelf = Shelf()
    assert shelf.take(folder / "desk.yaml") is shelf.take(folder / "sub" / ".." / "desk.yaml")


def test_a_test_without_a_flow_is_told(folder: Path) -> None:
    assert findings(opened(folder, "- {test: a, call: [ended]}", "lost.test.yaml")) == [
        ("no-flow", 1, f"there is no flow {folder}/lost.yaml", "give each test a key `flow:` with the file of its flow")
    ]
    suite = opened(folder, "- test: a\n  flow: lost.yaml\n  call: [ended]")
    assert findings(suite) == [("no-flow", 1, f"there is no flow {folder}/lost.yaml", None)]


def test_the_mistakes_of_a_flow_are_told_once(folder: Path) -> None:
    (folder / "desk.yaml").write_text(FLOW.replace("ok: person", "ok: nobody"))
    suite = opened(folder, "- {test: a, call: [ended]}\n- {test: b, call: [ended]}")
    assert [each[:3] for each in findings(suite)] == [("unknown-target", 6, "there is no state `nobody`")]
    assert suite.findings[0].lines[0] == "flow: desk"


def test_a_test_that_does_not_fit_its_flow_is_told(folder: Path) -> None:
    suite = opened(
        folder,
        "- test: a\n"
        "  remembered: {name: Asha}\n"
        "  answers:\n"
        "    slaes: ok\n"
        "    menu: ok\n"
        "    sales: [ok, 404, verified]\n"
        "    person: engaged\n"
        "  call:\n"
        "    - at_state: persn\n",
    )
    path = folder / "desk.yaml"
    assert sorted(findings(suite), key=lambda each: each[1]) == [
        ("unknown-variable", 2, "`desk` does not remember `name`", f"add it to `remember` in {path}"),
        ("unknown-state", 4, f"there is no state `slaes` in {path}", "did you mean `sales`?"),
        ("no-request", 5, "the state `menu` asks nothing of the outside", "remove its answer"),
        ("unknown-outcome", 6, "`sales` has no outcome `verified`", "possible here: ok, timeout, error"),
        ("unknown-outcome", 7, "`person` has no outcome `engaged`", "did you mean `ended`?"),
        ("unknown-state", 9, f"there is no state `persn` in {path}", "did you mean `person`?"),
    ]


def test_a_file_that_is_no_text_is_told(folder: Path) -> None:
    (folder / "desk.test.yaml").write_bytes(b"- test: \xff\n")
    assert findings(open_suite(folder / "desk.test.yaml", Shelf())) == [
        ("not-utf8", 1, "the file is not UTF-8", "save it as UTF-8")
    ]


def test_tests_are_found_in_folders_and_beside_flows(folder: Path) -> None:
    for name in ("a.test.yaml", "b.test.yml", "desk.test.yaml", "c.yaml", "sub/d.test.yaml", ".hidden/e.test.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    found = suites.test_files([folder, folder / "desk.yaml", folder / "a.test.yaml"])
    assert [str(file.relative_to(folder)) for file in found] == [
        "a.test.yaml",
        "b.test.yml",
        "desk.test.yaml",
        "sub/d.test.yaml",
    ]


def test_a_path_without_tests_is_a_usage_error(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"desk\.yaml has no tests: they would be in desk\.test\.yaml beside it"):
        suites.test_files([folder / "desk.yaml"])
    with pytest.raises(UsageError, match="there is no file or folder"):
        suites.test_files([folder / "nowhere"])


def test_a_subflow_answers_only_what_it_returns(folder: Path) -> None:
    (folder / "sub.yaml").write_text(
        "flow: sub\nstart: a\nfallback: a\nstates: {a: {say: Hello., go: b}, b: {return: good}}\n"
    )
    run = "sales: {run: sub, go: {good: person}}"
    (folder / "desk.yaml").write_text(FLOW.replace("sales: {request: GET https://example.com, go: {ok: person}}", run))
    tests = "- {test: %s, answers: {%s: %s}, call: [bot: Sales?]}\n"
    assert findings(opened(folder, tests % ("a", "sales", "god"))) == [
        ("unknown-outcome", 1, "`sales` has no outcome `god`", "did you mean `good`?")
    ]
    assert findings(opened(folder, tests % ("a", "sub", "bad"))) == [
        ("unknown-outcome", 1, "`sub` has no outcome `bad`", "possible here: good, done")
    ]
    assert len(opened(folder, tests % ("a", "sub", "good")).cases) == 1
