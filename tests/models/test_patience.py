"""Deadlines of a reply, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from flowrunner.errors import LanguageModelError
from flowrunner.models.patience import Deadlines, Patience
from tests.virtual_time import run

DEADLINES = Deadlines(first_s=8, between_s=5, whole_s=20)


async def waits(patience: Patience, *seconds: float) -> None:
    for second in seconds:
        await patience.wait(asyncio.sleep(second))
        patience.progress()


def test_everything_before_the_first_word_counts_together() -> None:
    async def conversation() -> None:
        patience = Patience(DEADLINES)
        await patience.wait(asyncio.sleep(4))
        await patience.wait(asyncio.sleep(3))
        assert patience.left_s == 1
        with pytest.raises(LanguageModelError, match="no word after 8 s"):
            await patience.wait(asyncio.sleep(2))

    run(conversation())


def test_each_piece_may_take_a_while() -> None:
    async def conversation() -> None:
        patience = Patience(DEADLINES)
        await waits(patience, 6, 4, 4)
        with pytest.raises(LanguageModelError, match="the reply stopped for 5 s"):
            await waits(patience, 5.5)

    run(conversation())


def test_all_pieces_together_have_an_end() -> None:
    async def conversation() -> None:
        patience = Patience(DEADLINES)
        await waits(patience, 7, 4, 4, 4)
        with pytest.raises(LanguageModelError, match="the reply took more than 20 s"):
            await waits(patience, 2)

    run(conversation())


def test_a_listener_may_take_the_time_it_likes() -> None:
    async def conversation() -> None:
        patience = Patience(DEADLINES)
        for _ in range(4):
            await waits(patience, 4)
            await asyncio.sleep(100)

    run(conversation())


def test_what_is_waited_for_in_vain_is_cancelled() -> None:
    async def conversation() -> None:
        work = asyncio.ensure_future(asyncio.sleep(100))
        with pytest.raises(LanguageModelError):
            await Patience(DEADLINES).wait(work)
        assert work.cancelled()

    run(conversation())
