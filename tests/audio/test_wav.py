import wave
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.wav import read_wav, write_wav

RAMP = np.arange(-1000, 1000, 7, dtype=np.int16)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", RAMP, 8000)
    pcm, rate = read_wav(tmp_path / "a.wav")
    assert rate == 8000
    assert np.array_equal(pcm, RAMP)


def test_two_channels_are_mixed(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.stack([RAMP, RAMP * 3], axis=1), 16000)
    pcm, rate = read_wav(tmp_path / "a.wav")
    assert rate == 16000
    assert np.array_equal(pcm, RAMP * 2)


@pytest.mark.parametrize(
    ("width", "data"),
    [(1, b"\x80\xff\x00"), (3, b"\0\0\0\xff\x00\x7f\0\0\x80"), (4, b"\0" * 6 + b"\x00\x7f" + b"\0" * 2 + b"\x00\x80")],
)
def test_every_width_becomes_16_bits(tmp_path: Path, width: int, data: bytes) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(data)
    pcm, _ = read_wav(tmp_path / "a.wav")
    assert pcm.tolist() == [0, 0x7F00, -0x8000]


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"not a wave file at all, but text", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x07\0"]
)
def test_something_else_is_said_to_be_something_else(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "hello.wav").write_bytes(data)
    with pytest.raises(ValueError, match=r"hello\.wav is not an uncompressed WAV file"):
        read_wav(tmp_path / "hello.wav")


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_wav(tmp_path / "hello.wav")
