"""A caller who leans on the keys: nothing that waits grows with the number of keys."""

from __future__ import annotations

import asyncio

import pytest

from flowrunner.engine.speaking import MAX_KEYS
from tests.call.test_session import Scene
from tests.virtual_time import run

FLOW = """
flow: front
start: menu
fallback: menu
anytime:
  lookup: {press: 9}
  menu: {press: "*"}
states:
  menu:
    ask: To hear it without end, press 1. For your balance, press 9.
    choices:
      chatter: {press: 1}
  chatter:
    say: You cannot cut this short.
    interrupt: false
    go: menu
  lookup:
    request: GET https://api.example.com/balance
    go: {ok: menu}
"""


@pytest.mark.parametrize("keys", ["1", "9", "*", "19*7", "7"])
def test_nothing_that_waits_grows_with_the_keys(keys: str) -> None:
    async def lean() -> None:
        scene = Scene(flow=FLOW)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(scene.session.run(scene.channel))
            await asyncio.sleep(0)
            for _time in range(100):
                scene.press(keys * 10)
                await asyncio.sleep(0.02)
                session = scene.session
                assert len(session._events) == 0
                assert len(session._children) <= 5
                assert len(session._player._queue) + len(session._player._awaited) <= 5
                assert len(session.call.keys) <= MAX_KEYS
            session.hang_up()

    run(lean())
