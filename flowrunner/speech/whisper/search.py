"""Searches for what was said, all driven through one decoder.

Theory of operation. A search is a pure machine: it is shown the probabilities of the next token for each of its
hypotheses, and answers with the hypotheses it wants next, each a row to continue and a token, or with none when it is
done. ``run`` asks all searches, puts their wishes into one batch, and takes one step of the decoder for all of them:
reading the weights of the last layer is most of the cost of a step and is the same for one row as for ten. So the free
transcript comes almost for nothing beside the grammar. All rows have the same length, because all searches begin
together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from flowrunner.speech.whisper.bpe import END_OF_TEXT
from flowrunner.speech.whisper.decoder import Decoder, Hypotheses
from flowrunner.speech.whisper.grammar import DigitLoop, Tokens, Tree
from flowrunner.speech.whisper.weights import Tensor

_HOPELESS = 2.0
"""A hypothesis this much less likely (natural logarithm) than a finished one is given up: it can only become less
likely, and is kept at all because the same words may be written in several ways, whose probabilities add up."""
_FAR_BEHIND = 11.0
"""A hypothesis this much less likely than the best unfinished one is given up."""
WORTHLESS = -8.0
"""Nothing that is less likely than this is ever accepted."""
_NEVER = -1e9
_ROOT = 0
_LONGEST_LOOP = 6

Wish = tuple[int, int]
"""A row to continue, and the token to continue it with."""


class Search(Protocol):
    """One way of looking for what was said."""

    def advance(self, log_probs: Tensor) -> list[Wish]:
        """Look at (rows, vocabulary), one row for each wish of last time, and return the next wishes."""
        ...


def run(decoder: Decoder, start: Hypotheses, searches: Sequence[Search], wanted: Callable[[], bool]) -> None:
    """Drive searches together until all are done, or nobody wants the answer any more."""
    now = start
    rows = [[0] for _ in searches]
    while wanted():
        pairs = zip(searches, rows, strict=True)
        wishes = [search.advance(now.log_probs[mine]) if mine else [] for search, mine in pairs]
        chosen = [(mine[row], token) for mine, some in zip(rows, wishes, strict=True) for row, token in some]
        if not chosen:
            return
        ends = np.cumsum([len(some) for some in wishes]).tolist()
        rows = [list(range(end - len(some), end)) for some, end in zip(wishes, ends, strict=True)]
        now = decoder.step(now, [row for row, _ in chosen], [token for _, token in chosen])


@dataclass(frozen=True, slots=True)
class Edges:
    """How whatever is expected begins and ends."""

    handicap: Tensor
    """What each token of the vocabulary loses as the first."""
    ends: Tokens
    """Each of them ends what was said."""


class PhraseSearch:
    """Looks for the most likely of a tree of phrases; ``scores`` are their log probabilities, less a handicap."""

    def __init__(self, tree: Tree, edges: Edges, width: int = 8) -> None:
        self.scores: dict[str, float] = {}
        self._tree = tree
        self._edges = edges
        self._width = width
        self._beams = [(0.0, _ROOT)]

    def advance(self, log_probs: Tensor) -> list[Wish]:
        if self._beams[0][1] == _ROOT:
            log_probs = log_probs - self._edges.handicap
        beams = [(row, score, self._tree[node]) for row, (score, node) in enumerate(self._beams)]
        for row, score, node in beams:
            if node.phrase is not None:
                _add(self.scores, node.phrase, score + _end(log_probs[row], self._edges))
        totals = np.concatenate([score + log_probs[row, node.tokens] for row, score, node in beams])
        parents = np.repeat([row for row, _, _ in beams], [len(node.tokens) for _, _, node in beams])
        tokens = np.concatenate([node.tokens for _, _, node in beams])
        children = np.concatenate([node.children for _, _, node in beams])
        best = _best(totals, self._width, self.scores)
        self._beams = [(float(totals[at]), int(children[at])) for at in best]
        return [(int(parents[at]), int(tokens[at])) for at in best]


@dataclass(frozen=True, slots=True)
class _Digits:
    score: float
    digits: str
    separated: bool


class DigitSearch:
    """Looks for the most likely string of digits; ``scores`` are those of the strings that were finished, as above."""

    def __init__(self, loop: DigitLoop, lengths: range, edges: Edges, width: int = 12) -> None:
        self.scores: dict[str, float] = {}
        self._loop = loop
        self._lengths = lengths
        self._edges = edges
        self._width = width
        self._beams = [_Digits(0.0, "", separated=True)]

    def advance(self, log_probs: Tensor) -> list[Wish]:
        if not self._beams[0].digits:
            log_probs = log_probs - self._edges.handicap
        for row, beam in enumerate(self._beams):
            if len(beam.digits) in self._lengths:
                _add(self.scores, beam.digits, beam.score + _end(log_probs[row], self._edges))
        found = [
            candidate for row, beam in enumerate(self._beams) for candidate in self._after(row, beam, log_probs[row])
        ]
        totals = np.array([beam.score for _, beam in found])
        chosen = [found[at] for at in _best(totals, self._width, self.scores)]
        self._beams = [beam for _, beam in chosen]
        return [wish for wish, _ in chosen]

    def _after(self, row: int, beam: _Digits, log_probs: Tensor) -> list[tuple[Wish, _Digits]]:
        loop = self._loop
        room = self._lengths.stop - 1 - len(beam.digits)
        if room <= 0:
            return []
        totals = log_probs[loop.tokens] + beam.score
        found = [
            ((row, int(loop.tokens[at])), _Digits(float(totals[at]), beam.digits + loop.digits[at], separated=False))
            for at in np.flatnonzero((totals > WORTHLESS) & (loop.lengths <= room)).tolist()
        ]
        if not beam.separated:
            found += [
                ((row, int(token)), _Digits(beam.score + float(log_probs[token]), beam.digits, separated=True))
                for token in loop.separators
            ]
        return found


@dataclass(frozen=True, slots=True)
class Transcript:
    """Tokens and their log probability."""

    tokens: tuple[int, ...]
    score: float


class FreeSearch:
    """Looks for the most likely words of all; ``best`` is what was found.

    Of several finished hypotheses the best is that with the highest log probability a token.
    """

    def __init__(self, banned: Tokens, longest: int, width: int = 1) -> None:
        self._banned = banned
        self._longest = longest
        self._width = width
        self._beams = [Transcript((), 0.0)]
        self._finished: list[Transcript] = []

    @property
    def best(self) -> Transcript:
        return max(self._finished, key=lambda found: found.score / (len(found.tokens) + 1))

    def advance(self, log_probs: Tensor) -> list[Wish]:
        before, self._beams = self._beams, []
        wishes = []
        for row, token, score in self._candidates(before, log_probs):
            found = Transcript((*before[row].tokens, token), score)
            if token == END_OF_TEXT or self._must_end(found.tokens):
                self._finished.append(Transcript(_said_once(_without_loop(found.tokens)), score))
            else:
                self._beams.append(found)
                wishes.append((row, token))
            if self._width in (len(wishes), len(self._finished)):
                break
        return wishes if len(self._finished) < self._width else []

    def _candidates(self, before: Sequence[Transcript], log_probs: Tensor) -> list[tuple[int, int, float]]:
        totals = log_probs + np.array([[beam.score] for beam in before], np.float32)
        totals[:, self._banned] = _NEVER
        if not before[0].tokens:
            totals[:, END_OF_TEXT] = _NEVER
        flat = totals.ravel()
        best = np.argpartition(flat, -2 * self._width)[-2 * self._width :]
        order = best[np.argsort(-flat[best])].tolist()
        return [(*divmod(at, totals.shape[1]), float(flat[at])) for at in order]

    def _must_end(self, tokens: tuple[int, ...]) -> bool:
        return len(tokens) >= self._longest or len(_without_loop(tokens)) < len(tokens)


def _without_loop(tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Cut what was said three times at the end down to once: short windows of sound make the decoder stammer."""
    text = tuple(token for token in tokens if token != END_OF_TEXT)
    for length in range(1, _LONGEST_LOOP + 1):
        if len(text) >= 3 * length and text[-length:] * 3 == text[-3 * length :]:
            return text[: -2 * length]
    return text


def _said_once(tokens: tuple[int, ...]) -> tuple[int, ...]:
    half = len(tokens) // 2
    return tokens[:half] if tokens[:half] == tokens[half:] else tokens


def _end(log_probs: Tensor, edges: Edges) -> float:
    """Return how likely nothing follows."""
    return float(np.logaddexp.reduce(log_probs[edges.ends]))


def _add(scores: dict[str, float], text: str, score: float) -> None:
    scores[text] = float(np.logaddexp(scores.get(text, _NEVER), score))


def _best(totals: Tensor, width: int, finished: dict[str, float]) -> list[int]:
    """Return where the highest totals are, without those that no longer have a chance."""
    if not len(totals):
        return []
    least = max(max(finished.values(), default=_NEVER) - _HOPELESS, float(totals.max()) - _FAR_BEHIND, WORTHLESS)
    return [int(at) for at in np.argsort(-totals)[:width] if totals[at] >= least]
