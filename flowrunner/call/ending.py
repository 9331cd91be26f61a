"""How a connection of a call ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.engine.actions import ConnectTo, Transcribe

EndReason = Literal["hangup", "transfer", "transcribe", "transcribed", "caller_left", "stream_lost", "failed"]

DECIDED = ("hangup", "transfer", "transcribe")
"""The machine wanted it."""


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """Why the connection ended, and what the call is handed over to by a ``transfer`` or to ``transcribe``."""

    reason: EndReason
    handed_to: ConnectTo | Transcribe | None = None
