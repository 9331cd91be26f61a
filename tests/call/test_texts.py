"""Text messages outlive the calls that send them."""

from __future__ import annotations

import asyncio

import pytest

from flowrunner.call import texts
from flowrunner.call.texts import outbox
from flowrunner.engine.actions import SendText
from flowrunner.engine.events import TextSent
from tests.fakes import FakeTexts
from tests.virtual_time import run

HELLO = SendText(1, "+15550100001", "Hello.")


async def test_a_message_that_is_under_way_is_sent_although_nobody_waits() -> None:
    carrier = FakeTexts(takes_s=0.0)
    async with outbox(carrier) as box:
        waiting = asyncio.create_task(box.send(HELLO))
        await asyncio.sleep(0)
        waiting.cancel()
    assert carrier.sent == [HELLO]


def test_a_carrier_that_does_not_answer_is_given_up() -> None:
    async def send() -> TextSent:
        async with outbox(FakeTexts(takes_s=1000.0)) as box:
            return await box.send(HELLO)

    assert run(send()) == TextSent(1, "failed", "it took too long")


async def test_more_than_can_be_under_way_are_refused() -> None:
    carrier = FakeTexts(takes_s=0.0)
    async with outbox(carrier) as box:
        sent = await asyncio.gather(*(box.send(HELLO) for _ in range(texts.AT_ONCE + 1)))
    assert [each.outcome for each in sent].count("failed") == 1
    assert len(carrier.sent) == texts.AT_ONCE


@pytest.mark.parametrize("outcome", ["ok", "failed"])
async def test_what_the_carrier_says_comes_back(outcome: str) -> None:
    async with outbox(FakeTexts(outcome=outcome)) as box:
        assert (await box.send(HELLO)).outcome == outcome
