from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from flowrunner.cli import main
from tests.graph.flows import FLOWS

BANK = FLOWS / "bank.yaml"


@pytest.fixture
def edited(tmp_path: Path) -> str:
    file = tmp_path / "bank.yaml"
    text = BANK.read_text("utf-8").replace("Goodbye.", "Bye.")
    file.write_text(text.replace("    silence:\n", "    go: {give_up: voicemail}\n    silence:\n", 1), "utf-8")
    copyfile(FLOWS / "verify_caller.yaml", tmp_path / "verify_caller.yaml")
    return str(file)


def test_the_same_flow_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(BANK), str(BANK)]) == 0
    assert capsys.readouterr().out == ""


def test_changes_are_told_in_words(edited: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(BANK), edited]) == 1
    assert capsys.readouterr().out == (
        "menu: silence now goes to voicemail (before: operator)\n1 prompt reworded (bye)\n"
    )


def test_more_is_told_to_those_who_ask(edited: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-v", str(BANK), edited]) == 1
    assert capsys.readouterr().out.endswith(
        "1 prompt reworded (bye)\n"
        "  bye says: “Thank you for calling Acme Bank. Goodbye.” → “Thank you for calling Acme Bank. Bye.”\n"
    )


def test_a_broken_flow_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("flow: broken\nstart: b\nfallback: a\nstates: {a: {say: Hello., go: hangup}}\n")
    assert main(["diff", str(BANK), str(broken)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.yaml:2:8: there is no state `b` [unknown-target]" in err


def test_a_missing_flow_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(BANK), "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "flowrunner diff: cannot read nowhere.yaml: no such file or directory\n"
