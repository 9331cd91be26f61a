"""What is known of a call when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flowrunner.emulator.people import DialOutcome

Who = Literal["bot", "caller", "callee", "carrier"]
"""The callee is who was dialled."""


@dataclass(frozen=True, slots=True)
class HangupCause:
    """Why the call ended, in Plivo's numbers and names."""

    code: int
    name: str
    source: str


CALLER_HUNG_UP = HangupCause(4000, "Normal Hangup", "Caller")
HANGUP_ELEMENT = HangupCause(4000, "Normal Hangup", "Answer XML")
REJECTED = HangupCause(3020, "Rejected", "Answer XML")
BUSY = HangupCause(3010, "Busy Line", "Answer XML")
END_OF_XML = HangupCause(4010, "End Of XML Instructions", "Plivo")
CANCELLED = HangupCause(1000, "Cancelled", "API Request")
API_HANGUP = HangupCause(4000, "Normal Hangup", "API Request")
MACHINE = HangupCause(4000, "Normal Hangup", "Machine Detection")
TOO_LONG = HangupCause(6000, "Scheduled Hangup", "Plivo")
LOOP_DETECTED = HangupCause(8999, "Loop Detected", "Plivo")


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the conversation. Times are seconds from the beginning of the call."""

    at_s: float
    who: Who
    text: str
    latency_s: float | None = None
    """How long the caller waited for the bot to say this."""
    speech_s: float | None = None
    """How long the bot spoke."""


@dataclass(frozen=True, slots=True)
class BotTurn:
    """One thing that the caller heard: of the bot, or of who was dialled."""

    prompted_by: str
    """What the caller had done; empty when the bot went on by itself."""
    began_s: float
    latency_s: float | None
    """From the end of what the caller did to the first sound; None when the caller did nothing."""
    speech_s: float
    words: str | None
    """As the recognizer heard them; None when nobody listened."""
    who: Who = "bot"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document that was asked for; ``status`` is None when nobody answered."""

    at_s: float
    event: str
    method: str
    url: str
    status: int | None
    document: str
    """The elements in order, or what was wrong."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """One Dial."""

    at_s: float
    numbers: tuple[str, ...]
    outcome: DialOutcome
    brief: str = ""
    """What who picked up was told before being connected."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that the host must not do, and how often it did it; ``detail`` is of the first time."""

    kind: str
    detail: str
    count: int = 1

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.kind}: {self.detail}{times}" if self.detail else f"{self.kind}{times}"


@dataclass(frozen=True, slots=True)
class CallReport:
    """The whole call."""

    call_uuid: str
    duration_s: float
    cause: HangupCause
    turns: tuple[BotTurn, ...]
    conversation: tuple[Remark, ...]
    fetched: tuple[Fetched, ...]
    dialled: tuple[Dialled, ...]
    violations: tuple[Violation, ...]
    """Of the protocol, by the host."""
    problems: tuple[str, ...]
    """Steps that could not be done, and expectations that were not met."""
    wav: Path | None

    @property
    def is_well(self) -> bool:
        """Whether the host behaved and every step went as scripted."""
        return not self.violations and not self.problems


class Violations:
    """Counts what the host does wrong, by kind."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, int]] = {}

    def note(self, kind: str, detail: str = "") -> None:
        """Count one."""
        first, count = self._seen.get(kind, (detail, 0))
        self._seen[kind] = (first, count + 1)

    def all(self) -> tuple[Violation, ...]:
        """Return them, in order of their first time."""
        return tuple(Violation(kind, detail, count) for kind, (detail, count) in self._seen.items())
