from __future__ import annotations

from flowrunner.graph.ranks import ranks


def test_a_state_stands_below_everything_that_leads_to_it() -> None:
    following = {"a": ["b", "d"], "b": ["c"], "c": ["d"]}
    assert ranks("abcd", following, ["a"]) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_a_way_back_does_not_count() -> None:
    assert ranks("abc", {"a": ["b"], "b": ["c"], "c": ["a", "b", "c"]}, ["a"]) == {"a": 0, "b": 1, "c": 2}


def test_one_start_may_lead_to_another() -> None:
    assert ranks("ab", {"b": ["a"]}, ["a", "b"]) == {"a": 1, "b": 0}


def test_what_nothing_leads_to_stands_just_above_what_it_leads_to() -> None:
    following = {"a": ["b"], "b": ["c"], "c": ["d"], "x": ["d"]}
    assert ranks("abcdx", following, ["a"]) == {"a": 0, "b": 1, "c": 2, "d": 3, "x": 2}


def test_what_nothing_leads_to_pushes_nothing_down() -> None:
    assert ranks("axy", {"x": ["y"], "y": ["a"]}, ["a"])["a"] == 0


def test_a_thousand_states_in_a_row_are_no_trouble() -> None:
    names = [str(number) for number in range(3000)]
    found = ranks(names, {str(number): [str(number + 1)] for number in range(2999)}, ["0"])
    assert found["2999"] == 2999
