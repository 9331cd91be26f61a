from __future__ import annotations

import pytest

from flowrunner.graph.measure import elided, width, wrapped


@pytest.mark.parametrize(("text", "measured"), [("", 0), ("iii", 6.7), ("MMM", 25.0), ("नमस्ते", 24.8), ("電話", 20)])
def test_text_is_about_as_wide_as_it_is_drawn(text: str, measured: float) -> None:
    assert width(text, 10) == pytest.approx(measured, abs=0.1)


def test_bold_is_wider() -> None:
    assert width("menu", 10, bold=True) > width("menu", 10)


def test_what_fits_is_whole() -> None:
    assert elided("operator", 10, 100) == "operator"


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    cut = elided("For your balance, press 1", 10, 60)
    assert cut.startswith("For your")
    assert cut.endswith("…")
    assert width(cut, 10) <= 60


def test_lines_are_cut_between_words_and_the_last_is_elided() -> None:
    assert wrapped("one two three four five six", 10, 45, 2) == ["one two", "three fo…"]
    assert wrapped("one two", 10, 100, 2) == ["one two"]
    assert wrapped("", 10, 100, 2) == []
