"""Cuts a text into what Google is asked to say at a time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_PIECE = 1500
"""Bytes. Google takes 5,000; less keeps nobody waiting for a minute or two of sound in one message."""

_SENTENCE = re.compile(r"(?<=[.!?…।॥]\s)|(?<=[。！？])")


def pieces(text: str, longest: int = LONGEST_PIECE) -> Iterator[str]:
    """Cut at ends of sentences into pieces of at most ``longest`` bytes; within a sentence only if it is longer."""
    piece = ""
    for part in _parts(text, longest):
        if len(f"{piece}{part}".rstrip().encode()) > longest:
            yield piece.rstrip()
            piece = ""
        piece += part
    if piece.strip():
        yield piece.rstrip()


def _parts(text: str, longest: int) -> Iterator[str]:
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if len(sentence.rstrip().encode()) <= longest:
            yield sentence
        else:
            yield from _chunks(sentence, longest)


def _chunks(sentence: str, longest: int) -> Iterator[str]:
    """Cut a sentence after its last space that is early enough, or anywhere when it has none."""
    while sentence:
        fitting = sentence.encode()[:longest].decode(errors="ignore")
        if len(fitting) < len(sentence) and " " in fitting:
            fitting = fitting[: fitting.rfind(" ") + 1]
        yield fitting
        sentence = sentence[len(fitting) :]
