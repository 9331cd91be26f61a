"""The streams of one call: those of its documents and those that the REST API began, running or over."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flowrunner.emulator.callbacks import Callbacks
from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.identity import Identity, in_other_words
from flowrunner.emulator.line import Line
from flowrunner.emulator.mishaps import StreamEnd
from flowrunner.emulator.orders import Notify
from flowrunner.emulator.stream import MediaStream
from flowrunner.emulator.web import Web
from flowrunner.emulator.wire import StreamIds
from flowrunner.emulator.xml import Stream


@dataclass(slots=True, eq=False)
class CallStream:
    """One stream."""

    element: Stream
    stream_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime | None = None
    end: StreamEnd | None = None


class Streams:
    """Begins, holds and stops the streams of a call."""

    def __init__(self, identity: Identity, line: Line, web: Web, callbacks: Callbacks, faults: Faults) -> None:
        self._identity = identity
        self._line = line
        self._web = web
        self._callbacks = callbacks
        self._faults = faults
        self._begun = 0
        self.beside = asyncio.TaskGroup()
        """To be entered while the call is held: it is the parent of streams that run beside the documents."""
        self.all: list[CallStream] = []

    @property
    def running(self) -> list[CallStream]:
        """Those that have not ended."""
        return [stream for stream in self.all if stream.ended is None]

    def begin(self, element: Stream) -> CallStream:
        """Begin a stream beside the documents."""
        stream = self._add(element)
        self.beside.create_task(self._hold(stream))
        return stream

    async def hold(self, element: Stream) -> None:
        """Hold a stream until it ends."""
        await self._hold(self._add(element))

    def stop(self, stream_id: str | None = None) -> bool:
        """End the stream of this id, or all; False when none is running."""
        found = [stream for stream in self.running if stream_id in (None, stream.stream_id)]
        for stream in found:
            stream.stopping.set()
        return bool(found)

    def _add(self, element: Stream) -> CallStream:
        stream = CallStream(element)
        self.all.append(stream)
        return stream

    async def _hold(self, stream: CallStream) -> None:
        try:
            while (end := await self._once(stream)) is StreamEnd.RECONNECTS:
                stream.stream_id = str(uuid.uuid4())
            stream.end = end
        finally:
            stream.ended = datetime.now(UTC)
            self._line.pulse()

    async def _once(self, stream: CallStream) -> StreamEnd:
        self._begun += 1
        ids = StreamIds(self._identity.call_uuid, stream.stream_id, self._identity.account, self._begun)
        headers = self._web.signed_socket(stream.element.url)
        media = MediaStream(stream.element, ids, self._line, self._notifier(stream), self._faults)
        return await media.run(headers, self._identity.options.hang_up, stream.stopping)

    def _notifier(self, stream: CallStream) -> Notify:
        element, stream_id = stream.element, stream.stream_id

        def notify(event: str, more: dict[str, str]) -> None:
            if element.status_url is not None:
                form = self._identity.stream_form(event, stream_id, element.url, more)
                if FaultKind.OTHER_STATUS_WORDS in self._faults:
                    form = in_other_words(form)
                self._callbacks.status(element.status_url, element.status_method, form)

        return notify
