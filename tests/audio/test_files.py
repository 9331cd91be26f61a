from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from flowrunner.audio import files
from flowrunner.audio.files import read_sound, write_wav

RAMP = np.arange(-1000, 1000, 7, dtype=np.int16)
SECOND = np.sin(np.arange(44100) * 2 * np.pi * 440 / 44100) * 0.25
FORMATS = [
    *(("WAV", each) for each in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW")),
    *(("AIFF", "PCM_16"), ("FLAC", "PCM_24"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")),
]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", RAMP, 8000)
    pcm, rate = read_sound(tmp_path / "a.wav")
    assert rate == 8000
    assert np.array_equal(pcm, RAMP)


def test_two_channels_are_mixed(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.stack([RAMP, RAMP * 3], axis=1), 16000)
    pcm, rate = read_sound(tmp_path / "a.wav")
    assert rate == 16000
    assert np.array_equal(pcm, RAMP * 2)


@pytest.mark.parametrize(("kind", "width"), FORMATS)
def test_every_usual_format_is_read_and_resampled(tmp_path: Path, kind: str, width: str) -> None:
    path = tmp_path / f"a.{kind.lower()}"
    soundfile.write(path, np.stack([SECOND, SECOND], axis=1), 44100, width, format=kind)
    pcm, rate = read_sound(path, 8000)
    assert (len(pcm), rate) == (8000, 8000)
    assert np.sqrt((pcm[1000:7000] / 32768) ** 2).mean() == pytest.approx(0.25 * 2 / np.pi, rel=0.03)


def test_opus_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.opus", SECOND, 48000, "OPUS", format="OGG")
    assert read_sound(tmp_path / "a.opus", 16000)[0].std() == pytest.approx(0.25 * 32768 / np.sqrt(2), rel=0.1)


def test_what_is_too_loud_for_16_bits_is_cut(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.array([0.0, 2.0, -2.0, np.inf, np.nan]), 8000, "FLOAT")
    assert read_sound(tmp_path / "a.wav")[0].tolist() == [0, 32767, -32768, 32767, 0]


def test_a_file_without_sound_is_silence(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", RAMP[:0], 8000)
    assert read_sound(tmp_path / "a.wav", 16000)[0].tolist() == []


@pytest.mark.parametrize("name", ["hello.wav", "hello.mp3", "hello.ogg", "hello.raw", "hello"])
@pytest.mark.parametrize("data", [b"", b"RIFF", b"text\n" * 5000, b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x07\0"])
def test_something_else_is_said_to_be_something_else(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=rf"{name} is no sound file that can be read; take WAV, AIFF, FLAC, MP3 or"):
        read_sound(tmp_path / name)


def test_a_small_file_that_lasts_for_hours_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.flac", np.zeros(8000 * 7200, np.int16), 8000)
    assert (tmp_path / "long.flac").stat().st_size < 500_000
    with pytest.raises(ValueError, match=r"long\.flac is longer than 10 minutes"):
        read_sound(tmp_path / "long.flac", 8000)


def test_a_file_that_does_not_say_how_long_it_is_is_read_no_further_than_allowed(tmp_path: Path) -> None:
    with soundfile.SoundFile(tmp_path / "long.mp3", "w", 8000, 1, "MPEG_LAYER_III") as file:
        for _ in range(11):
            file.write(np.zeros(8000 * 60, np.int16))
    headless = (tmp_path / "long.mp3").read_bytes()[3000:]
    (tmp_path / "long.mp3").write_bytes(headless)
    with pytest.raises(ValueError, match=r"long\.mp3 is longer than 10 minutes"):
        read_sound(tmp_path / "long.mp3", 8000)


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.wav").open("wb") as file:
        file.truncate(files.LARGEST + 1)
    with pytest.raises(ValueError, match=r"huge\.wav has 250 MB; a recording may have 250"):
        read_sound(tmp_path / "huge.wav")


@pytest.mark.parametrize(("rate", "channels"), [(1000, 1), (8000, 64)])
def test_what_is_no_recording_of_people_is_refused(tmp_path: Path, rate: int, channels: int) -> None:
    soundfile.write(tmp_path / "odd.wav", np.zeros((10, channels)), rate)
    with pytest.raises(ValueError, match=rf"odd\.wav has {channels} channels at {rate} Hz"):
        read_sound(tmp_path / "odd.wav")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sound(tmp_path / "hello.wav")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path / "pipe.wav", tmp_path):
        with pytest.raises(ValueError, match=f"{path.name} is no file"):
            read_sound(path)
