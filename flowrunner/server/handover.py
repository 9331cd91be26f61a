"""What a call needs of Plivo next: a stream to be heard on, a person, somebody who listens, or nothing more."""

from __future__ import annotations

from dataclasses import dataclass

from flowrunner.engine.actions import (
    Action,
    ConnectTo,
    Listen,
    Play,
    SendRequest,
    SendText,
    StartRecording,
    StartTimer,
    Transcribe,
)


@dataclass(frozen=True, slots=True)
class NeedsStream:
    """The pending actions want sound, keys or time."""


@dataclass(frozen=True, slots=True)
class IsOver:
    """Nothing more is wanted."""


def handover(pending: tuple[Action, ...]) -> NeedsStream | ConnectTo | Transcribe | IsOver:
    """Return what the pending actions come to."""
    if any(_wants_stream(action) for action in pending):
        return NeedsStream()
    return next((action for action in pending if isinstance(action, ConnectTo | Transcribe)), IsOver())


def _wants_stream(action: Action) -> bool:
    if isinstance(action, Listen):
        return action.expected is not None
    return isinstance(action, Play | StartTimer | SendRequest | SendText | StartRecording)
