"""What a call needs of Plivo next, by what the machine wants done."""

from __future__ import annotations

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import (
    Action,
    CancelTimer,
    ConnectTo,
    Entered,
    HangUp,
    Listen,
    Play,
    SendRequest,
    StartTimer,
    StopPlaying,
)
from flowrunner.server.handover import IsOver, NeedsStream, handover

CONNECT = ConnectTo(("+15550100001",))


@pytest.mark.parametrize(
    ("pending", "needed"),
    [
        ((Entered("menu"), Play(1, ()), Listen(Expected())), NeedsStream()),
        ((Play(1, ()), CONNECT), NeedsStream()),
        ((StartTimer(1, 2.0),), NeedsStream()),
        ((SendRequest(1, "GET", "https://example.com"),), NeedsStream()),
        ((Listen(Expected()),), NeedsStream()),
        ((Entered("sales"), StopPlaying(), CancelTimer(), Listen(None), CONNECT), CONNECT),
        ((Entered("bye"), Listen(None), HangUp()), IsOver()),
        ((), IsOver()),
    ],
)
def test_sound_and_time_need_a_stream_and_a_person_needs_a_dial(
    pending: tuple[Action, ...], needed: NeedsStream | ConnectTo | IsOver
) -> None:
    assert handover(pending) == needed
