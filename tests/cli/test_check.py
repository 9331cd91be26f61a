from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flowrunner.cli import main
from tests.flow.golden import DATA

FLOWS = Path(__file__).parents[2] / "flows"
GOOD = "flow: good\nstart: a\nfallback: a\nstates: {a: {say: Hello., go: hangup}}\n"
BAD = "flow: bad\nstart: b\nfallback: a\nstates: {a: {say: Hello., go: hangpu}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    return tmp_path


def test_the_flows_of_the_project_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FLOWS)]) == 0
    assert capsys.readouterr().out.endswith("no mistakes\n")


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert f"{folder}/bad.yaml:2:8: there is no state `b` [unknown-target]" in out
    assert f"{folder}/bad.yaml:4:31: there is no state `hangpu` [unknown-target]" in out
    assert "  hint: did you mean `hangup`?" in out
    assert out.endswith("\n2 flows checked: 2 errors\n")


def test_a_warning_alone_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DATA / "err" / "text_lost.yaml")]) == 0
    assert capsys.readouterr().out.endswith("1 flow checked, 1 note (see --info): 1 warning\n")


def test_a_warning_counts_when_one_is_strict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DATA / "err" / "text_lost.yaml"), "--strict"]) == 1
    assert "warning: everything after ` #` is a comment" in capsys.readouterr().out


def test_what_is_good_to_know_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(FLOWS), "--info", "--strict"]) == 0
    out = capsys.readouterr().out
    assert "info: `give_up` of `menu` goes to the fallback `operator` [left-to-fallback]" in out
    assert "see --info" not in out


@pytest.mark.parametrize(
    ("name", "begins"), [("json", "[\n"), ("github", "::error file="), ("sarif", "{\n"), ("junit", "<?xml")]
)
def test_programs_are_told_in_their_own_format(
    name: str, begins: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder), "--format", name]) == 1
    out = capsys.readouterr().out
    assert out.startswith(begins)
    assert "hangpu" in out
    assert "flows checked" not in out


def test_nothing_wrong_is_an_empty_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "good.yaml"), "--format", "json"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_a_missing_path_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "flowrunner check: there is no file or folder nowhere.yaml\n"


def test_without_a_path_the_folder_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "flowrunner check: there is no flow (*.yaml) in .\n"


def test_the_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["check", "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "flowrunner check flows/bank.yaml" in out
    assert "did you mean `menu`?" in out


def test_colors_are_for_terminals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(folder)])
    assert "\x1b[" not in capsys.readouterr().out
    main(["check", str(folder), "--color", "always"])
    assert "\x1b[31m" in capsys.readouterr().out


def test_checking_loads_neither_the_host_nor_speech() -> None:
    script = """
import sys
from flowrunner.cli import main
main(["check", sys.argv[1]])
heavy = {"aiohttp", "numpy", "onnxruntime", "uvloop", "asyncio", "hibari", "flowrunner.speech", "flowrunner.call"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script, str(FLOWS)], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("no mistakes\n[]\n")


def test_a_test_is_no_flow_to_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    file = FLOWS / "bank.test.yaml"
    assert main(["check", str(file)]) == 2
    assert f"{file} holds tests, and no flow: `flowrunner test {file}` checks and runs them" in capsys.readouterr().err


def test_tests_beside_flows_are_left_to_their_own_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *map(str, sorted(FLOWS.glob("bank*.yaml")))]) == 0
    assert capsys.readouterr().out.startswith("1 flow checked")
