"""Recordings in a folder: playable whatever happens, and nobody else's to read."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import read_sound
from flowrunner.errors import StorageError
from flowrunner.storage.recordings import FolderRecordings, folder_recordings

SOUND = (8000 * np.sin(np.arange(24_000) * 0.2)).astype(np.int16)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[FolderRecordings]:
    with folder_recordings(tmp_path / "kept") as recordings:
        yield recordings


def test_mulaw_is_written_as_it_came(kept: FolderRecordings) -> None:
    data = Codec.MULAW_8K.encode(SOUND)
    recording = kept.begin("c1-1", Codec.MULAW_8K)
    for start in range(0, len(data), 160):
        recording.write(data[start : start + 160])
    recording.finish(len(data)).result()

    file = Path(recording.address).read_bytes()
    assert file[-len(data) :] == data
    riff, size, wave, form, _, tag, channels, rate = struct.unpack("<4sI4s4sIHHI", file[:28])
    assert (riff, size, wave, form) == (b"RIFF", len(file) - 8, b"WAVE", b"fmt ")
    assert (tag, channels, rate) == (7, 1, 8000)
    assert struct.unpack("<4sI", file[-len(data) - 8 : -len(data)]) == (b"data", len(data))


@pytest.mark.parametrize("codec", [Codec.L16_8K, Codec.L16_16K])
def test_other_sound_is_a_wav_file_that_anybody_reads(kept: FolderRecordings, codec: Codec) -> None:
    recording = kept.begin("c1-1", codec)
    recording.write(codec.encode(SOUND))
    recording.finish(2 * len(SOUND)).result()
    pcm, rate = read_sound(Path(recording.address))
    assert rate == codec.sample_rate
    assert np.array_equal(pcm, SOUND)


def test_only_the_owner_may_read_it(kept: FolderRecordings) -> None:
    recording = kept.begin("c1-1", Codec.L16_8K)
    recording.write(b"\1\0")
    recording.finish(2).result()
    path = Path(recording.address)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_not_to_be_kept_is_cut_off(kept: FolderRecordings) -> None:
    recording = kept.begin("c1-1", Codec.L16_8K)
    recording.write(Codec.L16_8K.encode(SOUND))
    recording.finish(1000).result()
    assert np.array_equal(read_sound(Path(recording.address))[0], SOUND[:500])


def test_nothing_leaves_no_file(kept: FolderRecordings) -> None:
    recording = kept.begin("c1-1", Codec.L16_8K)
    recording.write(Codec.L16_8K.encode(SOUND))
    recording.finish(0).result()
    assert not Path(recording.address).exists()


def test_a_recording_of_the_same_name_is_gone_on_with(kept: FolderRecordings) -> None:
    for part in (SOUND[:8000], SOUND[8000:]):
        recording = kept.begin("c1-1", Codec.L16_8K)
        recording.write(Codec.L16_8K.encode(part))
        recording.finish(2 * len(part)).result()
    assert np.array_equal(read_sound(Path(recording.address))[0], SOUND)

    silent = kept.begin("c1-1", Codec.L16_8K)
    silent.finish(0).result()
    assert np.array_equal(read_sound(Path(recording.address))[0], SOUND)


def test_a_file_that_nobody_ended_can_be_played(tmp_path: Path) -> None:
    with folder_recordings(tmp_path) as kept:
        recording = kept.begin("c1-1", Codec.L16_8K)
        recording.write(Codec.L16_8K.encode(SOUND))
    assert np.array_equal(read_sound(tmp_path / "c1-1.wav")[0], SOUND)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b", "c1\0", "x" * 200, "-rf"])
def test_a_name_leads_to_no_other_place(kept: FolderRecordings, name: str, tmp_path: Path) -> None:
    path = Path(kept.begin(name, Codec.L16_8K).address)
    assert path.parent == tmp_path / "kept"
    assert path.stem.isalnum()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with folder_recordings(tmp_path / "file") as kept:
        recording = kept.begin("c1-1", Codec.L16_8K)
        recording.write(Codec.L16_8K.encode(SOUND))
        with pytest.raises(StorageError, match="a recording cannot be written"):
            recording.finish(100).result()
        with pytest.raises(StorageError):
            recording.write(b"\1\0")
