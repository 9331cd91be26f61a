"""The media stream of one ``<Stream>``: 20 ms each way, fifty times a second, for as long as it lasts.

Frames leave on a schedule that does not drift: frame n is due n * 20 ms after the first, so one that is late is
followed by others that catch up. The same beat drains what the host queued for the caller, so a checkpoint is
acknowledged when its sound has been played and not before, however fast the sound arrived. What is to be sent goes
through an outbox, since the carrier keeps it for a host that is slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import Literal

from flowrunner.audio.codec import Codec
from flowrunner.emulator.connection import Connection, Ended, Parting, connect
from flowrunner.emulator.distortion import Distortion
from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.line import Line
from flowrunner.emulator.mishaps import Ending, Mishaps, StreamEnd
from flowrunner.emulator.options import HangUpStyle
from flowrunner.emulator.orders import Notify, Orders
from flowrunner.emulator.outbox import Outbox
from flowrunner.emulator.playback import FRAME_S, Heard
from flowrunner.emulator.second_socket import dial_second_socket
from flowrunner.emulator.wire import StreamIds, Wire
from flowrunner.emulator.xml import Stream, Track

EARLY_HANGUP_S = 5.0
"""How long a socket waits for the host to be told of the hang-up, when that is to come first."""

_Waiting = asyncio.Task[Literal[True]]


class MediaStream:
    """One stream, from dialling the host's socket to its end."""

    def __init__(self, element: Stream, ids: StreamIds, line: Line, notify: Notify, faults: Faults) -> None:
        self._element = element
        self._codec = Codec.L16_8K if faults.befalls(FaultKind.OTHER_CODEC, ids.number) else element.codec
        self._line = line
        self._notify = notify
        self._faults = faults
        self._samples = round(self._codec.sample_rate * FRAME_S)
        self._silence = self._codec.silence(FRAME_S)
        self._outbox = Outbox(lambda: notify("DegradedStream", {}))
        self._wire = Wire(element, self._codec, ids, self._outbox, Distortion(faults, ids.number))
        self._mishaps = Mishaps(faults, ids.number, self._wire, self._outbox)
        self._orders = Orders(self._codec, self._wire, line, notify, faults)
        self._orders.is_deaf = not element.bidirectional
        self._ids = ids

    async def run(self, headers: dict[str, str], hang_up: HangUpStyle, stopping: asyncio.Event) -> StreamEnd:
        """Hold the stream until it ends, which ``stopping`` asks for.

        ``headers`` sign the handshake, ``hang_up`` is how a caller leaves it.
        """
        connection = await connect(self._element.url, headers, self._line.violations.note, self._faults)
        if connection is None:
            self._notify("DroppedStream", {"Error": StreamEnd.UNREACHABLE.value})
            return StreamEnd.UNREACHABLE
        async with connection:
            ending = await self._hold(connection, headers, stopping)
            await self._part(connection, ending, hang_up)
        self._notify_end(ending.why)
        return ending.why

    def _notify_end(self, why: StreamEnd) -> None:
        lost = why in (StreamEnd.LOST, StreamEnd.TOO_SLOW, StreamEnd.RECONNECTS)
        error = StreamEnd.LOST if why is StreamEnd.RECONNECTS else why
        self._notify("DroppedStream" if lost else "StopStream", {"Error": error.value} if lost else {})

    async def _part(self, connection: Connection, ending: Ending, hang_up: HangUpStyle) -> None:
        parting = ending.parting
        if ending.why is StreamEnd.CALL_ENDED:
            parting = self._last_parting(hang_up)
            if FaultKind.EARLY_HANGUP in self._faults:
                await self._line.hangup_told_within(EARLY_HANGUP_S)
        if parting in (Parting.STOP, Parting.STOP_OPEN):
            self._wire.event("stop")
        await connection.part(parting, self._outbox, self._line.violations.note)

    def _last_parting(self, hang_up: HangUpStyle) -> Parting:
        if FaultKind.SILENT_HANGUP in self._faults:
            return Parting.OPEN
        if FaultKind.STOP_WITHOUT_CLOSE in self._faults:
            return Parting.STOP_OPEN
        return Parting[hang_up.name]

    async def _hold(self, connection: Connection, headers: dict[str, str], stopping: asyncio.Event) -> Ending:
        self._line.attach(self._codec.sample_rate, "bot" if self._element.bidirectional else "callee")
        try:
            async with asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(self._listen(connection))
                mishap = tasks.create_task(self._mishaps.first_end())
                why = {
                    tasks.create_task(self._line.ending.wait()): StreamEnd.CALL_ENDED,
                    tasks.create_task(stopping.wait()): StreamEnd.STOPPED,
                    tasks.create_task(self._outbox.full.wait()): StreamEnd.TOO_SLOW,
                    tasks.create_task(self._orders.given_up.wait()): StreamEnd.LOST,
                }
                beside = (self._beat(), self._outbox.run(connection), self._second_socket(headers))
                working = [tasks.create_task(work) for work in beside]
                ending = await self._first_end(listening, mishap, why)
                for task in (listening, mishap, *why, *working):
                    task.cancel()
        finally:
            self._line.detach()
        return ending

    async def _first_end(
        self, listening: asyncio.Task[StreamEnd], mishap: asyncio.Task[Ending], why: Mapping[_Waiting, StreamEnd]
    ) -> Ending:
        ends = (listening, mishap, *why)
        await asyncio.wait(ends, timeout=self._element.timeout_s, return_when=asyncio.FIRST_COMPLETED)
        for task, reason in why.items():
            if task.done():
                return Ending(reason, Parting.ABRUPT if reason is StreamEnd.TOO_SLOW else Parting.CLOSE)
        if mishap.done():
            return mishap.result()
        return Ending(listening.result() if listening.done() else StreamEnd.TIMEOUT)

    async def _beat(self) -> None:
        """Send what the caller utters and play what the host sent."""
        self._wire.start()
        self._notify("StartStream", {})
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in count(1):
            await asyncio.sleep(began + number * FRAME_S - loop.time())
            self._tick()

    def _tick(self) -> None:
        heard = self._heard()
        uttered = self._line.mouth.tick(self._samples)
        payload = self._codec.encode(uttered.sound)
        self._line.frame(self._codec.decode(payload), self._codec.decode(heard.sound), marked=bool(heard.reached))
        for name in heard.reached:
            self._orders.acknowledge(name)
        sounds: dict[Track, bytes] = {"inbound": payload, "outbound": heard.sound or self._silence}
        for track in self._element.tracks:
            self._wire.media(track, sounds[track])
        for key in uttered.keys:
            self._wire.dtmf(key)

    def _heard(self) -> Heard:
        """Return what the next 20 ms bring the caller; on a one-way stream somebody else than the bot says it."""
        if self._element.bidirectional or not self._line.callee.is_busy:
            return self._orders.playback.tick()
        return Heard(self._codec.encode(self._line.callee.tick(self._samples).sound), ())

    async def _listen(self, connection: Connection) -> StreamEnd:
        async with asyncio.TaskGroup() as tasks:
            hearing = tasks.create_task(self._hear(connection))
            deaf = tasks.create_task(self._mishaps.deaf.wait())
            await asyncio.wait((hearing, deaf), return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                hearing.cancel()
                await asyncio.Future()
            deaf.cancel()
        return hearing.result()

    async def _hear(self, connection: Connection) -> StreamEnd:
        while not isinstance(received := await connection.receive(self._line.violations.note), Ended):
            self._orders.obey(received)
        return StreamEnd.CLOSED if received is Ended.CLOSED else StreamEnd.LOST

    async def _second_socket(self, headers: dict[str, str]) -> None:
        fault = self._faults.get(FaultKind.SECOND_SOCKET)
        if fault is not None and self._ids.number == 1:
            await asyncio.sleep(fault.begins_s)
            await dial_second_socket(self._element, self._ids, headers, self._line)
