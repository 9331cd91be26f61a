from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flowrunner.graph.rows import Wish, packed


def test_what_has_room_gets_its_wish() -> None:
    assert packed([Wish(0, 1), Wish(100, 1)], [50]) == [0, 100]


def test_what_would_overlap_shares_the_way() -> None:
    assert packed([Wish(0, 1), Wish(0, 1)], [50]) == [-25, 25]


def test_the_heavier_one_moves_less() -> None:
    assert packed([Wish(0, 4), Wish(0, 1)], [50]) == [-10, 40]


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(1, 9)), min_size=1, max_size=12), st.integers(0, 90))
def test_the_steps_are_always_kept(wishes: list[tuple[int, int]], step: int) -> None:
    places = packed([Wish(*wish) for wish in wishes], [step] * (len(wishes) - 1))
    assert all(right - left >= step - 1e-6 for left, right in pairwise(places))
