"""Another socket for a stream that has one: says start, brings silence for a second, and leaves."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

from flowrunner.emulator.connection import Connection, Ended, Parting, connect
from flowrunner.emulator.distortion import Distortion
from flowrunner.emulator.faults import Faults
from flowrunner.emulator.line import Line
from flowrunner.emulator.outbox import Outbox
from flowrunner.emulator.playback import FRAME_S
from flowrunner.emulator.wire import StreamIds, Wire
from flowrunner.emulator.xml import Stream
from flowrunner.errors import ChannelClosed

STAYS_S = 1.0


async def dial_second_socket(element: Stream, ids: StreamIds, headers: dict[str, str], line: Line) -> None:
    """Dial it and leave again; the host may refuse it, and the conversation tells whether it did."""
    connection = await connect(element.url, headers, _nobody, Faults(), attempts=1)
    if connection is None:
        line.remark("carrier", "dials a second socket, which is refused")
        return
    async with connection:
        was_closed = await _stay(connection, element, replace(ids, stream=str(uuid.uuid4()), number=2))
    line.remark("carrier", f"dials a second socket, which the host {'closes' if was_closed else 'keeps open'}")


async def _stay(connection: Connection, element: Stream, ids: StreamIds) -> bool:
    outbox = Outbox(lambda: None)
    wire = Wire(element, element.codec, ids, outbox, Distortion(Faults(), ids.number))
    wire.start()
    for _ in range(round(STAYS_S / FRAME_S)):
        wire.media("inbound", element.codec.silence(FRAME_S))
    try:
        await outbox.flush(connection)
        async with asyncio.timeout(STAYS_S):
            while not isinstance(await connection.receive(_nobody), Ended):
                pass
    except (ChannelClosed, TimeoutError) as left:
        if isinstance(left, TimeoutError):
            await connection.part(Parting.CLOSE, outbox, _nobody)
        return isinstance(left, ChannelClosed)
    return True


def _nobody(_kind: str, _detail: str) -> None:
    """Hear complaints: what the host does with this socket is its own affair."""
