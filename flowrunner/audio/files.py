"""Recorded files of any usual format, as samples at the rate that is wanted.

libsndfile reads them: WAV and AIFF of every width (G.711 too), FLAC, MP3, and Ogg with Vorbis or Opus. A file is read
block by block and resampled on the way, so that what a small file unpacks to is bounded by its length in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flowrunner.audio.resample import Resampler

if TYPE_CHECKING:
    from flowrunner.audio.codec import PCM

LONGEST_S = 600.0
"""Nobody listens to more, and a host keeps every recording in memory."""
LARGEST = 250 * 2**20
"""Bytes; ten minutes of stereo at 48 kHz and 32 bits are 230 million."""
_RATES = range(4000, 384_001)
_CHANNELS = 8
_BLOCK = 65_536
FORMATS = "WAV, AIFF, FLAC, MP3 or Ogg"


def read_sound(path: Path, rate: int | None = None) -> tuple[PCM, int]:
    """Return the samples of a file, its channels mixed, and their rate in Hz: ``rate``, or the file's own.

    Raises OSError, and ValueError for what is no sound, or too long, or too large.
    """
    found = path.stat()
    if not S_ISREG(found.st_mode):  # to open a pipe would be to wait for somebody who writes into it
        raise ValueError(f"{path.name} is no file")
    if found.st_size > LARGEST:
        raise ValueError(f"{path.name} has {found.st_size / 2**20:.0f} MB; a recording may have {LARGEST / 2**20:.0f}")
    import soundfile

    try:
        with soundfile.SoundFile(str(path)) as file:
            _check(path, file)
            resampler = Resampler(file.samplerate, rate or file.samplerate)
            parts = [resampler(block) for block in _blocks(path, file)]
            return np.concatenate([*parts, np.zeros(0, np.int16)]), rate or file.samplerate
    except (soundfile.SoundFileError, RuntimeError, TypeError):
        # without its reasons, which speak of the library's own matters
        with path.open("rb"):
            raise ValueError(f"{path.name} is no sound file that can be read; take {FORMATS}") from None


def _check(path: Path, file: Any) -> None:
    if file.samplerate not in _RATES or file.channels > _CHANNELS:
        raise ValueError(f"{path.name} has {file.channels} channels at {file.samplerate} Hz, which is no recording")
    # what the head of a compressed file says may be an estimate, so there is no need to believe it when it is short
    if file.frames > LONGEST_S * file.samplerate and file.frames < 2**62:
        raise _too_long(path)


def _blocks(path: Path, file: Any) -> Iterator[PCM]:
    left = int(LONGEST_S * file.samplerate)
    while len(block := file.read(_BLOCK, dtype="float32", always_2d=True)):
        left -= len(block)
        if left < 0:
            raise _too_long(path)
        yield _mono(block)


def _mono(block: NDArray[np.float32]) -> PCM:
    mixed = np.nan_to_num(block.mean(axis=1), nan=0.0, posinf=1.0, neginf=-1.0)
    whole: PCM = np.rint(np.clip(mixed * 32768, -32768, 32767)).astype(np.int16)
    return whole


def _too_long(path: Path) -> ValueError:
    return ValueError(f"{path.name} is longer than {LONGEST_S / 60:.0f} minutes, which is all that a recording may be")


def write_wav(path: Path, pcm: PCM | NDArray[np.int16], rate: int) -> None:
    """Write 16 bits; a second dimension holds the channels. Raises OSError."""
    import soundfile

    with path.open("wb") as file:
        soundfile.write(file, pcm, rate, "PCM_16", format="WAV")
