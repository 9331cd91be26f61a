"""Cuts a sentence into the pieces that a BERT model knows (WordPiece, lower case, without accents)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from flowrunner.errors import ModelError

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
MAX_PIECES = 64
"""Of a sentence; what comes after them is left out."""
_LONGEST_WORD = 100
_WORDS = re.compile(r"\w+|[^\w\s]")


class WordPieces:
    """The vocabulary of a model."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    @classmethod
    def read(cls, path: Path) -> WordPieces:
        """Read a piece a line; raises ModelError."""
        try:
            numbers = {piece: number for number, piece in enumerate(path.read_text("utf-8").splitlines())}
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"{path} cannot be read as a vocabulary ({error})") from error
        if missing := {UNKNOWN, BEGIN, END} - numbers.keys():
            raise ModelError(f"{path} is no vocabulary: it lacks {', '.join(sorted(missing))}")
        return cls(numbers)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces, with those of the beginning and the end around them."""
        pieces = [piece for word in _WORDS.findall(_plain(text)) for piece in self._pieces(word)][:MAX_PIECES]
        return [self._numbers[piece] for piece in (BEGIN, *pieces, END)]

    def _pieces(self, word: str) -> Iterator[str]:
        found, at = [], 0
        while at < len(word) <= _LONGEST_WORD:
            piece = self._longest(word, at)
            if piece is None:
                break
            found.append(piece)
            at += len(piece.removeprefix("##")) if at else len(piece)
        yield from found if at == len(word) else (UNKNOWN,)

    def _longest(self, word: str, at: int) -> str | None:
        ends = range(len(word), at, -1)
        return next((piece for end in ends if (piece := "##" * (at > 0) + word[at:end]) in self._numbers), None)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
