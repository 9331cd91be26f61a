"""The people at the far ends: whether they take a call, and what they do then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flowrunner.emulator.steps import Step


class DialOutcome(Enum):
    """How a dialled number answers: ``DialStatus`` and ``DialHangupCause`` of the action's request."""

    ANSWERED = ("completed", "NORMAL_CLEARING")
    BUSY = ("busy", "USER_BUSY")
    NO_ANSWER = ("no-answer", "NO_ANSWER")
    FAILED = ("failed", "NO_ROUTE_DESTINATION")

    @property
    def word(self) -> str:
        """The outcome as a command line has it: ``no-answer``."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some machine, who can be called; without steps they only listen."""

    steps: tuple[Step, ...] = ()
    outcome: DialOutcome = DialOutcome.ANSWERED
    is_machine: bool = False
