"""A thousand saves in a row under fifty running calls: no call is disturbed, and none hears two versions."""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack
from pathlib import Path

from flowrunner.server.calls import ServedFlow
from tests.server.edited_flows import Caller, edited_host, save, talk
from tests.server.raw_plivo import plivo

SAVES = 1000
CALLS = 50
BROKEN = "flow: talk\nstart: [broken\n"


class Talker:
    """A caller who knows which version must be heard, and goes back and forth in it."""

    def __init__(self, caller: Caller, version: int) -> None:
        self._caller = caller
        self._version = version
        self._turns = 0

    async def begin(self) -> None:
        """Call."""
        assert await self._caller.call() == f"Version {self._version}, first."

    async def go_on(self) -> None:
        """Press a key; at times the stream has just been lost, or the line of a person is busy."""
        self._turns += 1
        if self._turns == 2:
            assert await self._caller.lose_stream() == "Sorry, we were cut off for a moment."
        if self._turns == 3:
            await self._caller.meet_nobody()
            assert await self._caller.connect() == f"Version {self._version}, second."
        else:
            heard = await self._caller.press("1")
            assert heard in (f"Version {self._version}, first.", f"Version {self._version}, second.")

    async def end(self) -> None:
        """Hang up."""
        await self._caller.hang_up()


async def test_a_thousand_saves_disturb_no_call(tmp_path: Path) -> None:
    file = tmp_path / "talk.yaml"
    save(file, talk(0))
    async with edited_host(tmp_path) as host, AsyncExitStack() as lines:
        talkers: list[Talker] = []
        for number in range(1, SAVES + 1):
            save(file, talk(number) if number % 10 else BROKEN)
            await host.reload()
            if len(talkers) < CALLS or number % 20 == 0:
                line = await lines.enter_async_context(plivo(host, "talk", f"c{number}"))
                talkers.append(Talker(Caller(line), number if number % 10 else number - 1))
                await talkers[-1].begin()
            await talkers[number % len(talkers)].go_on()
            if len(talkers) > CALLS:
                await talkers.pop(0).end()
            if number % 100 == 0:
                assert versions_of(file) <= CALLS + 1
        for talker in talkers:
            await talker.go_on()
            await talker.end()
        await host.site.board.calls.quiet()
        for _turn in range(100):  # of sessions that are about to end
            await asyncio.sleep(0)
        assert versions_of(file) == 1


def versions_of(file: Path) -> int:
    """Return how many versions of a flow are in memory, those too that nothing would find any more."""
    gc.collect()
    return sum(isinstance(each, ServedFlow) and each.flow.path == str(file) for each in gc.get_objects())
