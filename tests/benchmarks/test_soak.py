"""Calls by the hundred, and what they leave behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.bank import open_bank
from benchmarks.census import Census, census
from benchmarks.hurried import hold_calls
from flowrunner.config import Settings
from flowrunner.flow.loader import load_flow
from flowrunner.server.app import Host
from tests.server.raw_plivo import host_of

AT_ONCE = 20
SOAK = Path(__file__).parents[2] / "benchmarks" / "flows" / "soak.yaml"


async def settled(host: Host, before: Census) -> dict[str, int]:
    """Return what is left over once the last connections have been let go of."""
    try:
        async with asyncio.timeout(60):
            while census(host).left_over(before):  # noqa: ASYNC110 - what is counted sends no events
                await asyncio.sleep(0)
    except TimeoutError:
        pass
    return census(host).left_over(before)


@pytest.mark.parametrize(("database", "calls"), [("none", 300), ("sqlite", 60)])
async def test_calls_leave_nothing_behind(database: str, calls: int, tmp_path: Path) -> None:
    flow = load_flow(SOAK).flow
    assert flow is not None
    url = None if database == "none" else f"sqlite:///{tmp_path}/calls.db"
    async with open_bank() as bank:
        settings = Settings(port=0, stand_in={"bank.example": bank}, database=url)
        async with host_of(flow, settings=settings) as host:
            before = census(host)

            tally = await hold_calls(host.answer_url("soak"), range(calls), AT_ONCE)

            assert tally["failed"] == 0
            assert tally["ended"] + tally["left"] == calls
            assert all(tally[kind] > calls / 10 for kind in ("ended", "left", "streams", "dials"))
            assert await settled(host, before) == {}
            host.site.board.calls.sweep(keep_s=0)
            assert len(host.site.board.calls.tickets) == 0
