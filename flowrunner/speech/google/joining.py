"""Joins what two streams understood that have some sound in common. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from flowrunner.intents.words import words
from flowrunner.speech.google.results import Alternative, Result, Word, words_of

SAME_S = 0.4
"""How far two streams may be apart about the time of a word."""


def join(before: Sequence[Result], after: Sequence[Result], start_s: float, end_s: float) -> list[Result]:
    """Join the results of two streams that both have the sound from ``start_s`` to ``end_s``.

    Where both heard the same word at the same time, the first goes over to the second: each is best where it has heard
    what comes before and after. Without the times of words, it is the longest end of one that the other begins with.
    """
    if start_s == end_s:
        return [*before, *after]
    head, tail = [*_words(before)], [*_words(after)]
    if all(word.end_s for word in (*head, *tail)):
        late = [place for place, word in enumerate(head) if word.end_s > start_s]
        early = [place for place, word in enumerate(tail) if word.begin_s < end_s]
        ended, begun = _timed_seam(head, tail, (late, early), (start_s + end_s) / 2)
    else:
        ended, begun = len(head), _same_words(head, tail)
    return [*_cut(before, 0, ended), *_cut(after, begun, len(tail))]


def _words(results: Sequence[Result]) -> Iterator[Word]:
    for result in results:
        yield from words_of(result)


def _timed_seam(
    head: list[Word], tail: list[Word], shared: tuple[list[int], list[int]], middle_s: float
) -> tuple[int, int]:
    """Return how many words of the first are kept, and how many of the second are not.

    Two words are the same when neither is as near to another of the other stream: people say a word twice.
    """
    late, early = shared
    apart = {(one, other): _apart_s(head[one], tail[other]) for one in late for other in early}
    nearest = {one: min(early, key=lambda other: apart[one, other]) for one in late if early}
    nearest_to = {other: min(late, key=lambda one: apart[one, other]) for other in early if late}
    pairs = [pair for pair in nearest.items() if nearest_to[pair[1]] == pair[0] and apart[pair] < inf]
    if pairs:
        return min(pairs, key=lambda pair: abs(head[pair[0]].at_s - middle_s))
    return sum(word.at_s < middle_s for word in head), sum(word.at_s < middle_s for word in tail)


def _apart_s(one: Word, other: Word) -> float:
    """Return how far two words are apart in time; without end when they cannot be the same."""
    apart_s = abs(one.at_s - other.at_s)
    return apart_s if apart_s < SAME_S and words(one.text) == words(other.text) else inf


def _same_words(head: list[Word], tail: list[Word]) -> int:
    """Return with how many words the one ends that the other begins with."""
    ending, beginning = ([words(word.text) for word in each] for each in (head, tail))
    longest = min(len(head), len(tail))
    return next((count for count in range(longest, 0, -1) if ending[-count:] == beginning[:count]), 0)


def _cut(results: Sequence[Result], begin: int, end: int) -> Iterator[Result]:
    """Yield the results with the words from ``begin`` to ``end`` of them all; what is whole keeps its alternatives."""
    at = 0
    for result in results:
        own = words_of(result)
        kept = own[max(0, begin - at) : max(0, end - at)]
        at += len(own)
        if len(kept) == len(own):
            yield result
        elif kept:
            yield [Alternative(" ".join(word.text for word in kept), result[0].confidence, tuple(kept))]
