"""A language model that fails is left alone: in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from flowrunner.engine.dialogue import Briefing, Line
from flowrunner.errors import LanguageModelError
from flowrunner.models.guarded import GuardedModel
from flowrunner.models.ports import Words
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from tests.fakes import FakeLanguageModel
from tests.virtual_time import run

HELLO = Briefing("Help.", (Line("caller", "Hello."),))
SLOW = LanguageModelError("timeout", "no word after 8 s")


def guarded(*replies: str | list[LanguageModelError]) -> tuple[GuardedModel, FakeLanguageModel]:
    model = FakeLanguageModel(*replies)
    return GuardedModel(model, Circuit("language model", asyncio.get_running_loop().time, Tolerance(2, 60, 10))), model


async def reply(model: GuardedModel) -> str:
    return "".join([piece.text async for piece in model.reply(HELLO) if isinstance(piece, Words)])


def test_a_model_that_is_well_is_heard_as_it_is() -> None:
    async def held() -> None:
        model, _ = guarded("How can I help?")
        assert await reply(model) == "How can I help?"
        assert model.circuit.counts == {"answered": 1}

    run(held())


def test_a_model_that_is_too_slow_is_left_alone_until_one_caller_tries_it() -> None:
    async def held() -> None:
        model, fake = guarded([SLOW], [SLOW], "Here I am.")
        for _ in range(2):
            with pytest.raises(LanguageModelError, match="timeout"):
                await reply(model)
        with pytest.raises(LanguageModelError, match="failed too often"):
            await reply(model)
        assert len(fake.briefings) == 2

        await asyncio.sleep(10)
        assert await reply(model) == "Here I am."
        assert model.circuit.state == "closed"

    run(held())


def test_a_request_that_is_refused_says_nothing_about_the_others() -> None:
    async def held() -> None:
        refused = LanguageModelError("refused", "too long", 413)
        model, fake = guarded([refused], [refused], [refused])
        for _ in range(3):
            with pytest.raises(LanguageModelError, match="too long"):
                await reply(model)
        assert len(fake.briefings) == 3

    run(held())


def test_a_caller_who_cuts_in_says_nothing_about_the_model() -> None:
    async def held() -> None:
        model, fake = guarded("One two three four")
        replying = model.reply(HELLO)
        await anext(replying)
        await replying.aclose()
        assert (fake.left, model.circuit.counts) == (1, {})

    run(held())
