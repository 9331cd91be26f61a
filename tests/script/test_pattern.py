from __future__ import annotations

import pytest

from flowrunner.script.pattern import find, fits


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("Hello.", "Hello.", True),
        ("Hello.", "hello.", False),
        ("Hello.", "Hello!", False),
        ("Hello", "Hello.", False),
        ("Hello*", "Hello.", True),
        ("*balance*", "Your balance is 5.", True),
        ("Your*is*5*", "Your balance is 1,250.", True),
        ("*", "", True),
        ("**", "anything", True),
        ("a.c", "abc", False),
        ("(a|b)[c]?", "(a|b)[c]?", True),
        ("It's  here", "It\u2019s here", True),
    ],
)
def test_a_star_stands_for_any_words(pattern: str, text: str, does: bool) -> None:
    assert fits(pattern, text) is does


def test_the_shortest_run_of_parts_counts() -> None:
    parts = ("I didn't hear you.", "Sales or support?", "Say one.")
    assert find("I didn't*", parts) == 1
    assert find("Sales or support? Say one.", parts) == 3
    assert find("Sales*one.", parts) == 3
    assert find("Sales or", parts) is None
    assert find("*", ()) is None
