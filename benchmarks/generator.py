"""Emulates N callers against one server, keeps the pace of 50 frames a second each, and says whether it could.

It is a process of its own, on a core of its own where there are two. Theory of operation: the calls take turns.
Frame number k of the run belongs to call ``k % N`` and is due ``k / (50 N)`` seconds after the beginning, so calls
are spread evenly over the 20 ms. About every millisecond everything due is written. The server's CPU clock is
read here too, because only the pacer knows when the window begins and ends.

Reads a Plan from standard input, and writes Progress and at last an Outcome, one JSON object a line.
"""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec
import uvloop

from benchmarks import cpu
from benchmarks.caller import Caller
from benchmarks.figures import percentile
from benchmarks.plan import FRAMES_PER_SECOND, Outcome, Plan, Progress
from benchmarks.wire import FRAME_BYTES, StreamMessages, payloads

HOST = "127.0.0.1"
TICK_S = 0.001
CONNECT_AT_ONCE = 10
SILENCE = b"\xff" * FRAME_BYTES


@dataclass(slots=True)
class Pacer:
    """Sends every frame at its time, and knows how late it was."""

    callers: list[Caller]
    sent: int = 0
    late_s: list[float] = field(default_factory=list)

    async def run(self, seconds: float, each_tick: Callable[[float], None] = lambda elapsed_s: None) -> None:
        """Send frames for a while."""
        first, began = self.sent, time.monotonic()
        while (elapsed := time.monotonic() - began) < seconds:
            self._catch_up(first, elapsed)
            each_tick(elapsed)
            await asyncio.sleep(TICK_S)

    def forget(self) -> None:
        """Begin to count anew."""
        self.sent = 0
        self.late_s.clear()

    def due(self, seconds: float) -> int:
        """Return how many frames belong to a while."""
        return int(seconds * FRAMES_PER_SECOND * len(self.callers))

    @property
    def late_ms(self) -> float:
        """The 99th percentile."""
        return 1000 * percentile(self.late_s, 99)

    def _catch_up(self, first: int, elapsed: float) -> None:
        due = first + self.due(elapsed)
        if due > self.sent:
            self.late_s.append(elapsed - (self.sent - first) / (FRAMES_PER_SECOND * len(self.callers)))
        callers = self.callers
        for number in range(self.sent, due):
            callers[number % len(callers)].send_media()
        self.sent = max(self.sent, due)


@dataclass(slots=True)
class Fingers:
    """Presses a key of each caller in turn, spread evenly."""

    callers: list[Caller]
    plan: Plan
    pressed: int = 0

    def press_what_is_due(self, elapsed_s: float) -> None:
        """Press every key whose time has come."""
        due = int(elapsed_s / self.plan.press_every_s * len(self.callers))
        for number in range(self.pressed, due):
            self.callers[number % len(self.callers)].press(self.plan.press or "")
        self.pressed = due


@dataclass(frozen=True, slots=True)
class Clocks:
    """What is read at both ends of the window, in seconds."""

    time: float
    server: float
    own: float
    busy: float

    @classmethod
    def read(cls, plan: Plan) -> Clocks:
        """Read them all now."""
        return cls(time.monotonic(), cpu.process_cpu_s(plan.server_pid), time.process_time(), cpu.busy_s(plan.cores))

    def since(self, before: Clocks) -> Clocks:
        """Return what went by."""
        return Clocks(
            self.time - before.time, self.server - before.server, self.own - before.own, self.busy - before.busy
        )


@dataclass(frozen=True, slots=True)
class Window:
    """What the measuring came to."""

    clocks: Clocks
    frames: int
    late_ms: float


def say(message: Progress | Outcome) -> None:
    """Write one line for whoever started us."""
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


async def stream_path(plan: Plan, call_id: str) -> str:
    """Ask the answer URL where the stream of a new call goes."""
    if plan.answer is None:
        return plan.stream
    body = f"CallUUID={call_id}&From=15550100001&To=15550100002&Direction=inbound&Event=StartApp&CallStatus=ringing"
    document = await _post(plan.port, plan.answer, body)
    stream = ElementTree.fromstring(document).find("Stream")
    if stream is None or not stream.text:
        raise ConnectionError(f"the answer holds no stream: {document}")
    url = urlsplit(stream.text.strip())
    return f"{url.path}?{url.query}" if url.query else url.path


async def _post(port: int, path: str, body: str) -> str:
    reader, writer = await asyncio.open_connection(HOST, port)
    lines = (
        f"POST {path} HTTP/1.0",
        f"Host: {HOST}:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    writer.write("\r\n".join((*lines, "", body)).encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer.partition("\r\n\r\n")[2]


def sound_of(plan: Plan) -> tuple[bytes, ...]:
    """Return what the callers say, as base64 of 20 ms each."""
    return payloads(Path(plan.sound).read_bytes() if plan.sound else SILENCE)


async def connect(plan: Plan, on_key_answered: Callable[[float], None]) -> list[Caller]:
    """Open every call, a few at a time; raises ConnectionError."""
    loop = asyncio.get_running_loop()
    sound = sound_of(plan)
    gate = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def one(number: int) -> Caller:
        async with gate:
            call_id = str(uuid.uuid4())
            path = await stream_path(plan, call_id)
            position = number * len(sound) // plan.calls
            messages = StreamMessages(call_id, str(uuid.uuid4()), sound, position)
            _, caller = await loop.create_connection(lambda: Caller(messages, path, on_key_answered), HOST, plan.port)
            await caller.opened()
            return caller

    async with asyncio.timeout(30):
        return await asyncio.gather(*(one(number) for number in range(plan.calls)))


async def observe(plan: Plan, pacer: Pacer) -> Window:
    """Keep the pace for as long as the plan measures, and read the clocks at both ends."""
    pacer.forget()
    began = Clocks.read(plan)
    await pacer.run(plan.measure_s)
    clocks = Clocks.read(plan).since(began)
    return Window(clocks, pacer.sent, pacer.late_ms)


async def perform(plan: Plan) -> Outcome:
    """Connect, warm up, measure, press keys, hang up; raises ConnectionError."""
    answers_ms: list[float] = []
    say(Progress("connecting"))
    callers = await connect(plan, lambda seconds: answers_ms.append(1000 * seconds))
    pacer, fingers = Pacer(callers), Fingers(callers, plan)
    say(Progress("warming up"))
    await pacer.run(plan.warmup_s)
    say(Progress("measuring"))
    window = await observe(plan, pacer)
    if plan.press:
        say(Progress("pressing keys"))
        pacer.forget()
        await pacer.run(plan.press_s, fingers.press_what_is_due)
        await pacer.run(plan.last_answers_s)
        window = replace(window, late_ms=max(window.late_ms, pacer.late_ms))
    lost = sum(caller.lost for caller in callers)
    for caller in callers:
        caller.hang_up()
    return outcome(pacer, window, lost, fingers.pressed, answers_ms)


def outcome(pacer: Pacer, window: Window, lost: int, pressed: int, answers_ms: list[float]) -> Outcome:
    """Put together what is reported."""
    clocks = window.clocks
    return Outcome(
        cpu_s=clocks.server,
        window_s=clocks.time,
        frames_due=pacer.due(clocks.time),
        frames_sent=window.frames,
        late_ms=window.late_ms,
        generator_cpu=clocks.own / clocks.time,
        others_cpu=max(0.0, clocks.busy - clocks.server - clocks.own) / clocks.time,
        lost_calls=lost,
        unanswered_keys=pressed - len(answers_ms),
        key_to_audio_ms=tuple(answers_ms),
    )


def main() -> None:
    """Do what standard input says."""
    plan = msgspec.json.decode(sys.stdin.readline(), type=Plan)
    say(uvloop.run(perform(plan)))


if __name__ == "__main__":
    main()
