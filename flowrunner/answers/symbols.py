"""Utterances reduced to symbols, so that one pattern covers what people say in many ways and in two languages.

``The twenty seventh of November`` becomes ``O27 M11``, ``साढ़े नौ बजे`` becomes ``N9.5``. A number is ``N`` and its
value, an ordinal ``O``; a leading nought stays. A numeral with signs inside, such as ``9:30``, is ``#`` and itself. A
glossary says which phrases are which symbol. Those of no symbol are left out, and a word that is not in the glossary
stays, so that no pattern fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flowrunner.answers.cardinals import cardinal, ordinal
from flowrunner.answers.words import spellings, tokens


@dataclass(frozen=True, slots=True)
class Glossary:
    """Which phrases mean which symbol."""

    meanings: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]
    """The words of the longest phrase that begins with a word."""

    @classmethod
    def of(cls, pages: Mapping[str, str]) -> Glossary:
        """Return the glossary of symbols, each with its phrases, written with commas between."""
        meanings = {spellings(each): symbol for symbol, phrases in pages.items() for each in phrases.split(",")}
        longest: dict[str, int] = {}
        for first, *rest in meanings:
            longest[first] = max(longest.get(first, 0), 1 + len(rest))
        return cls(meanings, longest)

    def symbols(self, text: str) -> str:
        """Return the symbols of an utterance, with spaces between."""
        return " ".join(filter(None, self._symbols(tokens(text))))

    def _symbols(self, words: Sequence[str]) -> Iterator[str]:
        place = 0
        while place < len(words):
            symbol, place = self._phrase(words, place) or _numeral(words, place) or (words[place], place + 1)
            yield symbol

    def _phrase(self, words: Sequence[str], place: int) -> tuple[str, int] | None:
        longest = self.longest.get(words[place], 0)
        for end in range(min(place + longest, len(words)), place, -1):
            symbol = self.meanings.get(tuple(words[place:end]))
            if symbol is not None:
                return symbol, end
        return None


def _numeral(words: Sequence[str], place: int) -> tuple[str, int] | None:
    written = words[place]
    if written[0].isdecimal() and not written.isdecimal():
        return f"#{written}", place + 1
    if written.isdecimal() and written.startswith("0"):
        return f"N{written}", place + 1
    if counted := ordinal(words, place):
        return f"O{counted[0]}", counted[1]
    found = cardinal(words, place)
    return (f"N{found[0].normalize():f}", found[1]) if found else None
