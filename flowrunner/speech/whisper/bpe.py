"""Byte-level byte-pair encoding of GPT-2, both ways.

Two neighbours are merged when together they are a token, the one with the lowest number first: a vocabulary made by
merging numbers its tokens in the order of the merges, so the list of merges itself is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from flowrunner.errors import ModelError

END_OF_TEXT = 50256
START = 50257
PREVIOUS = 50360
NO_SPEECH = 50361
NO_TIMESTAMPS = 50362
SPECIAL = 51864
"""The numbers of the special tokens of the English-only models, and how many tokens there are with them."""

_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def _byte_letters() -> list[str]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


_LETTERS = _byte_letters()
_BYTES = {letter: byte for byte, letter in enumerate(_LETTERS)}


class Vocabulary:
    """The tokens of a model."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._numbers = {token: number for number, token in enumerate(tokens[:END_OF_TEXT])}

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """Read a file of one token a line; raises ModelError."""
        try:
            return cls(path.read_text("utf-8").split("\n"))
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"cannot read the vocabulary {path} ({error})") from error

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text."""
        return [number for word in _WORDS.findall(text) for number in self._encode_word(word)]

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of tokens, special ones left out."""
        letters = "".join(self._tokens[number] for number in numbers if number < END_OF_TEXT)
        return bytes(_BYTES[letter] for letter in letters).decode("utf-8", "replace")

    def texts(self) -> Iterable[tuple[int, str]]:
        """Yield every ordinary token with its text."""
        for number in range(END_OF_TEXT):
            yield number, self.decode([number])

    def _encode_word(self, word: str) -> list[int]:
        parts = [_LETTERS[byte] for byte in word.encode("utf-8", "surrogatepass")]
        while len(parts) > 1:
            number, at = min((self._number(parts, at), at) for at in range(len(parts) - 1))
            if number == END_OF_TEXT:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [self._numbers[part] for part in parts]

    def _number(self, parts: list[str], at: int) -> int:
        return self._numbers.get(parts[at] + parts[at + 1], END_OF_TEXT)
