from __future__ import annotations

import os
from pathlib import Path

import pytest

from flowrunner.flow.disk import Disk
from flowrunner.flow.recordings import beside, trouble


def test_a_recording_lies_beside_its_flow() -> None:
    assert beside("flows/bank.yaml", "sounds/hello.wav") == "flows/sounds/hello.wav"
    assert beside("bank.yaml", "hello.wav") == "hello.wav"
    assert beside("flows/bank.yaml", "/srv/hello.wav") == "/srv/hello.wav"


@pytest.mark.parametrize("head", [b"RIFF", b"OggS\0", b"fLaC", b"ID3\3", b"FORM", b"\xff\xfb\x90d", b"\xff\xf3"])
def test_a_file_that_begins_like_sound_may_be_played(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "hello").write_bytes(head + b"\0" * 100)
    assert trouble(Disk(), tmp_path / "hello") is None


@pytest.mark.parametrize("head", [b"", b"\xff", b"\xff\x00", b"hello", b"<!DOCTYPE html>", b"PK\3\4"])
def test_what_does_not_is_no_sound(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "hello.mp3").write_bytes(head)
    assert trouble(Disk(), tmp_path / "hello.mp3") == "is no sound file"


def test_only_files_are_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for name in ("hello.wav", ".", "pipe.wav", "a\0b.wav", "https://example.com/hello.wav"):
        assert trouble(Disk(), tmp_path / name) == "is not there"
