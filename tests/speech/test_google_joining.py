"""Two streams that heard the same stretch of speech, joined."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from flowrunner.speech.google.joining import join
from flowrunner.speech.google.results import Alternative, Result, Word

SHARED_S = 5.0


def result(words: Sequence[Word]) -> Result:
    """Return a stretch of speech, with another way to understand it."""
    text = " ".join(word.text for word in words)
    return [Alternative(text, 0.9, tuple(words)), Alternative(f"or {text}")]


def text(results: Sequence[Result]) -> str:
    """Return what was understood."""
    return " ".join(each[0].transcript for each in results)


def spoken(*words: str, at: float = 0.0) -> list[Word]:
    """Return words of half a second each, one after the other."""
    return [Word(word, 0.9, at + n / 2, at + (n + 1) / 2) for n, word in enumerate(words)]


@st.composite
def speeches(draw: st.DrawFn) -> tuple[list[Word], float]:
    """Return words with pauses between them, and when the first stream ended."""
    count = draw(st.integers(1, 60))
    at, words = 0.0, []
    for _ in range(count):
        at += draw(st.floats(0.0, 1.0))
        end_s = at + draw(st.floats(0.15, 0.8))
        words.append(Word(draw(st.sampled_from(["no", "yes", "one", "two", "नमस्ते"])), 0.9, at, end_s))
        at = end_s
    return words, draw(st.floats(SHARED_S, max(SHARED_S, at)))


@given(speeches(), st.floats(-0.05, 0.05))
def test_no_word_is_lost_or_doubled(speech: tuple[list[Word], float], drift_s: float) -> None:
    """The first stream misses what it heard in part; so does the second, whose times are a little off."""
    words, end_s = speech
    first = [word for word in words if word.end_s <= end_s]
    second = [
        Word(word.text, word.confidence, word.begin_s + drift_s, word.end_s + drift_s)
        for word in words
        if word.begin_s >= end_s - SHARED_S
    ]
    joined = join([result(first)] if first else [], [result(second)] if second else [], end_s - SHARED_S, end_s)
    assert text(joined) == " ".join(word.text for word in words)


def test_what_one_of_them_mishears_at_its_edge_is_the_others() -> None:
    first = [*spoken("please", "send", "it", "to", "my", "house", "in"), Word("spring", 0.4, 3.5, 3.9)]
    second = [Word("cow", 0.4, 2.6, 3.0), *spoken("in", "springfield", at=3.0)]
    assert text(join([result(first)], [result(second)], 2.0, 4.0)) == "please send it to my house in springfield"


def test_where_they_disagree_each_has_half() -> None:
    first, second = spoken("one", "two", "three", "four"), spoken("tree", "for", "five", at=1.0)
    assert text(join([result(first)], [result(second)], 1.0, 2.0)) == "one two three for five"


def test_results_that_are_whole_keep_their_alternatives() -> None:
    before = [result(spoken("one")), result(spoken("two", "three", at=0.5))]
    after = [result(spoken("three", "four", at=1.0)), result(spoken("five", at=2.0))]
    joined = join(before, after, 1.0, 1.5)
    assert [len(each) for each in joined] == [2, 1, 2, 2]
    assert text(joined) == "one two three four five"


def test_words_without_times_are_joined_where_they_are_the_same() -> None:
    before, after = [[Alternative("I would like to")]], [[Alternative("Like to, pay")]]
    assert text(join(before, after, 1.0, 2.0)) == "I would like to pay"
    assert text(join(before, [[Alternative("pay")]], 1.0, 2.0)) == "I would like to pay"


def test_what_has_nothing_in_common_follows() -> None:
    assert text(join([result(spoken("no"))], [result(spoken("no", at=0.5))], 0.5, 0.5)) == "no no"
