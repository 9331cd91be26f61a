from __future__ import annotations

import pytest

from flowrunner.flow.lint.spoken import spoken_seconds
from flowrunner.flow.source import Data
from tests.flow.lint.advice import advice, messages

WORDS = "word " * 10


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("one two three four five", 2.0),
        ("", 0.0),
        ("Hello {{ name | title }}.", 1.2),
        (["one two three four five", {"pause": "3s"}], 5.0),
        ({"first": "one two three four five", "again": "one"}, 2.0),
        ({"any_of": ["one", "one two three four five"]}, 2.0),
        ({"audio": "a.wav", "text": "one two three four five"}, 2.0),
        ({"audio": "a.wav"}, 0.0),
        ({"ssml": "<speak>one <break/> two</speak>"}, 0.8),
        ("+15550100001", 4.4),
        ("你好你好你好你好你好", 2.8),
        ({"say": "one two three four five", "listen": "keys"}, 2.0),
    ],
)
def test_how_long_a_prompt_takes(prompt: Data, seconds: float) -> None:
    assert spoken_seconds(prompt) == pytest.approx(seconds)


def test_a_prompt_longer_than_a_minute() -> None:
    assert advice(f"  begin:\n    say: {WORDS * 15}\n    go: hangup\n") == []
    assert advice(f"  begin:\n    say: {WORDS * 16}\n    go: hangup\n") == [(2, "long-prompt")]


def test_each_step_of_a_ladder_is_a_prompt() -> None:
    steps = f"[{WORDS * 10}, {WORDS * 16}]"
    example = f"  begin:\n    ask: Well?\n    type: yes_no\n    silence: {steps}\n    go: {{otherwise: bye}}\n"
    assert [code for _, code in advice(example)] == ["long-prompt"]


def test_a_menu_longer_than_twenty_seconds() -> None:
    example = f"  begin:\n    ask: Sales? {WORDS * 5}\n    choices: {{sales: {{press: 1, hear: sales, go: bye}}}}\n"
    assert advice(example) == [(2, "long-menu")]
    assert messages(example, "long-menu") == [
        "this menu takes about 20 s to say; after 20 s its beginning is forgotten"
    ]


def test_a_menu_of_more_than_five_options() -> None:
    colors = ["red", "blue", "green", "black", "white", "grey"]
    listed = ", ".join(f"{each}: {{hear: {each}, go: bye}}" for each in colors)
    assert advice(f"  begin:\n    ask: {' '.join(colors[:-1])}?\n    choices: {{{listed}}}\n") == [
        (3, "unmentioned-choice")
    ]
    assert advice(f"  begin:\n    ask: {' '.join(colors)}?\n    choices: {{{listed}}}\n") == [(3, "long-menu")]


def test_an_open_question_may_understand_many_things() -> None:
    listed = ", ".join(
        f"{each}: {{hear: {each}, go: bye}}" for each in ["red", "blue", "green", "black", "white", "grey"]
    )
    assert advice(f"  begin:\n    ask: Which color?\n    choices: {{{listed}}}\n") == []


def test_marks_that_no_voice_can_read() -> None:
    assert advice("  begin:\n    say: {ssml: 'a <b>c'}\n    go: bye\n") == [(2, "bad-ssml")]
    assert advice("  begin:\n    say: {ssml: 'salt & pepper'}\n    go: bye\n") == [(2, "bad-ssml")]
    assert advice("  begin:\n    say: {ssml: '<!DOCTYPE a><a/>'}\n    go: bye\n") == [(2, "bad-ssml")]
    assert advice("  begin:\n    say: {ssml: 'a <break/> {{ heard }}'}\n    go: bye\n") == []
