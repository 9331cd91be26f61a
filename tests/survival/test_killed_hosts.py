"""A host is killed in the middle of fifty calls, and they go on at another: real processes, sockets and databases."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals

import asyncpg
import msgspec
from aiohttp import web

from flowrunner.emulator import Emulator, EmulatorOptions
from flowrunner.emulator.report import HANGUP_ELEMENT, CallReport, Remark
from flowrunner.emulator.steps import Press
from tests.fakes import MarkReader
from tests.storage.postgresql import running_server
from tests.survival.balancer import balancing

CALLS = 50
DEADLINE_S = 120.0
BRIDGE = "Sorry, we were cut off for a moment."
FLOW = Path(__file__).with_name("survive.yaml")
KEYS = "123456"


@dataclass
class Orders:
    """The other computer. It lets those wait who are ``slow``, for as long as they like."""

    got: Counter[tuple[str, str]] = field(default_factory=Counter)
    slow: frozenset[str] = frozenset()
    port: int = 0

    async def take(self, request: web.Request) -> web.Response:
        """Take an order."""
        order = await request.json()
        self.got[order["from"], order["code"]] += 1
        if order["from"] in self.slow:
            await asyncio.Event().wait()
        return web.json_response({})


@dataclass
class Caller:
    """One caller, who types ``before`` the host is killed, once ``may_type``, and the other keys after it."""

    number: str
    before: str
    may_type: asyncio.Event
    heard: list[str] = field(default_factory=list)
    change: asyncio.Event = field(default_factory=asyncio.Event)

    def notes(self, remark: Remark) -> None:
        """Hear a line of the conversation."""
        if remark.who == "bot":
            self.heard += remark.text.split(" | ")
            self.change.set()

    async def hears(self, wanted: Callable[[str], bool]) -> None:
        """Listen until something was heard."""
        while not any(map(wanted, self.heard)):
            self.change.clear()
            await self.change.wait()

    async def script(self) -> AsyncIterator[Press]:
        """Do what this caller does."""
        await self.hears(lambda text: text.startswith("Code"))
        await self.may_type.wait()
        if self.before:
            yield Press(self.before)
        if self.before != KEYS:
            await self.hears(lambda text: text == BRIDGE)
            yield Press(KEYS[len(self.before) :])
        await asyncio.Event().wait()  # a caller who has nothing more to do would hang up


@asynccontextmanager
async def orders_of(orders: Orders) -> AsyncGenerator[Orders, None]:
    """Let the other computer answer."""
    app = web.Application()
    app.add_routes([web.post("/orders", orders.take)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    orders.port = runner.addresses[0][1]
    try:
        yield orders
    finally:
        await runner.cleanup()


@asynccontextmanager
async def host(folder: Path) -> AsyncGenerator[tuple[Process, int], None]:
    """Run a host; its port comes with its process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.survival.host", str(folder), stdout=PIPE
    )
    try:
        assert process.stdout is not None
        yield process, int(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@dataclass
class House:
    """Two hosts behind a balancer, which sends everything to the first as long as that is alive."""

    first: Process
    answer_url: str
    database: str

    async def stands(self, wanted: Callable[[list[dict[str, object]]], bool]) -> None:
        """Wait until the calls that are written down stand like this."""
        # another process has the calls: there is nothing here to wait on
        while not wanted([json.loads(each["snapshot"])["call"] for each in await self._rows()]):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.first.wait(), 0.1)

    async def _rows(self) -> list[dict[str, bytes]]:
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.database.removeprefix("sqlite:///"))) as connection:
                rows = connection.execute("SELECT data FROM calls").fetchall()
        else:
            rows = await self._fetch()
        return [msgspec.msgpack.decode(row[0]) for row in rows]

    async def _fetch(self) -> list[tuple[bytes]]:
        connection = await asyncpg.connect(self.database)
        try:
            return [tuple(row) for row in await connection.fetch("SELECT data FROM calls")]
        finally:
            await connection.close()


@asynccontextmanager
async def house(folder: Path, database: str, orders: Orders) -> AsyncGenerator[House, None]:
    """Run two hosts on one database."""
    async with AsyncExitStack() as stack:
        balancer, port = await stack.enter_async_context(balancing())
        base_url, other = f"http://127.0.0.1:{port}", f"127.0.0.1:{orders.port}"
        (folder / "survive.yaml").write_text(FLOW.read_text().replace("ORDERS", other))
        told = {"base_url": base_url, "database": database, "orders": other}
        (folder / "settings.json").write_text(json.dumps(told))
        first, one = await stack.enter_async_context(host(folder))
        _, two = await stack.enter_async_context(host(folder))
        balancer.hosts = (one, two)
        yield House(first, f"{base_url}/flows/survive/answer", database)


async def call(caller: Caller, url: str) -> CallReport:
    """Hold one call."""
    options = EmulatorOptions(from_number=caller.number.removeprefix("+"), max_call_s=DEADLINE_S)
    return await Emulator(options, transcriber=MarkReader(), show=caller.notes).call(url, caller.script())


def states(calls: list[dict[str, object]], state: str) -> int:
    """Return how many calls stand in a state."""
    return sum(each["state"] == state for each in calls)


async def a_host_dies(folder: Path, database: str, of: Signals = Signals.SIGKILL) -> None:
    """Hold the calls, end the first host in the middle of them, and see how each ends.

    There are four kinds of callers: who has typed half a code, who has only heard the question, who is hearing a
    notice, and whose order is on its way to another computer.
    """
    early, late = asyncio.Event(), asyncio.Event()
    kinds = ((KEYS[:3], early), ("", early), (KEYS, late), (KEYS, early))
    callers = [Caller(f"+1555010{number:04}", *kinds[number % 4]) for number in range(CALLS)]
    half, silent, hearing, ordering = (callers[kind::4] for kind in range(4))
    async with orders_of(Orders(slow=frozenset(each.number for each in ordering))) as orders:
        async with house(folder, database, orders) as hosts, asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
            held = [group.create_task(call(caller, hosts.answer_url)) for caller in callers]
            for caller in callers:
                await caller.hears(lambda text: text.startswith("Code"))
            early.set()
            await hosts.stands(lambda calls: states(calls, "order") == len(ordering))
            await hosts.stands(lambda calls: sum(str(each["attempt"]).count("'123'") for each in calls) == len(half))
            late.set()
            await hosts.stands(lambda calls: states(calls, "notice") == len(hearing))
            hosts.first.send_signal(of)
        reports = [each.result() for each in held]

    for caller, report in zip(callers, reports, strict=True):
        expected = "Unsure {} about 123456." if caller in ordering else "Thanks {} for 123456."
        # a host waits two seconds for a telephone that plays late, and on a busy machine fifty may be later than that
        assert caller.heard[-1].removesuffix("...") == expected.format(caller.number), caller.heard
        assert report.cause == HANGUP_ELEMENT
        assert caller.heard.count(BRIDGE) == 1, caller.heard
        whole = Counter(text for text in caller.heard if not text.endswith("..."))
        assert max(whole.values()) == 1, caller.heard
        assert orders.got[caller.number, KEYS] == 1
    assert orders.got.total() == CALLS
    notices = [text for caller in hearing for text in caller.heard if text.startswith("Listen")]
    assert len(notices) == 2 * len(hearing), "a notice that was cut off is said again"
    assert all(len([text for text in caller.heard if text.startswith("Code")]) == 1 for caller in silent + half)


async def test_calls_go_on_at_another_host_that_shares_a_postgresql(tmp_path: Path) -> None:
    with running_server() as server:
        await a_host_dies(tmp_path, server.make_database())


async def test_calls_go_on_in_another_process_that_shares_a_file(tmp_path: Path) -> None:
    await a_host_dies(tmp_path, f"sqlite:///{tmp_path}/calls.db")


async def test_calls_go_on_in_a_new_process_when_the_old_one_is_told_to_stop(tmp_path: Path) -> None:
    await a_host_dies(tmp_path, f"sqlite:///{tmp_path}/calls.db", Signals.SIGTERM)
