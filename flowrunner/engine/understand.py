"""What a key or an utterance means where it happens. Deterministic: key, exact, close, intent, anything. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from flowrunner.answers import yes_no
from flowrunner.answers.digits import corrected_digits, spoken_digits
from flowrunner.engine import collect, pieces
from flowrunner.engine.reading import Either, Meaning, OutOfLimits, Partial, Reading, Unread
from flowrunner.engine.replacing import replace
from flowrunner.engine.storable import printable
from flowrunner.flow.model import Digits, FreeText, Listen, Menu, Typed, YesNo
from flowrunner.intents.match import Book, Match, close, exact, intent, learn, probable_rivals, rivals

if TYPE_CHECKING:
    from flowrunner.answers.answer import AnswerContext
    from flowrunner.engine.actions import How
    from flowrunner.engine.events import Heard
    from flowrunner.flow.model import Answer, Choice
    from flowrunner.intents.embedding import Embedding

SURE_COMMAND = 0.7
"""The least confidence with which the classifier may find a command."""


_STRICT = frozenset({"number", "money", "date", "time"})
"""Types whose grammar refuses most of what is misheard.

Of 128 such answers, spoken by two voices over a telephone line, half of them in kitchen noise at 8 dB, 100 could be
read at a confidence of 0.4 and more, and all were what had been said, but for 4 prices that were written like 1350; of
8 below that 5 were. Of 33 names and codes, which could be anything, 15 were right at 0.7 and more, and 8 of 18 below.
"""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where something is to be understood."""

    answer: Answer
    anytime: tuple[Choice, ...]
    listen: Listen = Listen.BOTH
    digits: str = ""
    """Digits given so far."""
    language: str = "en-US"
    context: AnswerContext | None = None
    """Of a typed answer."""
    embedding: Embedding | None = None
    """What finds a paraphrase besides the words; None: the words alone."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was heard: the free ``words``, and the expected ``phrase`` that the recognizer is sure of, if any."""

    words: str
    phrase: str | None = None
    confidence: float = 1.0


def utterance(event: Heard) -> Utterance:
    """Return what was heard, in a form that can be judged and written down."""
    words = printable(event.transcript or event.phrase or "").strip()
    sure = event.confidence if 0 <= event.confidence <= 1 else 0.0
    return Utterance(words, event.phrase, sure)


def command(key: str, anytime: tuple[Choice, ...]) -> Meaning | None:
    """Return the command that works anywhere under this key."""
    choice = _with_key(key, anytime)
    return None if choice is None else Meaning("key", choice.name, choice=choice, anytime=True)


def spoken_command(heard: Utterance, anytime: tuple[Choice, ...]) -> Meaning | None:
    """Return the command that works anywhere that was said."""
    return _from_books(heard, _choices(anytime, anytime=True))


def read_key(here: Situation, key: str) -> Reading:
    """Return what a key means."""
    if here.listen is Listen.VOICE:
        return command(key, here.anytime) or Unread.IGNORED
    match here.answer:
        case Menu(choices):
            choice = _with_key(key, choices)
            if choice is not None:
                return Meaning("key", choice.name, choice=choice, value=choice.name)
            return command(key, here.anytime) or Unread.UNCLEAR
        case YesNo():
            if key in yes_no.KEYS:
                return _yes_or_no(yes_no.KEYS[key], "key")
            return command(key, here.anytime) or Unread.UNCLEAR
        case Digits() as digits:
            reading = collect.press(digits, here.digits, key)
            return (command(key, here.anytime) or reading) if key == "*" and reading is Unread.IGNORED else reading
        case FreeText():
            return command(key, here.anytime) or Unread.IGNORED
        case Typed() as typed:
            return _typed_key(here, typed, key)
        case _:
            assert_never(here.answer)


def read_speech(here: Situation, heard: Utterance) -> Reading:
    """Return what an utterance with words in it means."""
    anytime = _choices(here.anytime, anytime=True)
    match here.answer:
        case Menu(choices):
            books = (_choices(choices), anytime)
            found = _from_books(heard, *books) or _either(heard, choices) or _probably(here, heard, *books)
            return found or _anything(heard, choices) or Unread.UNCLEAR
        case YesNo():
            return _yes_no(here, heard, _yes_no_book(here.language), anytime) or Unread.UNCLEAR
        case Digits() as digits:
            spoken = spoken_digits(heard.phrase or "") or spoken_digits(heard.words) or corrected_digits(heard.words)
            if spoken is not None:
                return collect.say(digits, here.digits, spoken, heard.confidence)
            return _from_books(heard, anytime) or Unread.UNCLEAR
        case FreeText():
            command = exact(heard.words, anytime)
            return _matched(command, heard) or Meaning("anything", "done", heard.confidence, value=heard.words)
        case Typed() as typed:
            return _typed(here, typed, heard)
        case _:
            assert_never(here.answer)


def _typed_key(here: Situation, answer: Typed, key: str) -> Reading:
    """Return what a key is to an answer of which star may be a part, but not where a command begins with it."""
    assert here.context is not None
    if key == "*" and not here.digits and (found := command(key, here.anytime)) is not None:
        return found
    reading = collect.press_typed(answer, here.context, here.digits, key)
    return (command(key, here.anytime) or reading) if reading is Unread.IGNORED else reading


def _typed(here: Situation, answer: Typed, heard: Utterance) -> Reading:
    """Return the typed answer that an utterance is, unless it is a command with nothing but fillers around it."""
    assert here.context is not None
    anytime = _choices(here.anytime, anytime=True)
    command = _from_books(heard, anytime)
    if command is not None and command.confidence == heard.confidence:
        return command
    found = pieces.heard(answer, here.digits, (heard.words, heard.phrase or ""), here.context)
    if found is None:
        return command or Unread.UNCLEAR
    if isinstance(found, OutOfLimits | Partial):
        return found
    return Meaning("parsed", "done", _sureness(answer, heard), value=found)


def _sureness(answer: Typed, heard: Utterance) -> float:
    """Return how sure an answer is that could be read: a strict grammar halves the doubt about a free transcript."""
    strict = answer.type in _STRICT and heard.phrase is None
    return (1 + heard.confidence) / 2 if strict else heard.confidence


def learn_menu(menu: Menu, anytime: tuple[Choice, ...], embedding: Embedding | None = None) -> object:
    """Learn now what a paraphrase of this menu sounds like; it is known for as long as what is returned is held."""
    return learn(_choices(menu.choices), _choices(anytime, anytime=True), embedding=embedding)


def _with_key(key: str, choices: Iterable[Choice]) -> Choice | None:
    return next((choice for choice in choices if key in choice.keys), None)


def _yes_or_no(yes: bool, how: How) -> Meaning:
    return Meaning(how, "yes" if yes else "no", value=yes)


def _yes_no(here: Situation, heard: Utterance, *books: Book[Meaning]) -> Meaning | None:
    """Return the phrase said, or the answer of which every word says the same: ``yes, that's right``."""
    found = _exactly(heard, *books)
    verdict = None if found else yes_no.said(heard.words, here.language)
    if verdict is None:
        return found or _from_books(heard, *books)
    return replace(_yes_or_no(verdict, "parsed"), confidence=heard.confidence)


def _yes_no_book(language: str) -> Book[Meaning]:
    words = yes_no.words_for(language)
    return [(_yes_or_no(True, "exact"), words.yes), (_yes_or_no(False, "exact"), words.no)]


def _choices(choices: tuple[Choice, ...], *, anytime: bool = False) -> Book[Meaning]:
    return [
        (
            Meaning("exact", choice.name, choice=choice, anytime=anytime, value=None if anytime else choice.name),
            (*choice.phrases, *choice.examples),
        )
        for choice in choices
    ]


def _from_books(heard: Utterance, *books: Book[Meaning]) -> Meaning | None:
    """Return the exact or close match: of the recognizer's phrase, else of the words."""
    return _exactly(heard, *books) or _matched(close(heard.words, *books), heard)


def _exactly(heard: Utterance, *books: Book[Meaning]) -> Meaning | None:
    found = exact(heard.phrase, *books) if heard.phrase else None
    return _matched(found or exact(heard.words, *books), heard)


def _matched(found: Match[Meaning] | None, heard: Utterance) -> Meaning | None:
    if found is None:
        return None
    return replace(found.label, how=found.how, confidence=heard.confidence * found.score)


def _either(heard: Utterance, choices: tuple[Choice, ...]) -> Either | None:
    """Return the two choices that an utterance may mean, when they are as near to it."""
    found = rivals(heard.words, _choices(choices))
    if found is None:
        return None
    first, second = (replace(each, how="close", confidence=heard.confidence) for each in found)
    return Either(first, second)


def _probably(here: Situation, heard: Utterance, *books: Book[Meaning]) -> Meaning | Either | None:
    """Return what the classifier finds; a command only when that is sure, because commands are not confirmed."""
    torn = probable_rivals(heard.words, *books, embedding=here.embedding)
    if torn is not None:
        first, second = (replace(each, how="intent", confidence=heard.confidence) for each in torn)
        return Either(first, second)
    found = _matched(intent(heard.words, *books, embedding=here.embedding), heard)
    return None if found is not None and found.anytime and found.confidence < SURE_COMMAND else found


def _anything(heard: Utterance, choices: tuple[Choice, ...]) -> Meaning | None:
    choice = next((choice for choice in choices if choice.anything), None)
    if choice is None:
        return None
    return Meaning("anything", choice.name, heard.confidence, choice, value=choice.name)
