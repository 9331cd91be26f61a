"""How a call is placed, and how the world answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Literal

from flowrunner.emulator.faults import Fault
from flowrunner.emulator.people import DialOutcome, Person
from flowrunner.emulator.steps import Step
from flowrunner.emulator.xml import Method


class HangUpStyle(Enum):
    """How the media socket ends when the caller hangs up: all three are seen in production."""

    STOP = "stop"
    """A ``stop`` message, then close 1000."""
    CLOSE = "close"
    """Close 1000 alone."""
    ABRUPT = "abrupt"
    """No closing handshake: the host sees 1006."""


@dataclass(frozen=True, slots=True)
class EmulatorOptions:
    """How a call is placed."""

    from_number: str = "15550100"
    to_number: str = "15550199"
    direction: Literal["inbound", "outbound"] = "inbound"
    machine: bool = False
    """Whether requests say from the beginning that an answering machine has picked up."""
    method: Method = "POST"
    hangup_url: str | None = None
    """Where the end is reported; as in production the answer URL when unset."""
    fallback_url: str | None = None
    auth_token: str | None = None
    """Signs all requests when set."""
    dial: tuple[DialOutcome, ...] = (DialOutcome.ANSWERED,)
    """Outcome of each Dial in turn; the last holds for all that follow."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """Who is dialled, by number without plus or by SIP address. Their outcome counts, others have that of ``dial``."""
    callee: tuple[Step, ...] = ()
    """What those do whom ``people`` does not know.

    It is said to the caller, and and each step waits until the caller has been quiet for 1.5 s. Then they talk
    for ``talk_s`` and hang up, or do so at once by a step.
    """
    ring_s: float = 2.0
    talk_s: float = 1.0
    """How long the one who was dialled rings, and talks before hanging up."""
    hang_up: HangUpStyle = HangUpStyle.STOP
    transfer_cuts_stream: bool = False
    """Whether a transfer over REST ends a stream that keeps the call; it was seen to wait for the stream's end."""
    patience_s: float = 15.0
    """How long the caller waits for the bot to begin to speak."""
    linger_s: float = 2.0
    """How long the caller stays after the last step, once the bot has finished."""
    max_call_s: float = 900.0
    faults: tuple[Fault, ...] = ()
    """What goes wrong, see ``FaultKind``."""
    wav: Path | None = None
    """Where the recording goes: caller left, bot right."""
