"""What one utterance says of several questions: spans of its words, each read as the answer to one of them. Pure.

Longer spans go first. A span that several open questions could take goes to the one that was asked; else it waits until
the others have found theirs, and is left alone if it still could be two things. What is read beside the question must
speak for itself: ``at ten`` is a time and ``ten`` alone is not, a name needs an introduction, and free text and a plain
yes or no are never taken from the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from flowrunner.answers.digits import spoken_digits
from flowrunner.answers.form_words import NAMING
from flowrunner.answers.words import fold, lexicon
from flowrunner.engine.reading import Meaning
from flowrunner.engine.typed import type_of
from flowrunner.flow.model import Digits, FreeText, Menu, Typed, YesNo
from flowrunner.intents.closeness import alike
from flowrunner.intents.words import FILLERS, phrase_together, phrase_words
from flowrunner.intents.words import words as split

if TYPE_CHECKING:
    from flowrunner.answers.answer import AnswerContext
    from flowrunner.flow.model import Answer, Choice

MAX_WORDS = 30
"""Words of an utterance in which answers are looked for: a handful of questions takes some 20 ms then."""
MAX_SPAN = 9
_LEADING = frozenset({"at", "for", "in", "on", "my", "this", "the", "call"})
"""Fillers that an answer may begin with."""
_VAGUE = lexicon("one a an second seconds minute minutes moment first now right immediately straight away अभी तुरंत")
"""Words that are numbers, days and times by themselves, and mostly mean something else in the middle of a sentence."""
_TIME = re.compile(r"\d{1,2}[:.]?\d{2}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
"""As recognizers write a time; a day is written with other signs between."""
_NAMED_WORDS = 3
_SHORTEST_DIGITS = 3
_SHORTEST_CODE = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that an utterance may answer."""

    name: str
    answer: Answer
    context: AnswerContext | None = None
    """Of a typed answer."""
    loose: bool = False
    """A plain number will do: the caller is known to speak of answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer, and where it was said."""

    name: str
    meaning: Meaning
    start: int
    end: int


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of an utterance as they were said, without the punctuation around them."""
    stripped = (word.strip(',.!?;:।"“”…') for word in text.split())
    return tuple(word for word in stripped if word)[:MAX_WORDS]


def left_over(words: Sequence[str], found: Iterable[Found]) -> str:
    """Return what of an utterance is part of no answer."""
    taken = {place for each in found for place in range(each.start, each.end)}
    return " ".join(word for place, word in enumerate(words) if place not in taken)


def answers_in(
    words: Sequence[str], wanted: Sequence[Wanted], asked: str = "", *, latest: bool = False
) -> tuple[Found, ...]:
    """Return the answers in an utterance, in the order of the questions.

    Of two answers to one question the first counts, or the ``latest``.
    """
    search = _Search(words, asked)
    certain = [each for each in wanted if not _may_be_anything(each)]
    for questions in (certain, certain, wanted):
        search.run(questions, latest=latest)
    return tuple(search.found[each.name] for each in wanted if each.name in search.found)


def _may_be_anything(wanted: Wanted) -> bool:
    """Whether the answer of another question could be taken for one of this."""
    return isinstance(wanted.answer, Typed) and wanted.answer.type == "name"


class _Search:
    """One walk over the spans of an utterance."""

    def __init__(self, words: Sequence[str], asked: str) -> None:
        self.found: dict[str, Found] = {}
        self._words = words
        self._folded = [fold(word) for word in words]
        self._asked = asked
        self._taken = {place for place, word in enumerate(words) if not word}
        self._read: dict[tuple[str, int, int], Meaning | None] = {}

    def run(self, wanted: Sequence[Wanted], *, latest: bool) -> None:
        """Give each span to the question that it answers, if that is certain."""
        for start, end in _spans(len(self._words), latest=latest):
            if not self._taken.isdisjoint(range(start, end)):
                continue
            reading = self._readings(wanted, start, end)
            found = next((each for each in reading if each.name == self._asked), None)
            if found is None and len(reading) == 1:
                found = reading[0]
            if found is not None:
                self.found[found.name] = found
                self._taken.update(range(start, end))

    def _readings(self, wanted: Sequence[Wanted], start: int, end: int) -> list[Found]:
        open_ = [each for each in wanted if each.name not in self.found]
        meanings = ((each.name, self._meaning(each, start, end)) for each in open_)
        return [Found(name, meaning, start, end) for name, meaning in meanings if meaning is not None]

    def _meaning(self, wanted: Wanted, start: int, end: int) -> Meaning | None:
        key = (wanted.name, start, end)
        if key not in self._read:
            fits = isinstance(wanted.answer, Menu) or self._is_whole(start, end)
            self._read[key] = _beside(wanted, self._words[start:end], self._folded[start:end]) if fits else None
        return self._read[key]

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether a span begins and ends with words that say something."""
        first, last = self._folded[start], self._folded[end - 1]
        return (first not in FILLERS or first in _LEADING) and last not in FILLERS


def _spans(count: int, *, latest: bool) -> Iterator[tuple[int, int]]:
    for length in range(min(count, MAX_SPAN), 0, -1):
        starts = range(count - length + 1)
        for start in reversed(starts) if latest else starts:
            yield start, start + length


def _beside(wanted: Wanted, words: Sequence[str], folded: Sequence[str]) -> Meaning | None:
    """Return the answer that words from the middle of an utterance certainly are, or None."""
    match wanted.answer:
        case Menu(choices):
            return chosen(choices, words)
        case Typed(type="name"):
            return _introduced(wanted, words, tuple(folded))
        case Typed() as typed:
            vague = _VAGUE.issuperset(folded)
            clear = wanted.loose or _speaks_for_itself(typed, words)
            mistakable = typed.type == "date" and any(map(_CLOCK.fullmatch, words))
            return _value(wanted, words) if clear and not vague and not mistakable else None
        case Digits(least, most):
            digits = spoken_digits(" ".join(words))
            fits = digits is not None and max(least, _SHORTEST_DIGITS) <= len(digits) <= most
            return Meaning("parsed", "done", value=digits) if fits else None
        case YesNo() | FreeText():
            return None
        case _:
            assert_never(wanted.answer)


def chosen(choices: Iterable[Choice], words: Sequence[str]) -> Meaning | None:
    """Return the choice that the words name, but for a plural or a slip of spelling."""
    spoken = split(" ".join(words))
    together = "".join(spoken)
    for choice in choices:
        if any(phrase_together(phrase) == together for phrase in choice.phrases):
            return Meaning("exact", choice.name, choice=choice, value=choice.name)
    near = [choice for choice in choices if any(_is_like(spoken, phrase_words(each)) for each in choice.phrases)]
    return Meaning("close", near[0].name, choice=near[0], value=near[0].name) if len(near) == 1 else None


def _is_like(spoken: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(spoken) == len(phrase) and all(map(alike, spoken, phrase))


def _introduced(wanted: Wanted, words: Sequence[str], folded: tuple[str, ...]) -> Meaning | None:
    before = max((len(each) for each in NAMING if folded[: len(each)] == each), default=0)
    rest = folded[before:]
    if not before or not 0 < len(rest) <= _NAMED_WORDS or not FILLERS.isdisjoint(rest):
        return None
    return _value(wanted, words[before:])


def _speaks_for_itself(typed: Typed, words: Sequence[str]) -> bool:
    match typed.type:
        case "money":
            return not _is_number(words)
        case "time":
            return len(words) > 1 or bool(_TIME.fullmatch(words[0])) or not _is_number(words)
        case "code":
            return len(words) >= typed.min_length >= _SHORTEST_CODE
    return True


def _is_number(words: Sequence[str]) -> bool:
    return spoken_digits(" ".join(words)) is not None


def _value(wanted: Wanted, words: Sequence[str]) -> Meaning | None:
    assert not isinstance(wanted.answer, Menu)
    assert wanted.context is not None
    value = type_of(wanted.answer).from_words(" ".join(words), wanted.context)
    return None if value is None else Meaning("parsed", "done", value=value)
