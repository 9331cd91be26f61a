"""The recorded files that prompts play: where they lie, and whether they look like sound.

A look costs next to nothing, so that the checker can afford it; whether a file can be decoded is found out when prompts
are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from flowrunner.flow.disk import Disk
from flowrunner.flow.source import Data
from flowrunner.flow.source import Path as Place

_HEADS = (b"RIFF", b"RIFX", b"RF64", b"riff", b"FORM", b"caff", b".snd", b"fLaC", b"OggS", b"ID3")
"""How files begin: WAV and its kin, AIFF, CAF, AU, FLAC, Ogg, MP3 with tags."""
_FRAME = 0xE0
"""MP3 without tags begins with a frame: eleven bits set (ISO 11172-3)."""


def beside(flow: str, audio: str) -> str:
    """Return the path of a recording; what is no whole path counts from the folder of its flow."""
    return str(PurePath(flow).parent / audio)


def clips_in(path: Place, data: Data) -> Iterator[tuple[Place, str]]:
    """Yield the file of each recording inside a prompt, with the place of its name."""
    if isinstance(data, dict):
        audio = data.get("audio")
        if isinstance(audio, str):
            yield (*path, "audio"), audio
        for key in ("first", "again", "say"):
            yield from clips_in((*path, key), data.get(key))
    elif isinstance(data, list):
        for index, each in enumerate(data):
            yield from clips_in((*path, index), each)


def trouble(disk: Disk, path: Path) -> str | None:
    """Return what keeps a file from being played, as far as a look at its beginning tells."""
    try:
        head = disk.data(path, 4)
    except FileNotFoundError:
        return "is not there"
    except OSError:
        return "cannot be read"
    if head.startswith(_HEADS) or (len(head) > 1 and head[0] == 0xFF and head[1] & _FRAME == _FRAME):
        return None
    return "is no sound file"
