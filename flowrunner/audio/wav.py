"""WAV files to and from mono samples."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.codec import PCM, Codec

_PCM, _MULAW = 1, 7


def read_wav(path: Path) -> tuple[PCM, int]:
    """Return the samples of a WAV file, its channels mixed, and its rate in Hz.

    Reads uncompressed files of 8, 16, 24 and 32 bits. Raises OSError, and ValueError when it is not such a file.
    """
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is not an uncompressed WAV file ({error})") from error
    samples = _samples(data[: len(data) - len(data) % (width * channels)], width)
    if channels == 1:
        return samples, rate
    return samples.reshape(-1, channels).mean(axis=1).astype(np.int16), rate


def write_wav(path: Path, pcm: PCM | NDArray[np.int16], rate: int) -> None:
    """Write 16 bits; a second dimension holds the channels. Raises OSError."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if pcm.ndim == 1 else pcm.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.astype("<i2").tobytes())


def wav_header(codec: Codec, size: int) -> bytes:
    """Return what stands before ``size`` bytes of a stream's sound, to make them a WAV file.

    mu-law stays mu-law: format 7 of RFC 2361, which players know. The length is the same for every codec and size.
    """
    tag = _MULAW if codec.encoding == "mulaw" else _PCM
    width, rate = codec.sample_width, codec.sample_rate
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, tag, 1, rate, rate * width, width, width * 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, size // width)
    body = b"WAVE" + form + fact + struct.pack("<4sI", b"data", size)
    return struct.pack("<4sI", b"RIFF", len(body) + size) + body


def _samples(data: bytes, width: int) -> PCM:
    if width == 1:
        return (np.frombuffer(data, np.uint8).astype(np.int16) - 128) * 256
    if width == 2:
        return np.frombuffer(data, "<i2").astype(np.int16)
    top = np.frombuffer(data, np.uint8).reshape(-1, width)[:, width - 2 :]
    return np.ascontiguousarray(top).view("<i2").ravel().astype(np.int16)
