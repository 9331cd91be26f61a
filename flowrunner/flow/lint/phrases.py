"""Phrases that a recognizer, or a person, could take for each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Choice, Document
from flowrunner.flow.lint.questions import questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.sounds import sound_of, within_one
from flowrunner.flow.plain import listed
from flowrunner.flow.source import Path

_LONG_ENOUGH = 6
"""Sounds of a phrase from which on one of them may be misheard."""
_MAX_SOUNDS = 60
_MAX_COMPARED = 50
"""Phrases with one beginning, or one end, that are compared with each other."""
_WORD = re.compile("[^\\s!-/:-@\\[-`{-~]+")


class _Phrase(NamedTuple):
    path: Path
    choice: str
    text: str
    words: tuple[str, ...]
    sound: str


@rule("sounds-alike")
def phrases_that_sound_alike(document: Document) -> Iterator[Diagnostic]:
    """Find two phrases of different choices that sound alike, within a menu or between it and ``anytime``."""
    commands = _Heard()
    yield from _added(document, commands, (choice for choice in document.choices if choice.state is None))
    for question in questions(document):
        yield from _added(document, _Heard(commands), question.choices)


def _added(document: Document, heard: _Heard, choices: Iterable[Choice]) -> Iterator[Diagnostic]:
    for choice in choices:
        for phrase in _phrases(choice):
            other = heard.like(phrase)
            heard.add(phrase)
            if other is not None:
                message = f"`{phrase.text}` sounds like `{other.text}` of `{other.choice}`"
                hint = "use words that differ more, or a second word"
                yield document.warning("sounds-alike", message, document.source.span(phrase.path), hint)


def _phrases(choice: Choice) -> Iterator[_Phrase]:
    data = choice.data.get("hear")
    for index, text in enumerate(listed(data)):
        if text != "anything":
            path: Path = (*choice.path, "hear", index) if isinstance(data, list) else (*choice.path, "hear")
            words = tuple(_WORD.findall(text.casefold().replace("'", "")))
            sound = "".join(sound_of(_singular(word)) for word in words)[:_MAX_SOUNDS]
            yield _Phrase(path, choice.name, text, words, sound)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


class _Heard:
    """Phrases, found again by how they begin and end: one slip leaves one of the two as it was."""

    def __init__(self, above: _Heard | None = None) -> None:
        self._shelves: dict[tuple[str, str], list[_Phrase]] = {}
        self._above = above

    def add(self, phrase: _Phrase) -> None:
        """Take a phrase in."""
        for key in _keys(phrase.sound):
            shelf = self._shelves.setdefault(key, [])
            if len(shelf) < _MAX_COMPARED:
                shelf.append(phrase)

    def like(self, phrase: _Phrase) -> _Phrase | None:
        """Return a phrase of another choice that sounds like this one."""
        for key in _keys(phrase.sound):
            for other in self._shelves.get(key, ()):
                if other.choice != phrase.choice and _are_alike(phrase, other):
                    return other
        return self._above.like(phrase) if self._above else None


def _keys(sound: str) -> tuple[tuple[str, str], ...]:
    if len(sound) < _LONG_ENOUGH - 1:
        return (("whole", sound),)
    return ("begins", sound[:3]), ("ends", sound[-3:])


def _are_alike(one: _Phrase, other: _Phrase) -> bool:
    if one.words == other.words or not one.sound:
        return False
    long_enough = max(len(one.sound), len(other.sound)) >= _LONG_ENOUGH
    return one.sound == other.sound or (long_enough and within_one(one.sound, other.sound))
