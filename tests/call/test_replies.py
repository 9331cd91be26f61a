"""One reply of a language model: sentences as they stream, tools as they come, faults as events."""

from __future__ import annotations

import asyncio

from flowrunner.call.replies import REPLY_LIMIT_S, Reply
from flowrunner.engine.actions import AskModel
from flowrunner.engine.dialogue import Briefing, ToolUse
from flowrunner.engine.events import Event, ModelFailed, ModelFinished, ModelSaid, ModelUsed
from flowrunner.errors import LanguageModelError
from tests.fakes import FakeLanguageModel
from tests.virtual_time import run

BRIEFING = Briefing("You help callers.")


def events(model: FakeLanguageModel | None) -> list[Event]:
    """Return what comes of one reply, with the time when it came."""

    async def hold() -> list[Event]:
        told: list[Event] = []
        reply = Reply(AskModel(7, BRIEFING), told.append, asyncio.get_running_loop().time)
        await reply.run(model)
        return told

    return run(hold())


def test_each_sentence_is_told_as_soon_as_it_is_complete() -> None:
    model = FakeLanguageModel("It left on Monday. It comes tomorrow.", gap_s=1.0)

    assert events(model) == [
        ModelSaid(7, "It left on Monday.", 4.0),
        ModelSaid(7, "It comes tomorrow.", 7.0),
        ModelFinished(7, 7.0),
    ]
    assert model.briefings == [BRIEFING]


def test_what_was_said_before_a_tool_is_told_before_it() -> None:
    use = ToolUse("1", "order_status", {"order_id": "12"})

    assert events(FakeLanguageModel(["One moment", use])) == [
        ModelSaid(7, "One moment"),
        ModelUsed(7, use),
        ModelFinished(7),
    ]


def test_a_fault_of_the_model_is_an_event() -> None:
    fault = LanguageModelError("unreachable", "nobody listens there")

    assert events(FakeLanguageModel(["It left on Monday. It", fault])) == [
        ModelSaid(7, "It left on Monday."),
        ModelFailed(7, "unreachable: nobody listens there"),
    ]


def test_a_reply_that_does_not_end_is_left() -> None:
    model = FakeLanguageModel()

    assert events(model) == [ModelFailed(7, "the reply was not complete after 45 s", REPLY_LIMIT_S)]
    assert model.left == 1


def test_without_a_model_every_reply_fails() -> None:
    assert events(None) == [ModelFailed(7, "no language model is configured")]
