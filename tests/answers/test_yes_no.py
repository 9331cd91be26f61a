"""The words for yes and no."""

from __future__ import annotations

from flowrunner.answers.yes_no import words_for


def test_no_word_means_both() -> None:
    for language in ("en-US", "hi-IN"):
        words = words_for(language)
        assert not set(words.yes) & set(words.no)


def test_english_is_understood_beside_hindi() -> None:
    assert set(words_for("en-US").yes) < set(words_for("hi-IN").yes)


def test_an_unknown_language_gets_english() -> None:
    assert words_for("sw") == words_for("en-GB")
