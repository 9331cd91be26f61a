"""Which of several phrases an utterance means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar
from weakref import WeakValueDictionary

from flowrunner.intents.classifier import Classifier, Judgement
from flowrunner.intents.closeness import closeness
from flowrunner.intents.words import content, phrase_content, phrase_together, words

if TYPE_CHECKING:
    from flowrunner.intents.embedding import Embedding
    from flowrunner.intents.meaning import MeaningClassifier

T = TypeVar("T")

Trained: TypeAlias = "Classifier[int] | MeaningClassifier[int]"
Book = Sequence[tuple[T, Sequence[str]]]
"""Labels, each with the phrases that mean it."""

Pages = tuple[tuple[str, ...], ...]

TOO_NEAR = 0.05
"""Two labels nearer to each other than this are not told apart."""
RECENT = 64
"""Classifiers that are kept for a while although nobody holds them; each takes some 90 KB."""
_HELD: WeakValueDictionary[tuple[Pages, Embedding | None], Trained] = WeakValueDictionary()
"""Those that somebody has learned: they go with the flow that needed them."""


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What an utterance means, by which step, and how surely (0 to 1)."""

    label: T
    how: Literal["exact", "close", "intent"]
    score: float = 1.0


def match(text: str, *books: Book[T]) -> Match[T] | None:
    """Return what ``text`` means by its words; None when it means nothing here, or two things of one book equally well.

    An exact phrase of any book goes before a close one; between equals the earlier book wins.
    """
    return exact(text, *books) or close(text, *books)


def exact(text: str, *books: Book[T]) -> Match[T] | None:
    """Return the label with this very phrase, whatever its case, punctuation and spaces."""
    spoken = "".join(words(text))
    for label, phrases in _pages(books):
        if spoken and any(phrase_together(phrase) == spoken for phrase in phrases):
            return Match(label, "exact")
    return None


def close(text: str, *books: Book[T]) -> Match[T] | None:
    """Return the label with the nearest phrase, if one is near and no other of its book is as near."""
    spoken = words(text)
    best: Match[T] | None = None
    unsure = False
    for book in books:
        ranked = sorted((_nearest(spoken, phrases), -place) for place, (_, phrases) in enumerate(book))[::-1]
        score, place = ranked[0] if ranked else (0.0, 0)
        if score <= (best.score + TOO_NEAR if best else 0.0):
            continue
        unsure = len(ranked) > 1 and score - ranked[1][0] < TOO_NEAR
        best = Match(book[-place][0], "close", score)
    return None if unsure else best


def learn(*books: Book[T], embedding: Embedding | None = None) -> object:
    """Train the classifier of these phrases, which takes some 20 ms, before an utterance needs it.

    It stays for as long as what is returned is held.
    """
    return _classifier(books, embedding)


def intent(text: str, *books: Book[T], embedding: Embedding | None = None) -> Match[T] | None:
    """Return what ``text`` probably means, by a classifier that is trained once on these phrases and kept.

    None when it is probably nothing of these, or two of one book may be meant; between two books the earlier one wins.
    """
    judged = _judged(text, books, embedding)
    if judged.choice is None or judged.runner_up is None:
        return None if judged.choice is None else Match(_label(judged.choice, books), "intent", judged.confidence)
    if _book_of(judged.choice, books) == _book_of(judged.runner_up, books):
        return None
    return Match(_label(min(judged.choice, judged.runner_up), books), "intent", judged.confidence)


def probable_rivals(text: str, *books: Book[T], embedding: Embedding | None = None) -> tuple[T, T] | None:
    """Return the two labels of the first book that the classifier cannot tell apart, in the book's order; else None."""
    judged = _judged(text, books, embedding)
    if judged.choice is None or judged.runner_up is None:
        return None
    first, second = sorted((judged.choice, judged.runner_up))
    return (books[0][first][0], books[0][second][0]) if second < len(books[0]) else None


def _judged(text: str, books: tuple[Book[T], ...], embedding: Embedding | None) -> Judgement[int]:
    return _classifier(books, embedding).judge(text)


def _classifier(books: tuple[Book[T], ...], embedding: Embedding | None) -> Trained:
    return _trained(tuple(tuple(phrases) for _, phrases in _pages(books)), embedding)


def _label(place: int, books: tuple[Book[T], ...]) -> T:
    return next(label for number, (label, _) in enumerate(_pages(books)) if number == place)


@lru_cache(maxsize=RECENT)
def _trained(pages: Pages, embedding: Embedding | None) -> Trained:
    found = _HELD.get((pages, embedding))
    if found is None:
        found = _HELD[pages, embedding] = _train(pages, embedding)
    return found


def _train(pages: Pages, embedding: Embedding | None) -> Trained:
    examples = dict(enumerate(pages))
    if embedding is None:
        return Classifier.train(examples)
    from flowrunner.intents.meaning import MeaningClassifier  # needs numpy, which a check of flows does without

    return MeaningClassifier.train(examples, embedding)


def _book_of(place: int, books: tuple[Book[T], ...]) -> int:
    ends = accumulate(map(len, books))
    return next(number for number, end in enumerate(ends) if place < end)


def rivals(text: str, book: Book[T]) -> tuple[T, T] | None:
    """Return the two labels of a book that ``text`` is near to, one about as near as the other; else None."""
    spoken = words(text)
    ranked = sorted((_nearest(spoken, phrases), -place) for place, (_, phrases) in enumerate(book))[::-1]
    if len(ranked) < 2 or not ranked[1][0] or ranked[0][0] - ranked[1][0] >= TOO_NEAR:
        return None
    if len(ranked) > 2 and ranked[0][0] - ranked[2][0] < TOO_NEAR:
        return None
    first, second = sorted((-ranked[0][1], -ranked[1][1]))
    return book[first][0], book[second][0]


def _nearest(spoken: tuple[str, ...], phrases: Iterable[str]) -> float:
    wanted = map(phrase_content, phrases)
    return max((closeness(content(spoken, keep=phrase), phrase) for phrase in wanted), default=0.0)


def _pages(books: tuple[Book[T], ...]) -> Iterable[tuple[T, Sequence[str]]]:
    return (page for book in books for page in book)
