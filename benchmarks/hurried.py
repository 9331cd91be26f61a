"""A Plivo in a hurry: whole calls over real sockets in a few milliseconds, each of which may break off anywhere.

Prompts are acknowledged as soon as they have arrived, so nothing waits for sound to be played. What a call does is
drawn from a chance of its own: the keys it presses, who picks up, the moment it leaves, and how. A caller who leaves
closes the stream, with a `stop` or without, or drops the connection; Plivo tells of it before or after, once or twice.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from benchmarks.wire import CLOSE, PING, PONG, TEXT, FrameReader, StreamMessages, frame, upgrade

HOST = "127.0.0.1"
CALL_S = 30.0
"""How long a call may take that takes milliseconds."""
FRAMES = 3
"""Of sound, before the caller presses a key."""
SOUND = (b"/" * 213 + b"w==",)
"""20 ms of silence, in base64."""
LEAVING = 0.3
"""How many of the callers leave before the call is over."""
STEPS = 25
"""A call that is not broken off has about so many."""
PARTIES = {"From": "15550100009", "To": "15550100000", "Direction": "inbound", "CallStatus": "in-progress"}
CLOSED = frame((1000).to_bytes(2, "big"), CLOSE)


class HangsUp(Exception):  # noqa: N818 - it is no error
    """The caller leaves here."""


@dataclass(slots=True)
class Whim:
    """What a caller will do."""

    chance: Random
    steps_left: int

    @classmethod
    def of(cls, seed: int) -> Whim:
        """Draw one."""
        chance = Random(seed)
        return cls(chance, chance.randrange(STEPS) if chance.random() < LEAVING else 10 * STEPS)

    def step(self) -> None:
        """Go one step further; raises HangsUp where the caller has had enough."""
        self.steps_left -= 1
        if self.steps_left < 0:
            raise HangsUp


class Line:
    """One stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, messages: StreamMessages) -> None:
        self.messages = messages
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader()
        self._waiting: list[tuple[int, bytes]] = []

    @classmethod
    async def open(cls, url: str, call_id: str) -> Line:
        """Connect; raises ConnectionError when the host does not want the stream."""
        parts = urlsplit(url.strip())
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(upgrade(parts.netloc, parts.path))
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0]:
            writer.close()
            raise ConnectionError(head.decode(errors="replace"))
        return cls(reader, writer, StreamMessages(call_id, f"stream-of-{call_id}", SOUND))

    def send(self, *data: bytes) -> None:
        """Send frames, if there is still anybody."""
        if not self._writer.is_closing():
            self._writer.write(b"".join(data))

    async def next(self) -> Mapping[str, object] | None:
        """Return the next message; None when the host has closed the stream."""
        while True:
            while self._waiting:
                opcode, payload = self._waiting.pop(0)
                if opcode == TEXT:
                    message: dict[str, object] = json.loads(payload)
                    return message
                if opcode == CLOSE:
                    self.send(CLOSED)
                    return None
                if opcode == PING:
                    self.send(frame(payload, PONG))
            data = await self._read()
            if not data:
                return None
            self._waiting.extend(self._frames.feed(data))

    async def _read(self) -> bytes:
        """Return what comes next; nothing when the stream has ended, be it that a frame crossed its close."""
        try:
            return await self._reader.read(65_536)
        except ConnectionError:
            return b""

    async def leave(self, chance: Random) -> None:
        """End the stream in one of the ways that were seen."""
        way = chance.choice(("stop", "close", "drop"))
        if way == "drop":
            self._writer.transport.abort()
        else:
            self.send(frame(b'{"event":"stop"}') if way == "stop" else b"", CLOSED)
        await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


@dataclass(slots=True)
class HurriedCall:
    """One call."""

    answer_url: str
    call_id: str
    whim: Whim
    tally: Counter[str]
    """What happened, by kind: ``streams``, ``dials``, and of each call that it ``ended``, ``left`` or ``failed``."""
    line: Line | None = None
    ended: str = ""
    """The elements of the last document."""

    async def hold(self) -> None:
        """Hold the call, until it has ended or the caller leaves; anything else has failed."""
        try:
            async with asyncio.timeout(CALL_S):
                outcome = await self._outcome()
                await self._end()
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            outcome = "failed"
        self.tally[outcome] += 1

    async def _outcome(self) -> str:
        try:
            await self._talk()
        except HangsUp:
            return "left"
        return "ended" if self.ended == "Hangup" else "failed"

    async def _talk(self) -> None:
        document = await self._ask(self.answer_url, Event="StartApp")
        while (stream := document.findtext("Stream")) is not None:
            await self._stream(stream)
            document = await self._ask(document.findtext("Redirect") or "", Event="Redirect")
            while (dial := document.find("Dial")) is not None:
                self.tally["dials"] += 1
                outcome = self.whim.chance.choice(("completed", "busy", "no-answer"))
                document = await self._ask(dial.get("action", ""), Event="Redirect", DialStatus=outcome)
        self.ended = " ".join(each.tag for each in document)

    async def _stream(self, url: str) -> None:
        self.whim.step()
        line = self.line = await Line.open(url, self.call_id)
        self.whim.step()
        line.send(line.messages.start())
        self.tally["streams"] += 1
        while (message := await line.next()) is not None:
            self.whim.step()
            self._react(line, message)
        await line.close()
        self.line = None

    def _react(self, line: Line, message: Mapping[str, object]) -> None:
        match message["event"]:
            case "checkpoint":
                line.send(line.messages.played(str(message["name"])))
                self._press(line)
            case "clearAudio":
                line.send(line.messages.cleared())
            case _ if self.whim.chance.random() < 0.2:
                self._press(line)  # into the prompt

    def _press(self, line: Line) -> None:
        sound = [line.messages.media() for _ in range(FRAMES)]
        line.send(*sound, line.messages.key(self.whim.chance.choice("1239")))

    async def _ask(self, url: str, **more: str) -> ElementTree.Element:
        self.whim.step()
        document = await post(url, {"CallUUID": self.call_id, **PARTIES, **more})
        self.whim.step()
        return ElementTree.fromstring(document)

    async def _end(self) -> None:
        chance = self.whim.chance
        hangup = urlsplit(self.answer_url)._replace(path=urlsplit(self.answer_url).path.replace("/answer", "/hangup"))
        form = {"CallUUID": self.call_id, **PARTIES, "Event": "Hangup", "CallStatus": "completed"}
        if chance.random() < 0.5:
            await post(hangup.geturl(), form)
        if self.line is not None:
            await self.line.leave(chance)
        await post(hangup.geturl(), form)


async def post(url: str, form: Mapping[str, str]) -> bytes:
    """Post a form over a connection of its own; raises ConnectionError for anything but 200."""
    parts, body = urlsplit(url), urlencode(form).encode()
    lines = (
        f"POST {parts.path} HTTP/1.0",
        f"Host: {parts.netloc}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write("\r\n".join((*lines, "", "")).encode() + body)
        head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
        await writer.wait_closed()
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise ConnectionError(head.decode(errors="replace"))
    return answer


async def hold_calls(answer_url: str, seeds: range, at_once: int) -> Counter[str]:
    """Hold a call of each seed, so many at once; return what happened."""
    left = iter(seeds)
    tally: Counter[str] = Counter()

    async def one_after_another() -> None:
        for seed in left:
            await HurriedCall(answer_url, f"call-{seed}", Whim.of(seed), tally).hold()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(one_after_another())
    return tally
