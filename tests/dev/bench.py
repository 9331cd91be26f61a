"""A workshop on a free port, with fakes for speech and real files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from flowrunner.call.trace_hub import TraceHub
from flowrunner.config import Settings
from flowrunner.graph.svg import to_svg
from flowrunner.server.app import Host, running_host
from flowrunner.server.dev.mouth import CallerMouth
from flowrunner.server.dev.workshop import Tools, workshop
from flowrunner.server.flows import FlowFiles
from tests.fake_voices import FakeVoice
from tests.fakes import FakeSpeech

DEADLINE_S = 10.0
DESK = """
flow: desk
about: A desk.
start: menu
fallback: bye
states:
  menu:
    ask: For sales, press 1. To leave, press 2.
    choices:
      sales: {press: 1}
      bye: {press: 2}
  sales: {say: Sales., go: bye}
  bye: {say: Goodbye., go: hangup}
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A workshop that listens, the folder that it shows, and a client that is no browser."""

    host: Host
    folder: Path
    client: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.host.url

    @property
    def own(self) -> dict[str, str]:
        """The headers of the page itself."""
        return {"Origin": self.url}

    async def save(self, text: str, name: str = "desk.yaml") -> None:
        """Save a file, and have it read."""
        (self.folder / name).write_text(text, "utf-8")
        await self.host.reload()


@asynccontextmanager
async def bench(*texts: str, voice: FakeVoice | None = None) -> AsyncGenerator[Bench, None]:
    """Open the workshop with a file for each text."""
    tools = Tools(to_svg, CallerMouth(voice or FakeVoice(), "caller"))
    hub = TraceHub()
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts or (DESK,)):
            name = "desk.yaml" if number == 0 else f"other{number}.yaml"
            (Path(folder) / name).write_text(text, "utf-8")
        files = FlowFiles([Path(folder)])
        flows = files.load().flows
        running = running_host(Settings(port=0), flows, FakeSpeech(), files, hub, workshop(tools, hub))
        async with running as host, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(DEADLINE_S)) as client:
            yield Bench(host, Path(folder), client)


class Page:
    """The connection of a page."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse[bool]) -> None:
        self.ws = ws

    async def flows(self) -> list[dict[str, Any]]:
        """Wait to be told of the flows."""
        while (message := await self.ws.receive_json())["type"] != "flows":
            pass
        found: list[dict[str, Any]] = message["flows"]
        return found

    async def item(self, kind: str) -> dict[str, Any]:
        """Wait to be told that such a thing happened to a call."""
        while True:
            message = await self.ws.receive_json()
            items = message.get("items", [])
            if found := [item for item in items if item["kind"] == kind]:
                first: dict[str, Any] = found[0]
                return first


@asynccontextmanager
async def open_page(*texts: str) -> AsyncGenerator[tuple[Bench, Page], None]:
    """Open the workshop, and the connection of a page."""
    async with asyncio.timeout(DEADLINE_S), bench(*texts) as desk, joined(desk) as page:
        yield desk, page


@asynccontextmanager
async def joined(desk: Bench) -> AsyncGenerator[Page, None]:
    """Open the connection of a page."""
    async with desk.client.ws_connect(f"{desk.url}/dev/events", headers=desk.own) as ws:
        yield Page(ws)
