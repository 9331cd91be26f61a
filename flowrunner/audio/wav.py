"""The head of a WAV file, for sound that is written as it comes."""

from __future__ import annotations

import struct

from flowrunner.audio.codec import Codec

_PCM, _MULAW = 1, 7


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
