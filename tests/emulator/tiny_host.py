"""A host in a hundred lines, strict about what it receives, that says what a test tells it to."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from flowrunner.audio.codec import Codec

NAMES = {Codec.MULAW_8K: "audio/x-mulaw", Codec.L16_8K: "audio/x-l16", Codec.L16_16K: "audio/x-l16"}


BOTH_WAYS = 'bidirectional="true" keepCallAlive="true"'


class HostSocket:
    """The host's end of a media socket; every message that arrives is checked."""

    def __init__(self, socket: web.WebSocketResponse, codec: Codec) -> None:
        self.socket = socket
        self.codec = codec
        self.stream_id = ""
        self.tracks: list[str] = []
        self.seen: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self._chunks = 0

    async def next(self, *events: str) -> dict[str, Any] | None:
        """Return the next message of one of these kinds, or of any; None when the socket has ended."""
        while (message := await self.socket.receive()).type is WSMsgType.TEXT:
            fields = json.loads(message.data)
            self._check(fields)
            if not events or fields["event"] in events:
                return dict(fields)
        self.close_code = self.socket.close_code
        return None

    async def until_closed(self) -> None:
        """Read everything that is left."""
        await self.next("nothing")

    async def play(self, sound: bytes, **media: object) -> None:
        """Send sound."""
        payload = base64.b64encode(sound).decode()
        named = {"contentType": NAMES[self.codec], "sampleRate": self.codec.sample_rate, "payload": payload}
        await self.send("playAudio", media=named | media)

    async def prompt(self, seconds: float, checkpoint: str) -> None:
        """Send a prompt and its checkpoint."""
        await self.play(tone(seconds, self.codec))
        await self.send("checkpoint", streamId=self.stream_id, name=checkpoint)

    async def clear(self) -> None:
        """Drop what is queued."""
        await self.send("clearAudio", streamId=self.stream_id)

    async def send(self, event: str, **fields: object) -> None:
        """Send any message."""
        await self.socket.send_json({"event": event, **fields})

    def frames_before(self, event: str) -> int:
        """Return how many frames arrived before the first message of a kind."""
        events = [message["event"] for message in self.seen]
        return events[: events.index(event)].count("media")

    def _check(self, message: dict[str, Any]) -> None:
        self.seen.append(message)
        assert message["sequenceNumber"] == len(self.seen)
        if len(self.seen) == 1:
            self._check_start(message)
        else:
            assert message["streamId"] == self.stream_id
        if message["event"] in ("start", "media", "dtmf"):
            assert isinstance(message["extra_headers"], str)
        if message["event"] == "media":
            self._check_media(message["media"])
        if message["event"] == "dtmf":
            assert message["dtmf"].keys() == {"track", "digit", "timestamp"}
            assert message["dtmf"]["digit"] in "0123456789*#ABCD"

    def _check_start(self, message: dict[str, Any]) -> None:
        assert message["event"] == "start"
        start = message["start"]
        assert start.keys() == {"callId", "streamId", "accountId", "tracks", "mediaFormat"}
        assert start["mediaFormat"] == {"encoding": NAMES[self.codec], "sampleRate": self.codec.sample_rate}
        self.stream_id, self.tracks = start["streamId"], start["tracks"]

    def _check_media(self, media: dict[str, Any]) -> None:
        self._chunks += 1
        assert media["track"] in self.tracks
        assert media["chunk"] == self._chunks
        assert isinstance(media["timestamp"], str)
        assert media["timestamp"].isdecimal()
        assert len(base64.b64decode(media["payload"])) == self.codec.bytes_per_second // 50


@dataclass
class Asked:
    """One request, as it arrived."""

    path: str
    method: str
    form: Mapping[str, str]
    headers: Mapping[str, str]
    url: str


Talk = Callable[[HostSocket], Awaitable[None]]
Reply = Callable[[Asked], web.Response]


@dataclass
class TinyHost:
    """Answers each path with a document or a function of the request, and talks on ``/media``.

    In documents ``BASE`` stands for the host's address, ``SOCKET`` for the same of its sockets.
    """

    documents: dict[str, str | Reply]
    talks: list[Talk] = field(default_factory=list)
    """One for each socket that is opened; a socket without one is refused."""
    codec: Codec = Codec.MULAW_8K
    asked: list[Asked] = field(default_factory=list)
    sockets: list[HostSocket] = field(default_factory=list)
    base: str = ""

    def events(self) -> list[str]:
        """Return what was asked, as ``path Event``."""
        return [f"{one.path} {one.form['Event']}" for one in self.asked]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request for a document."""
        form = {key: str(value) for key, value in (await request.post() or request.query).items()}
        asked = Asked(request.path, request.method, form, request.headers, str(request.url))
        self.asked.append(asked)
        assert form["CallUUID"]
        document = self.documents.get(request.path, "<Response/>")
        if callable(document):
            return document(asked)
        hung_up = form["Event"] == "Hangup"
        return xml("<Response/>" if hung_up else self._filled(document))

    async def media(self, request: web.Request) -> web.StreamResponse:
        """Talk on a socket."""
        if not self.talks:
            return web.Response(status=403)
        response = web.WebSocketResponse(protocols=("audio.drachtio.org",), compress=False)
        await response.prepare(request)
        assert response.ws_protocol == "audio.drachtio.org"
        socket = HostSocket(response, self.codec)
        self.sockets.append(socket)
        await self.talks.pop(0)(socket)
        await response.close()
        return response

    def _filled(self, document: str) -> str:
        return document.replace("BASE", self.base).replace("SOCKET", self.base.replace("http", "ws"))


@asynccontextmanager
async def listening(host: TinyHost) -> AsyncIterator[TinyHost]:
    """Serve on a free port."""
    app = web.Application()
    app.router.add_get("/media", host.media)
    app.router.add_route("*", "/{path:.*}", host.answer)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield host
    finally:
        await runner.cleanup()


def stream(codec: Codec = Codec.MULAW_8K, attributes: str = BOTH_WAYS) -> str:
    """Return a stream, its address on a line of its own."""
    content_type = f"{NAMES[codec]};rate={codec.sample_rate}"
    return f'<Stream contentType="{content_type}" {attributes}>\n    SOCKET/media\n  </Stream>'


def xml(document: str) -> web.Response:
    """Return a document as Plivo wants it."""
    return web.Response(text=document, content_type="application/xml")


def tone(seconds: float, codec: Codec) -> bytes:
    """Return something audible."""
    frames = round(seconds * codec.sample_rate)
    return codec.encode(codec.decode(codec.silence(seconds)) + 1000)[: frames * codec.sample_width]
