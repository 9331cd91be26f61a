"""Writes down speech of any length with a recognizer of utterances and nothing else to go by."""

from __future__ import annotations

import numpy as np

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec
from flowrunner.speech.ports import Recognizer

ANYTHING = Expected(kind="open")
LONGEST_S = 14.0
"""A recognizer of utterances loses the thread of longer ones."""
_SHORTEST_S = 7.0
_PAUSE_S = 0.1
_L16 = {codec.sample_rate: codec for codec in Codec if codec.encoding == "l16"}


class RecognizerTranscriber:
    """Transcribes a piece at a time."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        """Return the words of sound at the rate of a stream, empty when there are none; raises SpeechError."""
        heard = [await self._transcribe_piece(piece, sample_rate) for piece in pieces(pcm, sample_rate)]
        return " ".join(filter(None, heard))

    async def _transcribe_piece(self, pcm: PCM, sample_rate: int) -> str:
        codec = _L16[sample_rate]
        stream = self._recognizer.open(ANYTHING, codec, lambda _: None)
        stream.write(codec.encode(pcm))
        return (await stream.finish(ANYTHING)).transcript.strip()


def pieces(pcm: PCM, sample_rate: int) -> list[PCM]:
    """Cut sound into pieces of at most 14 s, each at the quietest moment of its second half."""
    found = []
    while len(pcm) > LONGEST_S * sample_rate:
        cut = _quietest(pcm[: round(LONGEST_S * sample_rate)], sample_rate)
        found.append(pcm[:cut])
        pcm = pcm[cut:]
    return [*found, pcm]


def _quietest(pcm: PCM, sample_rate: int) -> int:
    start, width = round(_SHORTEST_S * sample_rate), round(_PAUSE_S * sample_rate)
    rest = np.abs(pcm[start:].astype(np.float32))
    loudness = rest[: len(rest) // width * width].reshape(-1, width).mean(axis=1)
    return start + int(np.argmin(loudness)) * width + width // 2
