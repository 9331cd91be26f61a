"""Every command of ``docs/graph.md`` runs, and says what the page says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from flowrunner.cli import main
from tests.graph.flows import FLOWS

PAGE = (Path(__file__).parents[2] / "docs" / "graph.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    """Return the blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FLOWS, tmp_path / "flows")
    old, new = blocks("yaml")
    (tmp_path / "old.yaml").write_text(old, "utf-8")
    (tmp_path / "new.yaml").write_text(new, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_works(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(command)
    assert program == "flowrunner"
    assert main(arguments) == (1 if arguments[0] == "diff" else 0)
    if arguments[0] == "diff":
        assert capsys.readouterr().out == blocks("text")[0]


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) >= 4
