"""What a caller wants changed in the answers of a form: "the day", "Friday instead", "no, the time to eleven". Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from flowrunner.answers import yes_no
from flowrunner.answers.digits import spoken_digits
from flowrunner.answers.form_words import AFFIRMATIVE, CANCEL, JOINING, LABELS, NEGATIVE, TRAILING
from flowrunner.answers.words import fold
from flowrunner.engine.filling import Found, Wanted, answers_in, chosen
from flowrunner.engine.reading import Meaning, OutOfLimits
from flowrunner.engine.typed import read_typed
from flowrunner.flow.model import Digits, FreeText, Menu, Typed, YesNo
from flowrunner.intents.match import exact
from flowrunner.intents.words import FILLERS


@dataclass(frozen=True, slots=True)
class Changeable:
    """An answer of a form that may be changed."""

    wanted: Wanted
    value: object
    words: frozenset[str] = frozenset()
    """Words of its question that say something, in the form that is compared."""
    hidden: bool = False
    """Its answer is never spoken: it can be named only."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed."""

    values: tuple[Found, ...] = ()
    """New answers."""
    named: tuple[str, ...] = ()
    """Questions to be put again."""
    agreed: bool = False
    """What is there already was said once more, with a yes."""


@dataclass(slots=True)
class _Search:
    """What was found of an utterance so far."""

    words: Sequence[str]
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)

    def rest(self) -> list[str]:
        """Return the words; those that are part of something found are empty."""
        taken = {place for start, end in self.labels.values() for place in range(start, end)}
        taken |= {place for each in self.found.values() for place in range(each.start, each.end)}
        return ["" if place in taken else word for place, word in enumerate(self.words)]


def is_cancel(text: str) -> bool:
    """Whether an utterance says that the caller wants no more of it."""
    return exact(text, [("cancel", CANCEL)]) is not None


def change_in(words: Sequence[str], answers: Sequence[Changeable]) -> Change | None:
    """Return what an utterance changes, or None when it says nothing of that."""
    search, wanted = _Search(words), [each.wanted for each in answers if not each.hidden]
    search.found = {each.name: each for each in answers_in(words, wanted, latest=True)}
    search.labels = _labels(search.rest(), answers)
    for each in wanted:
        if each.name in search.labels and each.name not in search.found:
            _read_after_label(search, each)
    if not search.found and not search.labels:
        search.labels = _asked_about(words, answers)
    return _change(search, {each.wanted.name: each.value for each in answers})


def _change(search: _Search, values: Mapping[str, object]) -> Change | None:
    """Tell new answers from those that the caller only repeats, or denies."""
    new = tuple(each for each in search.found.values() if each.meaning.value != values[each.name])
    denied = any(fold(word) in NEGATIVE for word in search.words)
    repeated = [each.name for each in search.found.values() if each not in new]
    fresh = {each.name for each in new}
    named = tuple(name for name in values if name in {*search.labels, *(repeated if denied else ())} - fresh)
    if not new and not denied and repeated:
        named = tuple(name for name in named if name not in repeated)
        agreed = fold(search.words[0]) in AFFIRMATIVE
        return Change(named=named, agreed=agreed and not named) if agreed or named else None
    return Change(new, named) if new or named else None


def _labels(words: Sequence[str], answers: Sequence[Changeable]) -> dict[str, tuple[int, int]]:
    """Return where the questions are named: by the name that the author gave them, or by what their type is called."""
    folded = [fold(word) for word in words]
    found = {}
    for each in answers:
        place = _phrase_at(folded, fold(each.wanted.name.replace("_", " ")).split()) or _type_at(folded, each, answers)
        if place is not None:
            found[each.wanted.name] = place
    return found


def _phrase_at(folded: Sequence[str], phrase: Sequence[str]) -> tuple[int, int] | None:
    length = len(phrase)
    starts = (start for start in range(len(folded)) if list(folded[start : start + length]) == list(phrase))
    start = next(starts, None)
    return None if start is None else (start, start + length)


def _type_at(folded: Sequence[str], one: Changeable, answers: Sequence[Changeable]) -> tuple[int, int] | None:
    """Return where the only question of a type is called by it."""
    kinds = [each.wanted.answer.type for each in answers if isinstance(each.wanted.answer, Typed)]
    if not isinstance(one.wanted.answer, Typed) or kinds.count(one.wanted.answer.type) != 1:
        return None
    called = LABELS.get(one.wanted.answer.type, frozenset())
    place = next((place for place, word in enumerate(folded) if word in called), None)
    return None if place is None else (place, place + 1)


def _asked_about(words: Sequence[str], answers: Sequence[Changeable]) -> dict[str, tuple[int, int]]:
    """Return the one question whose words are said most."""
    said = set(map(fold, words)) - FILLERS
    ranked = sorted(((len(said & each.words), -place) for place, each in enumerate(answers)), reverse=True)
    if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return {}
    return {answers[-ranked[0][1]].wanted.name: (0, 0)}


def _read_after_label(search: _Search, wanted: Wanted) -> None:
    """Read what follows the name of a question, up to the next name, as its answer."""
    start, rest = search.labels[wanted.name][1], search.rest()
    end = next((place for place in range(start, len(rest)) if not rest[place]), len(rest))
    while start < end and fold(rest[start]) in JOINING and not _says(wanted, rest[start:end]):
        start += 1
    while end > start and fold(rest[end - 1]) in TRAILING:
        end -= 1
    denied = any(fold(word) in NEGATIVE for word in rest[start:end])
    meaning = None if denied or start == end else named_value(wanted, rest[start:end])
    if meaning is not None:
        search.found[wanted.name] = Found(wanted.name, meaning, start, end)


def _says(wanted: Wanted, words: Sequence[str]) -> bool:
    """Whether words are an answer as they stand: the first of them may be a part of it."""
    return isinstance(wanted.answer, Menu) and chosen(wanted.answer.choices, words) is not None


def named_value(wanted: Wanted, words: Sequence[str]) -> Meaning | None:
    """Return what words mean as the answer to a question that the caller has just named."""
    text = " ".join(words)
    match wanted.answer:
        case Menu(choices):
            return chosen(choices, words)
        case Digits(least, most):
            digits = spoken_digits(text)
            fits = digits is not None and least <= len(digits) <= most
            return Meaning("parsed", "done", value=digits) if fits else None
        case YesNo():
            return _yes_or_no(wanted, text)
        case FreeText():
            return Meaning("anything", "done", value=text)
        case Typed() as typed:
            assert wanted.context is not None
            value = read_typed(typed, text, wanted.context)
            known = value is not None and not isinstance(value, OutOfLimits)
            return Meaning("parsed", "done", value=value) if known else None
        case _:
            assert_never(wanted.answer)


def _yes_or_no(wanted: Wanted, text: str) -> Meaning | None:
    words = yes_no.words_for(wanted.context.language if wanted.context else "en-US")
    found = exact(text, [(True, words.yes), (False, words.no)])
    return None if found is None else Meaning("exact", "yes" if found.label else "no", value=found.label)
