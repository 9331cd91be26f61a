"""Who fails often is left alone, then asked once: told as it happens, with the time in seconds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowrunner.policy.breaker import LONGEST_RESTS, MOST_OUTCOMES, Breaker, Tolerance

USUAL = Tolerance(failures=3, window_s=30.0, rest_s=10.0)


def fail(breaker: Breaker, *times: float) -> Breaker:
    for now in times:
        breaker = breaker.failed(breaker.turn, now)
    return breaker


def test_a_provider_that_answers_may_always_be_asked() -> None:
    breaker = Breaker(USUAL).ask(1.0).succeeded(0, 1.5)
    assert breaker.state == "closed"
    assert breaker.admits(1.5)


def test_three_failures_within_the_window_open_the_circuit() -> None:
    assert fail(Breaker(USUAL), 1, 2).state == "closed"
    breaker = fail(Breaker(USUAL), 1, 2, 3)
    assert breaker.state == "open"
    assert not breaker.admits(12.9)
    assert breaker.admits(13.0)


def test_failures_that_are_long_ago_do_not_count() -> None:
    assert fail(Breaker(USUAL), 0, 1, 30.5).state == "closed"


def test_a_few_failures_among_many_answers_open_nothing() -> None:
    breaker = Breaker(USUAL)
    for now in range(7):
        breaker = breaker.succeeded(0, now).succeeded(0, now).failed(0, now)
    assert breaker.state == "closed"


def test_every_other_failure_is_too_much() -> None:
    breaker = Breaker(USUAL)
    for now in range(3):
        breaker = breaker.succeeded(0, now).failed(0, now)
    assert breaker.state == "open"


def test_after_the_rest_one_asks_and_the_others_wait_for_what_it_learns() -> None:
    probing = fail(Breaker(USUAL), 1, 2, 3).ask(13.0)
    assert probing.state == "half_open"
    assert not probing.admits(14.0)

    assert probing.succeeded(probing.turn, 14.0).admits(14.0)
    again = probing.failed(probing.turn, 14.0)
    assert (again.state, again.admits(33.9), again.admits(34.0)) == ("open", False, True)


def test_a_long_illness_is_looked_at_less_and_less_often() -> None:
    breaker, now, rests = fail(Breaker(USUAL), 1, 2, 3), 3.0, []
    for _ in range(6):
        asked = now
        while not breaker.admits(now):
            now += 1.0
        rests.append(now - asked)
        breaker = breaker.ask(now)
        breaker = breaker.failed(breaker.turn, now)
    assert rests == [10, 20, 40, 80, 160, 160]

    while not breaker.admits(now):
        now += 1.0
    well = breaker.ask(now)
    well = well.succeeded(well.turn, now)
    assert fail(well, now, now, now).admits(now + 10.0)


def test_a_probe_that_was_abandoned_makes_room_for_the_next_at_once() -> None:
    probing = fail(Breaker(USUAL), 1, 2, 3).ask(13.0)
    left = probing.abandoned(probing.turn)
    assert left.state == "half_open"
    assert left.admits(13.5)


def test_a_probe_that_is_not_heard_of_makes_room_for_the_next_in_time() -> None:
    probing = fail(Breaker(USUAL), 1, 2, 3).ask(13.0)
    assert not probing.admits(22.9)
    second = probing.ask(23.0)
    assert second.failed(probing.turn, 23.5) is second
    assert second.succeeded(second.turn, 24.0).state == "closed"


def test_news_of_requests_from_before_is_ignored() -> None:
    opened = fail(Breaker(USUAL), 1, 2, 3)
    assert opened.succeeded(0, 4.0) is opened
    probing = opened.ask(13.0)
    assert probing.failed(0, 13.5) is probing
    assert probing.abandoned(0) is probing


@given(st.lists(st.tuples(st.sampled_from(["ask", "succeeded", "failed", "abandoned"]), st.integers(0, 20))))
def test_however_it_goes_a_provider_is_asked_again(steps: list[tuple[str, int]]) -> None:
    breaker, now = Breaker(USUAL), 0
    for step, seconds in steps:
        now += seconds
        match step:
            case "ask":
                breaker = breaker.ask(now) if breaker.admits(now) else breaker
            case "succeeded":
                breaker = breaker.succeeded(breaker.turn, now)
            case "failed":
                breaker = breaker.failed(breaker.turn, now)
            case _:
                breaker = breaker.abandoned(breaker.turn)
        assert len(breaker.recent) <= MOST_OUTCOMES
    assert breaker.admits(now + USUAL.rest_s * LONGEST_RESTS)
