"""A host is killed while a caller leaves a message: what was said is in a file that plays, and another host goes on."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from flowrunner.emulator import Emulator, EmulatorOptions, Press, Silence, Step, Then
from flowrunner.emulator.report import CallReport
from tests.fakes import MarkReader
from tests.survival.balancer import Balancer, balancing
from tests.survival.test_killed_hosts import host
from tests.test_voicemail import AMERICANO, MOCHA, kept, match, only, sent

DEADLINE_S = 60.0
HEARD_S = 2.5
FLOW = """
flow: survive
start: message
fallback: sorry
states:
  message: {say: Speak., record: true, save: message, go: {done: thanks, nothing: nobody}}
  thanks: {say: Thank you., go: hangup}
  nobody: {say: Nobody spoke., go: hangup}
  sorry: {say: Sorry., go: hangup}
"""


@dataclass
class House:
    """Two hosts with one folder of recordings."""

    folder: Path
    first: Process
    answer_url: str
    balancer: Balancer

    async def die(self) -> None:
        """Kill the first host, whom nobody asks any more: a process that is dying may still take a connection."""
        self.balancer.hosts = self.balancer.hosts[1:]
        self.first.kill()
        await self.first.wait()

    async def records(self) -> Path:
        """Wait until the file holds a word."""
        # another process writes it: there is nothing here to wait on
        while not any(path.stat().st_size > HEARD_S * 8000 for path in self.folder.glob("*")):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.first.wait(), 0.1)
        return only(self.folder.glob("*"))


@asynccontextmanager
async def house(folder: Path) -> AsyncGenerator[House, None]:
    """Run two hosts behind a balancer."""
    async with AsyncExitStack() as stack:
        balancer, port = await stack.enter_async_context(balancing())
        base_url = f"http://127.0.0.1:{port}"
        (folder / "survive.yaml").write_text(FLOW)
        told = {"base_url": base_url, "database": f"sqlite:///{folder}/calls.db", "orders": "127.0.0.1:1"}
        (folder / "settings.json").write_text(json.dumps(told))
        first, one = await stack.enter_async_context(host(folder))
        _, two = await stack.enter_async_context(host(folder))
        balancer.hosts = (one, two)
        yield House(folder / "kept", first, f"{base_url}/flows/survive/answer", balancer)


async def message(folder: Path, *steps: Step) -> tuple[Path, bytes, CallReport]:
    """Leave a message whose host is killed; return the file, what it was at that moment, and the call."""
    emulator = Emulator(EmulatorOptions(patience_s=20), transcriber=MarkReader())
    async with house(folder) as hosts, asyncio.timeout(DEADLINE_S):
        async with asyncio.TaskGroup() as calls:
            held = calls.create_task(emulator.call(hosts.answer_url, steps))
            path = await hosts.records()
            await hosts.die()
            before = path.read_bytes()
        return path, before, held.result()


@pytest.mark.parametrize("says_more", [True, False], ids=["goes on", "says no more"])
async def test_a_message_outlives_the_host_that_records_it(tmp_path: Path, says_more: bool) -> None:
    more = (AMERICANO, Then(Press("#"), 0.2)) if says_more else (Silence(0.1), Press("#"))
    path, before, report = await message(tmp_path, MOCHA, *more)
    (tmp_path / "before.wav").write_bytes(before)
    first = kept(tmp_path / "before.wav")
    likeness, at = match(first, sent(MOCHA)[:8000])
    assert likeness > 0.999
    assert not first[:at].any()
    assert np.array_equal(first[at:], np.pad(sent(MOCHA), (0, 80000))[: len(first) - at])

    assert report.problems == (), report.conversation
    whole = kept(path)
    assert np.array_equal(whole[: len(first)], first), "what was said before is kept"
    if says_more:
        likeness, at = match(whole[len(first) :], sent(AMERICANO))
        assert likeness > 0.999
        assert np.array_equal(whole[len(first) + at :][: len(sent(AMERICANO))], sent(AMERICANO))
    else:
        assert len(whole) == len(first)
    assert report.turns[-1].words == "Thank you."
