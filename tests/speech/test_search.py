"""Searches on made-up probabilities: what a token may follow is a table."""

from collections.abc import Mapping, Sequence

import numpy as np

from flowrunner.speech.whisper.bpe import END_OF_TEXT
from flowrunner.speech.whisper.grammar import DigitLoop, Node
from flowrunner.speech.whisper.search import DigitSearch, Edges, FreeSearch, PhraseSearch, Search

SIZE = END_OF_TEXT + 10
A, B, C = 1, 2, 3
END = END_OF_TEXT
NOTHING_BANNED = np.array([END_OF_TEXT + 1])

Model = Mapping[tuple[int, ...], Mapping[int, float]]
"""What may follow some tokens, with its probability."""


def drive(search: Search, model: Model, limit: int = 50) -> list[Sequence[int]]:
    """Let a search run on a model; return the tokens of the hypotheses of its last wishes."""
    rows: list[tuple[int, ...]] = [()]
    for _ in range(limit):
        log_probs = np.full((len(rows), SIZE), -30.0, np.float32)
        for number, tokens in enumerate(rows):
            for token, probability in model.get(tokens, {END: 1.0}).items():
                log_probs[number, token] = np.log(probability)
        wishes = search.advance(log_probs)
        if not wishes:
            return list(rows)
        rows = [(*rows[row], token) for row, token in wishes]
    raise AssertionError("the search does not end")


def node(phrase: str | None = None, **children: int) -> Node:
    tokens = {"a": A, "b": B, "c": C}
    return Node(
        np.array([tokens[name] for name in children], np.int64), np.array([*children.values()], np.int64), phrase
    )


EDGES = Edges(np.zeros(SIZE, np.float32), np.array([END]))
TREE = [node(a=1, b=2), node("a", b=3), node("b"), node("ab")]


def test_the_most_likely_phrase_wins() -> None:
    search = PhraseSearch(TREE, EDGES)
    drive(search, {(): {A: 0.7, B: 0.3}, (A,): {B: 0.9, END: 0.1}})
    assert max(search.scores, key=search.scores.__getitem__) == "ab"
    assert np.isclose(search.scores["ab"], np.log(0.7 * 0.9))


def test_what_is_not_in_the_grammar_has_no_score() -> None:
    search = PhraseSearch(TREE, EDGES)
    drive(search, {(): {C: 1.0}})
    assert search.scores == {}


def test_two_spellings_of_a_phrase_add_up() -> None:
    search = PhraseSearch([node(a=1, b=2), node("yes"), node("yes")], EDGES)
    drive(search, {(): {A: 0.5, B: 0.25}})
    assert np.isclose(search.scores["yes"], np.log(0.75))


def test_what_is_written_anyway_begins_with_a_handicap() -> None:
    handicap = np.zeros(SIZE, np.float32)
    handicap[A] = 2.0
    search = PhraseSearch([node(a=1, b=2), node("likely"), node("rare")], Edges(handicap, np.array([END])))
    drive(search, {(): {A: 0.6, B: 0.4}})
    assert max(search.scores, key=search.scores.__getitem__) == "rare"
    assert np.isclose(search.scores["likely"], np.log(0.6) - 2)


def test_a_phrase_may_end_in_more_than_one_way() -> None:
    search = PhraseSearch([node(a=1), node("yes")], Edges(EDGES.handicap, np.array([END, C])))
    drive(search, {(): {A: 1.0}, (A,): {END: 0.3, C: 0.4}})
    assert np.isclose(search.scores["yes"], np.log(0.7))


LOOP = DigitLoop(np.array([A, B]), ["1", "22"], np.array([1, 2]), np.array([C, C]))


def test_digits_are_counted_not_tokens() -> None:
    search = DigitSearch(LOOP, range(3, 4), EDGES)
    drive(search, {(): {A: 0.9, B: 0.1}, (A,): {B: 0.6, A: 0.4}, (A, A): {A: 1.0}})
    assert max(search.scores, key=search.scores.__getitem__) == "122"
    assert {len(digits) for digits in search.scores} == {3}


def test_a_separator_says_nothing() -> None:
    search = DigitSearch(LOOP, range(2, 3), EDGES)
    drive(search, {(): {A: 1.0}, (A,): {C: 0.9, END: 0.1}, (A, C): {A: 1.0}})
    assert list(search.scores) == ["11"]


def test_as_many_digits_as_were_said() -> None:
    search = DigitSearch(LOOP, range(1, 7), EDGES)
    drive(search, {(): {A: 1.0}, (A,): {A: 0.9, END: 0.1}, (A, A): {A: 0.1, END: 0.9}})
    assert max(search.scores, key=search.scores.__getitem__) == "11"


def test_the_free_transcript_follows_the_most_likely_token() -> None:
    search = FreeSearch(NOTHING_BANNED, 10)
    drive(search, {(): {A: 0.6, B: 0.4}, (A,): {C: 1.0}})
    assert search.best.tokens == (A, C)


def test_a_wider_search_finds_what_begins_less_likely() -> None:
    model = {(): {A: 0.6, B: 0.4}, (A,): {A: 0.3, B: 0.3, C: 0.3}, (B,): {C: 1.0}}
    search = FreeSearch(NOTHING_BANNED, 10, width=3)
    drive(search, model)
    assert search.best.tokens == (B, C)


def test_banned_tokens_are_never_said() -> None:
    search = FreeSearch(np.array([A]), 10)
    drive(search, {(): {A: 0.9, B: 0.1}})
    assert search.best.tokens == (B,)


def test_a_stammer_is_cut() -> None:
    search = FreeSearch(NOTHING_BANNED, 40)
    drive(search, {((A, B) * 20)[:n]: {(A, B)[n % 2]: 1.0} for n in range(40)})
    assert search.best.tokens == (A, B)


def test_a_transcript_that_does_not_end_is_cut() -> None:
    endless = {tuple(range(1, n + 1)): {n + 1: 1.0} for n in range(100)}
    search = FreeSearch(NOTHING_BANNED, 12)
    drive(search, endless)
    assert len(search.best.tokens) == 12
