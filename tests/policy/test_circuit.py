"""One provider as all calls share it: what is let through, counted and said in the log."""

from __future__ import annotations

import logging

import pytest

from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def circuit(watch: Watch) -> Circuit:
    return Circuit("google voice", watch, Tolerance(failures=2, window_s=30.0, rest_s=10.0))


def fail(circuit: Circuit, times: int) -> None:
    for _ in range(times):
        with circuit.ask() as asking:
            asking.failed("timeout")


def test_each_change_of_state_is_one_line_and_is_counted(
    circuit: Circuit, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    fail(circuit, 2)
    watch.now = 10.0
    with circuit.ask() as asking:
        asking.answered()

    said = [(record.levelname, record.getMessage(), vars(record)["provider"]) for record in caplog.records]
    assert said == [
        ("WARNING", "a provider fails and is left alone for a while", "google voice"),
        ("INFO", "a provider that failed is asked again", "google voice"),
        ("INFO", "a provider answers again", "google voice"),
    ]
    assert vars(caplog.records[0])["trouble"] == "timeout"
    assert circuit.counts == {
        "timeout": 2,
        "became_open": 1,
        "became_half_open": 1,
        "answered": 1,
        "became_closed": 1,
    }


def test_a_request_counts_once(circuit: Circuit) -> None:
    with circuit.ask() as asking:
        asking.answered()
        asking.failed("timeout")
    assert circuit.counts == {"answered": 1}


def test_a_probe_that_is_cancelled_is_followed_by_another(circuit: Circuit, watch: Watch) -> None:
    fail(circuit, 2)
    assert not circuit.admits()
    watch.now = 10.0
    with circuit.ask():
        assert not circuit.admits()
    assert circuit.admits()
    assert circuit.state == "half_open"
