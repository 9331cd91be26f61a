"""A conversation and the flow it is held with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from flowrunner.flow.hours import zone

if TYPE_CHECKING:
    from flowrunner.engine.machine import Machine
    from flowrunner.flow.model import Flow
    from flowrunner.script.model import Conversation


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation, with the flow it is held with."""

    conversation: Conversation
    flow: Flow
    machine: Machine

    @property
    def begin(self) -> float:
        """When the call comes in, in seconds since the epoch; the test says it on the clock of the flow."""
        return self.conversation.at.replace(tzinfo=zone(self.flow.timezone) or UTC).timestamp()
