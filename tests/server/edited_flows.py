"""A host whose flows lie in a folder that tests edit, and callers who read what they are told."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from xml.etree import ElementTree

from flowrunner.config import Settings
from flowrunner.server.app import Host, running_host
from flowrunner.server.catalog import FlowChange
from flowrunner.server.flows import FlowFiles
from tests.fakes import FakeSpeech, MarkedPrompts
from tests.server.raw_plivo import DEADLINE_S, RawPlivo, RawStream, tags

# what is said to the silent would be no fault of a reload: on a busy machine a caller takes their time
TALK = """
flow: {flow}
start: first
fallback: hangup
defaults: {{after: 10m}}
states:
  first:
    ask: Version {version}, first.
    choices: {{on: {{press: 1, go: second}}, person: {{press: 2}}}}
  second:
    ask: Version {version}, second.
    choices: {{on: {{press: 1, go: first}}, person: {{press: 2}}}}
  person:
    transfer: "+15550100001"
    go: {{otherwise: second}}
"""


def talk(version: object, flow: str = "talk") -> str:
    """Return a flow that says which version it is, for as long as somebody presses keys."""
    return TALK.format(flow=flow, version=version)


def save(path: Path, text: str) -> None:
    """Save a file as editors do: written whole under another name, then renamed."""
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)


def delete(path: Path) -> None:
    """Delete a file."""
    path.unlink()


@asynccontextmanager
async def edited_host(folder: Path, *, watch: bool = False) -> AsyncGenerator[Host, None]:
    """Serve the flows of a folder."""
    files, settings = FlowFiles([folder]), Settings(port=0, reload=watch)
    flows = files.load().flows
    async with running_host(settings, flows, FakeSpeech(MarkedPrompts()), files) as host:
        yield host


@asynccontextmanager
async def change_of(host: Host) -> AsyncGenerator[asyncio.Future[FlowChange], None]:
    """Expect one change, caused in the body, within a deadline."""
    told: asyncio.Future[FlowChange] = asyncio.get_running_loop().create_future()
    unsubscribe = host.flows.subscribe(lambda change: None if told.done() else told.set_result(change))
    yield told
    async with asyncio.timeout(DEADLINE_S):
        await told
    unsubscribe()


class Caller:
    """Somebody who holds a call and hears what its prompts say."""

    def __init__(self, plivo: RawPlivo) -> None:
        self.plivo = plivo
        self.document = ElementTree.Element("Response")
        self.stream: RawStream | None = None

    async def call(self) -> str:
        """Begin; return what is said first."""
        self.document = await self.plivo.answer()
        return await self.connect()

    async def connect(self) -> str:
        """Open the stream of the newest document; return what is said first."""
        self.stream = await self.plivo.connect(self.document)
        return await self.hear()

    async def press(self, key: str) -> str:
        """Press a key; return what is said then."""
        assert self.stream is not None
        await self.stream.press(key)
        return await self.hear()

    async def carry_on(self, **more: str) -> ElementTree.Element:
        """Fetch what comes after the stream or dial of the newest document."""
        self.document = await self.plivo.carry_on(self.document, **more)
        return self.document

    async def lose_stream(self) -> str:
        """Let the connection break and open the next one; return what is said first."""
        assert self.stream is not None
        await self.stream.hang_up()
        await self.carry_on()
        return await self.connect()

    async def meet_nobody(self) -> None:
        """Ask for a person whose line is busy."""
        assert self.stream is not None
        await self.stream.press("2")
        await self.stream.ended()
        assert tags(await self.carry_on())[0] == "Dial"
        await self.carry_on(DialStatus="busy")

    async def hang_up(self) -> None:
        """End the call."""
        assert self.stream is not None
        await self.stream.hang_up()
        await self.plivo.hang_up()

    async def hear(self) -> str:
        """Hear a prompt to its end and acknowledge it; return its text."""
        assert self.stream is not None
        sound = b""
        while (message := await self.stream.next())["event"] != "checkpoint":
            if message["event"] == "playAudio":
                sound += base64.b64decode(message["media"]["payload"])
        done = {"event": "playedStream", "streamId": self.stream.stream_id, "name": message["name"]}
        await self.stream.send(done)
        return " ".join(text.decode() for text in re.findall(rb"\x02([ -~]*)\x03", sound))
