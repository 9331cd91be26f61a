"""The whole model: sound and what is expected in, a recognition out.

Slow, and free of state: call it from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.modelfiles.pinned import WHISPER_VOCABULARY, WHISPER_WEIGHTS, locate
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.bias import handicap, hisses
from flowrunner.speech.whisper.bpe import END_OF_TEXT, SPECIAL, Vocabulary
from flowrunner.speech.whisper.decide import Evidence, decide
from flowrunner.speech.whisper.decoder import Decoder
from flowrunner.speech.whisper.encoder import Encoder
from flowrunner.speech.whisper.grammar import Tree, digit_loop, phrase_tree
from flowrunner.speech.whisper.mel import HOP, RATE, log_mel
from flowrunner.speech.whisper.search import DigitSearch, Edges, FreeSearch, PhraseSearch, Search, run
from flowrunner.speech.whisper.span import most_digits
from flowrunner.speech.whisper.weights import read_weights

LONGEST_S = 30.0
_TAIL_S = 0.3
"""Silence after the utterance that the model wants to see."""
_WINDOW_S = {"phrases": 5.0, "digits": 10.0, "open": 15.0}
"""The least that is shown to the model: too little makes it stammer, and what little is expected forbids that."""
_WIDTH_IN_THE_OPEN = 4
_PROMPT_TOKENS = 120
_TOKENS_AT_LEAST = 8
_TOKENS_A_SECOND = 5
_MARKS = ".!?"
"""Any of them ends a phrase as well as nothing does."""
_NOT_WORDS = frozenset("()[]{}<>*#~^|_♪♫")
"""Tokens with one of these describe a sound, or come from subtitles."""


class WhisperModel:
    """Whisper tiny.en. Loading takes a second; raises ModelError."""

    def __init__(self) -> None:
        weights = read_weights(locate(WHISPER_WEIGHTS))
        self._encoder = Encoder(weights)
        self._decoder = Decoder(weights)
        self.vocabulary = Vocabulary.read(locate(WHISPER_VOCABULARY))
        self._digits = digit_loop(self.vocabulary)
        self._banned = _banned(self.vocabulary)
        self._tree = lru_cache(maxsize=256)(self._build_tree)
        marks = [self.vocabulary.encode(mark)[0] for mark in _MARKS]
        self._ends = np.array([END_OF_TEXT, *marks])
        self._handicap = handicap(self._unheard())
        self._no_handicap = np.zeros_like(self._handicap)

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition:
        """Return what was said, or give up once ``wanted`` says no."""
        evidence = self.listen(pcm, rate, expected, wanted)
        return Recognition("") if evidence is None else decide(evidence, is_open=expected.kind == "open")

    def listen(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Evidence | None:
        """Return what a decision rests on, or None once ``wanted`` says no."""
        pcm = pcm[: int(LONGEST_S * rate)]
        states = self._encoder(log_mel(window(resample(pcm, rate, RATE), _WINDOW_S[expected.kind])))
        start = self._decoder.start(states, self._prompt(expected))
        closed = list(self._closed(expected, most_digits(pcm, rate)))
        width = _WIDTH_IN_THE_OPEN if expected.kind == "open" else 1
        free = FreeSearch(self._banned, _TOKENS_AT_LEAST + int(_TOKENS_A_SECOND * len(pcm) / rate), width)
        searches: list[Search] = [*closed, free]
        run(self._decoder, start, searches, wanted)
        if not wanted():
            return None
        scores = {phrase: score for search in closed for phrase, score in search.scores.items()}
        transcript = self.vocabulary.decode(free.best.tokens).strip()
        return Evidence(scores, transcript, free.best.score, len(free.best.tokens) + 1, start.no_speech)

    def _closed(self, expected: Expected, most: int) -> Iterator[PhraseSearch | DigitSearch]:
        edges = Edges(self._handicap if expected.kind == "phrases" else self._no_handicap, self._ends)
        if expected.phrases:
            yield PhraseSearch(self._tree(expected.phrases), edges)
        if expected.kind == "digits":
            lengths = range(max(1, expected.min_digits), min(most, expected.max_digits) + 1)
            yield DigitSearch(self._digits, lengths, edges)

    def _unheard(self) -> NDArray[np.float32]:
        sounds = hisses(_WINDOW_S["phrases"])
        return np.concatenate([self._decoder.start(self._encoder(log_mel(sound))).log_probs for sound in sounds])

    def _prompt(self, expected: Expected) -> list[int]:
        """An open answer is understood better when the model has read the words that are likely in it."""
        if expected.kind != "open" or not expected.phrases:
            return []
        return self.vocabulary.encode(" " + ", ".join(expected.phrases))[:_PROMPT_TOKENS]

    def _build_tree(self, phrases: tuple[str, ...]) -> Tree:
        return phrase_tree(phrases, self.vocabulary)


def window(pcm: PCM, least_s: float) -> NDArray[np.float32]:
    """Return at least ``least_s`` and at most 30 s, an even number of columns."""
    seconds = min(LONGEST_S, max(least_s, len(pcm) / RATE + _TAIL_S))
    samples = int(seconds * RATE) // (2 * HOP) * 2 * HOP
    sound = pcm[:samples].astype(np.float32) / 32768
    return np.pad(sound, (0, samples - len(sound)))


def _banned(vocabulary: Vocabulary) -> NDArray[np.int64]:
    described = [number for number, text in vocabulary.texts() if not _NOT_WORDS.isdisjoint(text)]
    return np.array([*described, *range(END_OF_TEXT + 1, SPECIAL)])
