"""What a trace tells beside the events and actions of the machine: sound, connections, the carrier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A connection said something about the call that was not known."""

    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The caller has finished speaking, and what was said is not known yet."""

    silence_s: float
    """How long nothing had been said by then."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """The first sound of a prompt was sent."""

    prompt_id: int
    in_s: float = 0.0
    """What was sent before is heard first, and takes this long."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection carries the call."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The connection has ended."""

    reason: str


@dataclass(frozen=True, slots=True)
class Dialed:
    """A person's telephone rings."""

    number: str
    place: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class DialEnded:
    """The person was reached, or not; the caller is still there."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Machine:
    """An answering machine has picked up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Flowrunner made a mistake; its name, and nothing that it says."""

    error: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over."""

    reason: str
    seconds: float
    rejoins: int = 0
    oddities: int = 0


Note = Told | SpeechEnded | Sounded | Connected | Disconnected | Dialed | DialEnded | Machine | Fault | Ended
