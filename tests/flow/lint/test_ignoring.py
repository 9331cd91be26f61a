from __future__ import annotations

import pytest

from tests.flow.lint.advice import advice, hints, messages, notes

LOST = "  begin: {say: Hello., go: hangup}\n"


@pytest.mark.parametrize(
    "comment",
    [
        "# flowrunner: ignore",
        "# flowrunner: ignore[unreachable-state]",
        "# flowrunner: ignore[long-prompt, unreachable-state] for the autumn",
        "#flowrunner:ignore[unreachable-state]",
    ],
)
def test_a_comment_on_the_line_silences_a_warning(comment: str) -> None:
    assert advice(LOST + f"  news: {{say: N., go: hangup}} {comment}\n") == []


def test_a_comment_on_a_line_of_its_own_is_about_the_next_line() -> None:
    comments = "  # flowrunner: ignore[unreachable-state]\n  # we need it later\n\n"
    assert advice(LOST + comments + "  news: {say: N., go: hangup}\n") == []
    assert notes(LOST + comments + "  news: {say: N., go: hangup}\n") == []


def test_a_comment_silences_its_own_line_only() -> None:
    example = "  news: {say: N., go: hangup}  # flowrunner: ignore\n  more: {say: M., go: hangup}\n"
    assert advice(LOST + example) == [(3, "unreachable-state")]


def test_another_code_is_not_silenced() -> None:
    example = LOST + "  news: {say: N., go: hangup}  # flowrunner: ignore[long-prompt]\n"
    assert advice(example) == [(2, "unreachable-state")]
    assert notes(example) == [(2, "unused-ignore")]
    assert messages(example, "unused-ignore") == ["there is no `long-prompt` here to ignore"]


def test_a_code_that_does_not_exist_is_told_with_the_one_that_was_meant() -> None:
    example = LOST + "  news: {say: N., go: hangup}  # flowrunner: ignore[unreachable]\n"
    assert hints(example, "unused-ignore") == ["did you mean `unreachable-state`?"]


def test_errors_cannot_be_silenced() -> None:
    assert advice("  begin: {say: Hello., go: nowhere}  # flowrunner: ignore\n") == [(1, "unknown-target")]


def test_a_comment_that_silences_nothing_is_told() -> None:
    assert notes("  begin: {say: Hello., go: hangup}  # flowrunner: ignore\n") == [(1, "unused-ignore")]


@pytest.mark.parametrize(
    "text",
    ['"# flowrunner: ignore"', "'x # flowrunner: ignore'", "|\n      x # flowrunner: ignore\n      y"],
)
def test_text_is_no_comment(text: str) -> None:
    example = LOST + f"  news:\n    say: {text}\n    go: hangup\n"
    assert advice(example) == [(2, "unreachable-state")]
    assert notes(example) == []


def test_a_comment_beside_the_sign_of_a_long_text_is_about_all_of_it() -> None:
    example = """\
  begin:
    ask: > # flowrunner: ignore[unoffered-key]
      Sales?
      Press 3.
    choices: {sales: {press: 1, hear: sales, go: hangup}}
"""
    assert advice(example) == []
    assert advice(example.replace(" # flowrunner: ignore[unoffered-key]", "")) == [(4, "unoffered-key")]
