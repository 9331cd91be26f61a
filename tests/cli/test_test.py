from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flowrunner.cli import main

FLOWS = Path(__file__).parents[2] / "flows"
FLOW = "flow: desk\nstart: a\nfallback: a\nstates: {a: {say: Hello., go: b}, b: {say: Bye., go: hangup}}\n"
GOOD = "- {test: says hello, call: [bot: Hello.]}\n"
BAD = "- test: says welcome\n  call:\n    - bot: Welcome.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk.yaml").write_text(FLOW)
    return tmp_path


def test_the_flows_of_the_project_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(FLOWS), "--coverage"]) == 0
    out = capsys.readouterr().out
    assert "bank: 13 of 13 states, 5 of 5 choices, 9 of 9 outcomes" in out
    assert "not walked" not in out


def test_a_run_that_passes_is_short(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.test.yaml").write_text(GOOD)
    assert main(["test", str(folder)]) == 0
    first, empty, last = capsys.readouterr().out.splitlines()
    assert (first, empty) == (f"{folder}/desk.test.yaml  1 passed", "")
    assert last.startswith("1 passed in 0.")


def test_a_failure_is_told_in_full(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.test.yaml").write_text(GOOD + BAD)
    assert main(["test", str(folder / "desk.yaml")]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{folder}/desk.test.yaml  1 passed, 1 failed\n")
    assert f"\n{folder}/desk.test.yaml:2: says welcome\n" in out
    assert f"\n{folder}/desk.test.yaml:4:12: the bot does not say `Welcome.` [not-said]\n" in out
    assert "\n    4 |     - bot: Welcome.\n      |            ^~~~~~~~\n" in out
    assert "\n  instead: it says `Hello.` in the state `a`; the bot has hung up in the state `b`\n" in out
    assert "\n  the call so far:\n     0:00.0  a  bot     Hello.\n" in out
    assert "\n1 passed, 1 failed in 0." in out


def test_a_word_selects(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.test.yaml").write_text(GOOD + BAD)
    assert main(["test", str(folder), "-k", "HELLO"]) == 0
    assert "desk.test.yaml  1 passed\n" in capsys.readouterr().out
    assert main(["test", str(folder), "-k", "nothing"]) == 5
    assert "no tests in 0." in capsys.readouterr().out


def test_no_tests_are_a_status_of_their_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(folder)]) == 5
    assert capsys.readouterr().out.startswith("no tests in 0.")


def test_a_file_with_mistakes_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.test.yaml").write_text("- {test: a, call: [{bto: Hello.}]}\n")
    assert main(["test", str(folder)]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{folder}/desk.test.yaml  cannot be run\n")
    assert f"{folder}/desk.test.yaml:1:21: unknown key `bto` [unknown-key]" in out
    assert "  hint: did you mean `bot`?" in out
    assert "\n1 file cannot be run in 0." in out


def test_wrong_usage_is_one_clear_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "nowhere"]) == 2
    assert capsys.readouterr().err == "flowrunner test: there is no file or folder nowhere\n"
    (folder / "desk.test.yaml").write_text(GOOD)
    assert main(["test", str(folder), "--junit", str(folder)]) == 2
    assert capsys.readouterr().err == f"flowrunner test: cannot write {folder}: is a directory\n"


def test_what_is_left_out_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.yaml").write_text(FLOW.replace("b: {", "c: {transfer: '+1555'}, b: {"))
    (folder / "desk.test.yaml").write_text(GOOD)
    assert main(["test", str(folder), "--coverage"]) == 0
    out = capsys.readouterr().out
    assert f"\ndesk: 2 of 3 states\nnot walked:\n  {folder}/desk.yaml:4: state `c`\n" in out


def test_results_are_written_for_continuous_integration(folder: Path) -> None:
    (folder / "desk.test.yaml").write_text(GOOD + BAD)
    assert main(["test", str(folder), "--junit", str(folder / "out.xml")]) == 1
    root = ElementTree.parse(folder / "out.xml").getroot()
    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "1")


def test_colors_are_for_terminals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "desk.test.yaml").write_text(BAD)
    main(["test", str(folder)])
    assert "\x1b[" not in capsys.readouterr().out
    main(["test", str(folder), "--color", "always"])
    assert "\x1b[31m1 failed" in capsys.readouterr().out


def test_the_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["test", "--help"])
    assert caught.value.code == 0
    assert "- caller: how much money do I have" in capsys.readouterr().out


def test_testing_loads_neither_the_host_nor_speech() -> None:
    script = """
import sys
from flowrunner.cli import main
main(["test", sys.argv[1]])
heavy = {"aiohttp", "numpy", "onnxruntime", "uvloop", "asyncio", "rich", "flowrunner.speech", "flowrunner.call"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script, str(FLOWS)], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")
