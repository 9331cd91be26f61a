"""``flowrunner doctor``: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flowrunner.cli import main

GOOD = "flow: good\nstart: hello\nfallback: hello\nstates:\n  hello: {say: Hello., go: hangup}\n"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A host without speech, with a home of its own."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"VOICE": "none", "RECOGNIZER": "none", "PORT": "0", "CONNECTIONS": "10"}.items():
        monkeypatch.setenv(f"FLOWRUNNER_{name}", value)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "good.yaml").write_text(GOOD)


def test_each_part_is_one_line_and_nothing_broken_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "good.yaml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✔ python ")
    assert "✔ flows              1 flow can be served" in lines
    assert "- plivo              no account is needed to answer calls" in lines
    assert lines[-2:] == ["", "all is well"]


def test_what_is_broken_is_told_with_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWRUNNER_DATABASE", "sqlite:////dev/null/flows.db")
    monkeypatch.setenv("FLOWRUNNER_CONNECTONS", "1")
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("✘ database "))
    assert lines[place + 1].startswith("    mend: set `database` to a file")
    assert "    mend: did you mean `FLOWRUNNER_CONNECTIONS`?" in lines
    assert lines[-1] == "1 broken, 1 warning"


def test_programs_are_told_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is True
    assert told["findings"][0].keys() == {"part", "verdict", "text", "mend"}


def test_settings_that_cannot_be_read_are_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "flowrunner.toml").write_text("prot = 1")
    assert main(["doctor"]) == 2
    assert "unknown setting `prot`" in capsys.readouterr().err
