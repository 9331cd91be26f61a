"""``flowrunner build``: everything that never varies is there before anybody calls."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.files import write_wav
from flowrunner.cli import main
from flowrunner.speech.cache import SUFFIX

SHOP = """\
flow: shop
start: hello
fallback: bye
states:
  hello:
    set: {balance: 5}
    say: [Hello there., "You owe {{ balance }} dollars. Thank you.", {audio: jingle.wav, text: Our jingle.}]
    go: bye
  bye: {say: Goodbye., go: hangup}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a flow and a recording, and a cache of its own."""
    monkeypatch.setenv("FLOWRUNNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("FLOWRUNNER_RECOGNIZER", "none")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(SHOP)
    write_wav(tmp_path / "jingle.wav", (np.sin(np.arange(8000) / 5) * 5000).astype(np.int16), 8000)
    return tmp_path


def files(folder: Path) -> set[Path]:
    return set((folder / "cache" / "prompts").glob(f"*{SUFFIX}"))


def built(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the status and the report."""
    status = main(["build", *arguments])
    return status, capsys.readouterr().out


def test_prompts_are_made_once_and_what_is_left_to_run_time_is_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = built(capsys)
    assert status == 0
    assert report.startswith(
        "Made while the caller waits:\n"
        "  shop.yaml:7: hello: You owe {{ balance }} dollars. Thank you. (`balance` varies)\n"
    )
    assert "0 there already, 1 recording, 1 left to run time" in report
    before = files(folder)

    status, report = built(capsys, "shop.yaml")
    assert (status, files(folder)) == (0, before)
    assert "\n0 prompts made, " in report


def test_a_script_reads_the_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = built(capsys, "--json")
    found = json.loads(report)
    assert status == 0
    assert found["made"] > 5
    assert found["recordings"] == 1
    assert found["seconds"] > 5
    assert found["bytes"] == pytest.approx(found["seconds"] * 8000, abs=100)
    assert found["late"] == [
        {
            "file": "shop.yaml",
            "line": 7,
            "state": "hello",
            "flow": "shop",
            "text": "You owe {{ balance }} dollars. Thank you.",
            "reason": "`balance` varies",
        }
    ]


def test_check_makes_nothing_and_tells_what_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = built(capsys, "--check")
    assert status == 1
    assert "Missing:\n" in report
    assert "  shop.yaml:7: hello: Hello there.\n" in report
    assert files(folder) == set()

    assert built(capsys)[0] == 0
    assert built(capsys, "--check")[0] == 0
    (folder / "shop.yaml").write_text(SHOP.replace("Goodbye.", "Farewell."))
    status, report = built(capsys, "--check")
    assert status == 1
    assert "Missing:\n  shop.yaml:9: bye: Farewell.\n" in report


def test_what_cannot_be_said_is_told_with_its_place_and_the_rest_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shop.yaml").write_text(SHOP.replace("say: Goodbye.", "language: hi-IN, say: नमस्ते।"))
    status, report = built(capsys)
    assert status == 1
    assert ("Cannot be said: the offline voice speaks English, not hi-IN:\n  shop.yaml:9: bye: नमस्ते।\n") in report
    assert "1 cannot be said" in report
    assert files(folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot read jingle.wav: no such file or directory"),
        (b"hello", "jingle.wav is no sound file that can be read; take WAV, AIFF, FLAC, MP3 or Ogg"),
    ],
)
def test_a_recording_that_cannot_be_played_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    (folder / "jingle.wav").unlink()
    if content is not None:
        (folder / "jingle.wav").write_bytes(content)
    status, report = built(capsys)
    assert status == 1
    assert f"Cannot be said: {reason}:\n  shop.yaml:7: hello: jingle.wav\n" in report


def test_words_beside_a_recording_need_not_be_said_while_it_can_be_played(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWRUNNER_VOICE", "none")
    _, report = built(capsys)
    assert "Our jingle." not in report
    (folder / "jingle.wav").unlink()
    _, report = built(capsys)
    assert "shop.yaml:7: hello: Our jingle." in report


def test_a_broken_flow_is_a_failure_and_the_others_are_built(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.yaml").write_text(SHOP.replace("flow: shop", "flow: broken").replace("go: bye", "go: bey"))
    status, report = built(capsys, ".")
    assert status == 1
    assert "0 there already" in report
    assert files(folder)


def test_where_there_is_nothing_there_is_nothing_to_build(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
