"""The sound that Google is asked for, and what it sends. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from google.cloud.texttospeech_v1.types import AudioConfig, AudioEncoding, StreamingAudioConfig

from flowrunner.audio.codec import PCM, decode_l16, decode_mulaw
from flowrunner.errors import SpeechError

_PCM_TAG, _MULAW_TAG = 1, 7
"""What the header of a WAV file calls them: RFC 2361."""


@dataclass(frozen=True, slots=True)
class Form:
    """An encoding, ``mulaw`` or ``l16``, and a rate in Hz."""

    encoding: str = "l16"
    sample_rate: int = 24000

    def of_a_whole(self) -> AudioConfig:
        """Return how a prompt is asked for that comes in one answer."""
        encoding = AudioEncoding.MULAW if self.encoding == "mulaw" else AudioEncoding.LINEAR16
        return AudioConfig(audio_encoding=encoding, sample_rate_hertz=self.sample_rate)

    def of_a_stream(self) -> StreamingAudioConfig:
        """Return how a prompt is asked for that comes as it is made."""
        encoding = AudioEncoding.MULAW if self.encoding == "mulaw" else AudioEncoding.PCM
        return StreamingAudioConfig(audio_encoding=encoding, sample_rate_hertz=self.sample_rate)

    def samples(self, audio: bytes) -> PCM:
        """Return the samples of a WAV file, which is what a whole comes in; raises SpeechError for anything else."""
        return self.decode(_body(audio, (_MULAW_TAG if self.encoding == "mulaw" else _PCM_TAG, 1, self.sample_rate)))

    def decode(self, data: bytes) -> PCM:
        """Return the samples of sound without a header; an odd last byte of 16 bits is dropped."""
        return decode_mulaw(data) if self.encoding == "mulaw" else decode_l16(data)


class SoundStream:
    """Sound that comes in messages, which may end in the middle of a sample."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._width = 1 if form.encoding == "mulaw" else 2
        self._rest = b""

    def decode(self, data: bytes) -> PCM:
        """Return the samples that ``data`` completes."""
        sound = self._rest + data
        whole = len(sound) // self._width * self._width
        self._rest = sound[whole:]
        return self._form.decode(sound[:whole])


def _body(audio: bytes, wanted: tuple[int, int, int]) -> bytes:
    """Return the sound of a WAV file of this format, channels and rate; raises SpeechError.

    The length that its header says may be unknown to who wrote it, and then it is the greatest number there is.
    """
    found: tuple[int, ...] | None = None
    at = 12 if audio[:4] == b"RIFF" and audio[8:12] == b"WAVE" else len(audio)
    while at + 8 <= len(audio):
        name, size = struct.unpack_from("<4sI", audio, at)
        if name == b"data" and found == wanted:
            return audio[at + 8 : at + 8 + size]
        if name == b"fmt " and at + 16 <= len(audio):
            found = struct.unpack_from("<HHI", audio, at + 8)
        at += 8 + size + size % 2
    raise SpeechError("google sent sound that is not what was asked for")
