"""A pace: what comes within it passes, what comes faster does not, and how much faster it came is soon forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowrunner.plivo.pace import Pace


class Clock:
    """Time that a test moves, and how often it was asked."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return self.now


def passed(pace: Pace, times: int) -> int:
    return sum(pace.take() for _ in range(times))


def test_a_burst_passes_and_what_is_more_does_not() -> None:
    clock = Clock()
    pace = Pace(100, 2.0, clock)

    assert passed(pace, 500) == 200
    clock.now += 0.5
    assert passed(pace, 500) == 50
    clock.now += 3600
    assert passed(pace, 500) == 200


def test_an_even_pace_passes_for_ever_and_seldom_asks_for_the_time() -> None:
    clock = Clock()
    pace = Pace(100, 2.0, clock)
    for _frame in range(10_000):
        clock.now += 0.02
        assert pace.take()

    assert clock.asked <= 10_000 / 200 + 1


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 300)), max_size=30))
def test_no_more_passes_than_two_bursts_and_the_pace(events: list[tuple[float, int]]) -> None:
    clock = Clock()
    pace = Pace(10, 3.0, clock)
    total = 0
    for seconds, times in events:
        clock.now += seconds
        total += passed(pace, times)

    assert total <= 2 * 30 + 10 * clock.now + 1e-6
