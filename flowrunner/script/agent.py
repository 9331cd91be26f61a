"""The language model of a test: it says, uses and leaves by what the test answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flowrunner.engine.briefing import EXIT, LEAVE
from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import Event, ModelFailed, ModelFinished, ModelSaid, ModelUsed
from flowrunner.script.model import Reply

if TYPE_CHECKING:
    from flowrunner.flow.model import Agent
    from flowrunner.script.model import Answer


def reply_events(answer: Answer, reply_id: int, at: float, agent: Agent) -> tuple[Event, ...]:
    """Return what comes of one reply, in order; ``limit`` is a model that lets the time of the agent pass."""
    if answer.reply is None and answer.outcome == "error":
        return (ModelFailed(reply_id, "the test says so", at),)
    if answer.reply is None and answer.outcome == "limit":
        return (ModelFinished(reply_id, at + agent.time_s),)
    return (*_made(reply_of(answer), reply_id, at), ModelFinished(reply_id, at))


def reply_of(answer: Answer) -> Reply:
    """Return what the model does; an exit alone is one that it leaves by at once."""
    values = answer.body if isinstance(answer.body, Mapping) else {}
    return answer.reply or Reply(leaves=answer.outcome, values=values)


def _made(reply: Reply, reply_id: int, at: float) -> Iterator[Event]:
    if reply.says:
        yield ModelSaid(reply_id, reply.says, at)
    for number, (tool, arguments) in enumerate(reply.uses):
        yield ModelUsed(reply_id, ToolUse(f"{reply_id}.{number}", tool, arguments), at)
    if reply.leaves:
        yield ModelUsed(reply_id, ToolUse(f"{reply_id}.leave", LEAVE, {**reply.values, EXIT: reply.leaves}), at)
