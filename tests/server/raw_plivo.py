"""A Plivo made by hand: posts forms, opens sockets, sends JSON. Everything it waits for has a deadline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from xml.etree import ElementTree

import aiohttp

from flowrunner.config import Settings
from flowrunner.emulator.signature import headers, signed_socket_url
from flowrunner.emulator.xml import Method
from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow
from flowrunner.server.app import Host, running_host
from tests.fakes import FakeSpeech

DEADLINE_S = 5.0
INBOUND = {"From": "15550100009", "To": "15550100000", "Direction": "inbound", "CallStatus": "in-progress"}


def flow_of(text: str) -> Flow:
    """Return the flow of a text that has no mistakes."""
    loaded = load_text(text)
    assert loaded.flow is not None, [each.message for each in loaded.diagnostics]
    return loaded.flow


@asynccontextmanager
async def host_of(
    *flows: Flow, settings: Settings | None = None, speech: FakeSpeech | None = None
) -> AsyncGenerator[Host, None]:
    """Run a host on a free port."""
    by_name = {flow.name: flow for flow in flows}
    async with running_host(settings or Settings(port=0), by_name, speech or FakeSpeech()) as host:
        yield host


class RawStream:
    """The far end of one socket."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, call_id: str, stream_id: str) -> None:
        self.ws = ws
        self.call_id = call_id
        self.stream_id = stream_id

    async def start(self, **media_format: object) -> None:
        """Say which stream this is."""
        media = media_format or {"encoding": "audio/x-mulaw", "sampleRate": 8000}
        start = {"callId": self.call_id, "streamId": self.stream_id, "tracks": ["inbound"], "mediaFormat": media}
        await self.send({"event": "start", "sequenceNumber": 1, "start": start, "extra_headers": "{}"})

    async def send(self, message: Mapping[str, object] | str) -> None:
        """Send a message."""
        await self.ws.send_str(message if isinstance(message, str) else json.dumps(message))

    async def press(self, digit: str) -> None:
        """Press a key."""
        await self.send({"event": "dtmf", "streamId": self.stream_id, "dtmf": {"digit": digit, "track": "inbound"}})

    async def next(self) -> dict[str, Any]:
        """Return the next message of the host."""
        async with asyncio.timeout(DEADLINE_S):
            text: str = await self.ws.receive_str()
        message: dict[str, Any] = json.loads(text)
        return message

    async def until(self, event: str) -> dict[str, Any]:
        """Return the next message of this kind."""
        while (message := await self.next())["event"] != event:
            pass
        return message

    async def hear_prompt(self) -> int:
        """Hear a prompt to its end and acknowledge it; return how many messages of sound it took."""
        sounds = 0
        while (message := await self.next())["event"] != "checkpoint":
            sounds += message["event"] == "playAudio"
        await self.send({"event": "playedStream", "streamId": self.stream_id, "name": message["name"]})
        return sounds

    async def ended(self) -> int | None:
        """Wait until the host has closed the socket; return its code."""
        async with asyncio.timeout(DEADLINE_S):
            while (await self.ws.receive()).type not in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
                pass
        return self.ws.close_code

    async def hang_up(self) -> None:
        """Close the socket."""
        await self.ws.close()


class RawPlivo:
    """The far end of one call."""

    def __init__(
        self, client: aiohttp.ClientSession, host: Host, flow: str, call_id: str = "c1", token: str | None = None
    ) -> None:
        self.client = client
        self.host = host
        self.flow = flow
        self.call_id = call_id
        self.token = token
        self.streams = 0

    def signed(self, method: Method, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """Return the headers that sign a request, if there is a token."""
        return headers(self.token, method, url, form) if self.token else {}

    async def post(self, url: str, **more: str) -> ElementTree.Element:
        """Fetch a document."""
        status, body = await self.callback(url, **more)
        assert status == 200, body
        return ElementTree.fromstring(body)

    async def callback(self, url: str, **more: str) -> tuple[int, bytes]:
        """Post a form; return the status and the body."""
        form = {"CallUUID": self.call_id, **INBOUND, **more}
        signature = self.signed("POST", url, form)
        async with asyncio.timeout(DEADLINE_S), self.client.post(url, data=form, headers=signature) as response:
            return response.status, await response.read()

    async def answer(self, **more: str) -> ElementTree.Element:
        """Fetch the first document."""
        return await self.post(self.host.answer_url(self.flow), Event="StartApp", **more)

    async def hang_up(self) -> tuple[int, bytes]:
        """Report that the caller has gone."""
        url = self.host.answer_url(self.flow).replace("/answer", "/hangup")
        return await self.callback(url, Event="Hangup", CallStatus="completed")

    async def counts(self) -> dict[str, int]:
        """Return what the host has counted."""
        async with self.client.get(self.host.url + "/health") as response:
            counts: dict[str, int] = (await response.json())["counts"]
            return counts

    async def hear_health(self, status: int) -> None:
        """Wait until the host says that it is in this state of health."""
        async with asyncio.timeout(DEADLINE_S):
            while (await self._health()) != status:
                pass

    async def _health(self) -> int:
        async with self.client.get(self.host.url + "/health") as response:
            return response.status

    async def open(self, document: ElementTree.Element, **how: Any) -> RawStream:
        """Open the stream of a document, without saying start."""
        return await self.open_url(stream_url(document), **how)

    async def open_url(self, url: str, **how: Any) -> RawStream:
        """Open a stream, without saying start."""
        how.setdefault("headers", self.signed("GET", signed_socket_url(url), {}))
        async with asyncio.timeout(DEADLINE_S):
            ws = await self.client.ws_connect(url, **how)
        self.streams += 1
        return RawStream(ws, self.call_id, f"s{self.streams}")

    async def connect(self, document: ElementTree.Element) -> RawStream:
        """Open and start the stream of a document."""
        stream = await self.open(document)
        await stream.start()
        return stream

    async def carry_on(self, document: ElementTree.Element, **more: str) -> ElementTree.Element:
        """Fetch what comes after a document's stream or dial."""
        redirect, dial = document.find("Redirect"), document.find("Dial")
        url = redirect.text if redirect is not None else dial.get("action") if dial is not None else None
        assert url is not None
        return await self.post(url, Event="Redirect", **more)


def stream_url(document: ElementTree.Element) -> str:
    """Return the address in a document's Stream element."""
    url = document.findtext("Stream")
    assert url is not None, ElementTree.tostring(document)
    return url


def tags(document: ElementTree.Element) -> list[str]:
    """Return the names of a document's elements."""
    return [element.tag for element in document]


@asynccontextmanager
async def plivo(host: Host, flow: str, call_id: str = "c1", token: str | None = None) -> AsyncGenerator[RawPlivo, None]:
    """Begin to be Plivo for one call; with a token all requests are signed."""
    async with aiohttp.ClientSession() as client:
        yield RawPlivo(client, host, flow, call_id, token)
