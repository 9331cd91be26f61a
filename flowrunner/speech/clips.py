"""Recorded files as bytes of a stream's codec. Everything here may block."""

from __future__ import annotations

from pathlib import Path

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import read_sound
from flowrunner.audio.level import levelled
from flowrunner.errors import SpeechError


def stamp_of(path: str) -> tuple[int, int]:
    """Return what changes when a file is replaced; raises SpeechError."""
    file = Path(path)
    try:
        stat = file.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error
    return stat.st_mtime_ns, stat.st_size


def clip_of(path: str, codec: Codec) -> bytes:
    """Return a recording at the level of all speech, encoded; raises SpeechError."""
    file = Path(path)
    try:
        pcm, rate = read_sound(file, codec.sample_rate)
    except OSError as error:
        raise _unreadable(file, error) from error
    except ValueError as error:
        raise SpeechError(str(error)) from error
    return codec.encode(levelled(pcm, rate))


def _unreadable(file: Path, error: OSError | ValueError) -> SpeechError:
    reason = error.strerror if isinstance(error, OSError) else None
    return SpeechError(f"cannot read {file.name}: {(reason or str(error)).lower()}")
