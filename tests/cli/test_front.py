"""The command line before any command: who is lost is told where things are."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.cli import COMMANDS, main


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the lines that somebody sees who types this, which is wrong usage."""
    try:
        status: object = main(words)
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    captured = capsys.readouterr()
    assert not captured.out
    return captured.err.splitlines()


def test_without_a_command_everything_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys)
    assert lines[0] == "usage: flowrunner COMMAND ..."
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in COMMANDS)


def test_a_command_that_is_misspelled_is_told_with_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "chekc", "flows/") == ["flowrunner: there is no command `chekc`, did you mean `check`?"]
    assert told(capsys, "xyzzy") == ["flowrunner: there is no command `xyzzy`, `flowrunner --help` lists them"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "flows", "--prt", "3"], "there is no option `--prt`, did you mean `--port`?"),
        (["serve", "flows", "--zzz"], "there is no option `--zzz`"),
        (["explain", "a", "b"], "`b` is more than is wanted"),
        (["graph"], "the following arguments are required: FLOW"),
    ],
)
def test_what_is_wrong_with_the_words_after_it_is_told(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usage, *_, last, more = told(capsys, *words)
    assert usage.startswith(f"usage: flowrunner {words[0]} ")
    assert last == f"flowrunner {words[0]}: {said}"
    assert more == f"`flowrunner {words[0]} --help` has examples"


def test_a_file_that_is_misspelled_is_told_with_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bank.yaml").touch()
    [line] = told(capsys, "check", "bank.yml")
    assert line == "flowrunner check: there is no file or folder bank.yml, did you mean `bank.yaml`?"


def test_a_folder_is_told_where_one_flow_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("flows").mkdir()
    Path("flows", "bank.yaml").touch()
    [line] = told(capsys, "graph", "flows")
    assert line == "flowrunner graph: flows is a folder, and one flow is wanted: flows/bank.yaml"
    [line] = told(capsys, "graph", "flows/bnak.yaml")
    assert line.endswith("no such file or directory, did you mean `flows/bank.yaml`?")


def test_the_flows_of_a_project_need_not_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    Path("other.yaml").write_text("flow: broken")
    assert main(["check"]) == 0
    assert main(["test"]) == 0
    monkeypatch.chdir(tmp_path / "flows")
    assert main(["check"]) == 0
    assert "1 flow checked" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["help"], ["--help"], ["help", "check"], ["check", "--help"]])
def test_help_may_be_asked_for_in_either_order(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code
    assert capsys.readouterr().out.startswith("usage: flowrunner check" if "check" in words else "usage: flowrunner C")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_and_says_how_it_ends(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"])
    text = capsys.readouterr().out
    assert "Exit status" in text
    assert f"flowrunner {name}" in text.partition("options:")[2]
