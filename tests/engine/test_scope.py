"""The time of a call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flowrunner.engine.scope import moment


def test_the_time_of_an_event_is_in_utc() -> None:
    assert moment(1_793_620_800.5) == datetime(2026, 11, 2, 12, 0, 0, 500_000, UTC)


@pytest.mark.parametrize("at", [float("inf"), float("-inf"), float("nan"), 1e300])
def test_a_time_that_cannot_be_is_the_epoch(at: float) -> None:
    assert moment(at) == datetime(1970, 1, 1, tzinfo=UTC)
