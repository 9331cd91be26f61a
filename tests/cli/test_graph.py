from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flowrunner.cli import main
from tests.graph.flows import FLOWS

BANK = str(FLOWS / "bank.yaml")
BROKEN = "flow: broken\nstart: b\nfallback: a\nstates: {a: {say: Hello., go: hangup}}\n"


def test_the_picture_is_written_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", BANK]) == 0
    assert capsys.readouterr().out.startswith("<svg ")


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        (["-o", "bank.svg"], "<svg "),
        (["-o", "bank.mmd"], "---\ntitle:"),
        (["--output", "bank.gv"], "digraph "),
        (["-o", "bank.DOT"], "digraph "),
        (["-o", "bank.txt"], "<svg "),
        (["-o", "bank.txt", "--format", "mermaid"], "---\ntitle:"),
    ],
)
def test_the_name_of_the_file_decides_what_is_written(
    arguments: list[str], beginning: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / arguments[1]
    assert main(["graph", BANK, arguments[0], str(file), *arguments[2:]]) == 0
    assert file.read_text("utf-8").startswith(beginning)
    assert capsys.readouterr().out == ""


def test_a_broken_flow_is_not_drawn_but_its_mistakes_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN)
    assert main(["graph", str(tmp_path / "broken.yaml")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "broken.yaml:2:8: there is no state `b` [unknown-target]" in err


def test_a_missing_flow_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "flowrunner graph: cannot read nowhere.yaml: no such file or directory\n"


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", BANK, "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"flowrunner graph: cannot write {tmp_path}: is a directory\n"


def test_drawing_loads_neither_the_host_nor_speech() -> None:
    script = """
import sys
from flowrunner.cli import main
main(["graph", sys.argv[1]])
heavy = {"aiohttp", "numpy", "onnxruntime", "uvloop", "asyncio", "flowrunner.speech", "flowrunner.engine"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script, BANK], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("</svg>\n[]\n")
