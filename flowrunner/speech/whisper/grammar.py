"""What may be said, as tokens: phrases become a tree, digits a loop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flowrunner.speech.whisper.bpe import Vocabulary

Tokens = NDArray[np.int64]

DIGITS = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_NUMBERS = {**{digit: word for word, digit in reversed(DIGITS.items())}, "10": "ten", "11": "eleven", "12": "twelve"}
_NUMBERS_BACK = {word: digits for digits, word in _NUMBERS.items()}
_LONGEST_NUMBER = 4
_SEPARATORS = (",", ".", "-", " -")


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree: the tokens that may follow, and where each of them leads."""

    tokens: Tokens
    children: Tokens
    phrase: str | None
    """The phrase that may end here."""


Tree = Sequence[Node]
"""Begins at node 0."""


@dataclass(slots=True)
class _Growing:
    children: dict[int, int] = field(default_factory=dict)
    phrase: str | None = None


def phrase_tree(phrases: Iterable[str], vocabulary: Vocabulary) -> Tree:
    """Return the tree of every way in which the phrases may be written."""
    nodes = [_Growing()]
    for phrase in phrases:
        for spelling in spellings(phrase):
            _grow(nodes, vocabulary.encode(spelling), phrase)
    return [_finished(node) for node in nodes]


def spellings(phrase: str) -> list[str]:
    """Return how a transcript may write a phrase, each with the space that begins a transcript, without its end."""
    words = " ".join(phrase.split())
    if not words:
        return []
    plain = dict.fromkeys(form for text in (words, words.lower()) for form in (text, _in_words(text), _in_digits(text)))
    cased = dict.fromkeys(form for text in plain for form in (text, text[0].upper() + text[1:]))
    return [f" {form}" for form in cased]


def _in_words(text: str) -> str:
    return re.sub(r"\b\d{1,2}\b", lambda match: _NUMBERS.get(match[0], match[0]), text)


def _in_digits(text: str) -> str:
    return re.sub(r"\b[A-Za-z]+\b", lambda match: _NUMBERS_BACK.get(match[0].lower(), match[0]), text)


def _grow(nodes: list[_Growing], tokens: Iterable[int], phrase: str) -> None:
    at = 0
    for token in tokens:
        if token not in nodes[at].children:
            nodes[at].children[token] = len(nodes)
            nodes.append(_Growing())
        at = nodes[at].children[token]
    if nodes[at].phrase is None:
        nodes[at].phrase = phrase


def _finished(node: _Growing) -> Node:
    return Node(np.array([*node.children], np.int64), np.array([*node.children.values()], np.int64), node.phrase)


@dataclass(frozen=True, slots=True)
class DigitLoop:
    """Every token that says digits, and those that may stand between two of them."""

    tokens: Tokens
    digits: Sequence[str]
    """What each token says."""
    lengths: Tokens
    """How many digits that is."""
    separators: Tokens


def digit_loop(vocabulary: Vocabulary) -> DigitLoop:
    """Collect the tokens that say digits: ``7``, `` 42``, `` Seven``."""
    said = {number: _digits_of(text) for number, text in vocabulary.texts()}
    digits = {number: text for number, text in said.items() if text}
    separators = [vocabulary.encode(text) for text in _SEPARATORS]
    return DigitLoop(
        np.array([*digits]),
        list(digits.values()),
        np.array([len(text) for text in digits.values()]),
        np.array([tokens[0] for tokens in separators if len(tokens) == 1]),
    )


def _digits_of(text: str) -> str:
    word = text.strip().lower()
    if word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER:
        return word
    return DIGITS.get(word, "")
