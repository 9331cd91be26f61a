"""A conversation and the flow it is held with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from flowrunner.engine.machine import Machine
from flowrunner.flow.hours import zone
from flowrunner.script.stand_in import with_stand_ins

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow
    from flowrunner.script.model import Conversation


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation, with the flow it is held with."""

    conversation: Conversation
    flow: Flow
    """With stand-ins for what it runs, where the test answers that."""
    machine: Machine

    @property
    def begin(self) -> float:
        """When the call comes in, in seconds since the epoch; the test says it on the clock of the flow."""
        return self.conversation.at.replace(tzinfo=zone(self.flow.timezone) or UTC).timestamp()


def case_of(conversation: Conversation, flow: Flow, machine: Machine | None = None) -> Case:
    """Return a conversation with its flow; ``machine`` is that of the flow, for all conversations without stand-ins."""
    machine = machine or Machine(flow)
    stage = with_stand_ins(flow, conversation.answers)
    return Case(conversation, stage, machine if stage is flow else machine.of(stage))
