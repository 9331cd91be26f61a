from __future__ import annotations

from flowrunner.graph.channels import Turn, tracks


def test_what_runs_straight_needs_no_track() -> None:
    assert tracks([Turn(0, (10,), (10,))]) == {}


def test_turns_beside_each_other_share_a_track() -> None:
    assert tracks([Turn(0, (0,), (50,)), Turn(1, (100,), (150,))]) == {0: 0, 1: 0}


def test_the_one_further_on_is_above_so_that_they_need_not_cross() -> None:
    assert tracks([Turn(0, (0,), (100,)), Turn(1, (10,), (110,))]) == {1: 0, 0: 1}


def test_lines_never_run_over_each_other() -> None:
    found = tracks([Turn(0, (0,), (100,)), Turn(1, (100,), (0,))])
    assert found[0] != found[1]
    assert tracks([Turn(0, (0,), (100,)), Turn(1, (100,), (200,))]) == {1: 0, 0: 1}
