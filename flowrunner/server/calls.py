"""The calls of this host: what is known of each between and during its streams."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from flowrunner.audio.codec import Codec
from flowrunner.engine.call import CallFacts
from flowrunner.engine.machine import Machine
from flowrunner.flow.model import Flow, Start

if TYPE_CHECKING:
    from flowrunner.call.ending import SessionEnd
    from flowrunner.call.session import CallSession
    from flowrunner.call.transcription import TranscribingSession
    from flowrunner.engine.actions import Action, ConnectTo, Transcribe
    from flowrunner.engine.call import Call
    from flowrunner.flow.disk import Stamp
    from flowrunner.plivo.callbacks import CallRequest
    from flowrunner.plivo.channel import PlivoChannel
    from flowrunner.server.keeper import RecordKeeper
    from flowrunner.server.origin import Origin
    from flowrunner.server.recordings import Kept
    from flowrunner.server.tickets import Tickets

KEEP_ENDED_S = 600.0
"""How long a call that ended is remembered, so that late and repeated callbacks find it."""
KEEP_ENDED_AT_MOST = 1_000
"""Each takes 5 KB or so; a host full of calls of three minutes has this many in three, and Plivo repeats for one."""
DIAL_AT_MOST_S = 5 * 3600.0
"""A dialed call says nothing for hours; Plivo ends it after four."""
SILENT_AT_MOST_S = 180.0
"""A call without a stream, of which nothing was heard for so long, is gone: its callbacks were lost."""
SILENT_WHEN_CLOSING_S = 10.0
"""The same for a host that waits for its calls to end: Plivo comes back within a second or two, if at all."""
Recordings = Mapping[str, "Stamp | None"]
"""How recorded files stood, by name."""
DOCUMENTS_AT_MOST = 50
"""How many answers of a call are kept for repeated requests; each transfer takes two."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class ServedFlow:
    """One version of a flow that takes calls."""

    flow: Flow
    machine: Machine
    codec: Codec
    """What its streams ask for."""
    rescue: ConnectTo | None = None
    """Whom the caller is connected to when no stream can be had: the fallback, if it is a person."""
    recordings: Recordings = field(default_factory=dict)
    """What it plays: another version serves when one of these files is replaced."""
    sounds: Kept = field(default_factory=dict, repr=False, compare=False)
    """What was read of them."""

    @property
    def name(self) -> str:
        """The flow's."""
        return self.flow.name

    @property
    def version(self) -> str:
        """A digest of everything that it was made from."""
        return self.flow.version

    @property
    def remembers(self) -> bool:
        """Whether it knows callers again."""
        return bool(self.flow.remember)

    @property
    def minds_machines(self) -> bool:
        """Whether it begins elsewhere when a machine answers."""
        return self.flow.start.machine != self.flow.start.outbound


@dataclass(frozen=True, slots=True)
class Live:
    """A session that is running, and the channel it runs on."""

    session: CallSession | TranscribingSession
    channel: PlivoChannel


@dataclass(frozen=True, slots=True)
class Dialing:
    """The numbers of a transfer that have not been rung, and the request they belong to."""

    connect: ConnectTo
    left: tuple[str, ...]


@dataclass(slots=True)
class CallRecord:
    """One call. ``ticket`` belongs to the newest document, which is a stream, or a dial when ``dialing`` is set."""

    call_id: str
    served: ServedFlow
    call: Call
    pending: tuple[Action, ...]
    """What the machine wants done as soon as there is a stream."""
    began_s: float
    ticket: str = ""
    dialing: Dialing | None = None
    listening: Transcribe | None = None
    """What is written down, while that is all that is done."""
    live: Live | None = None
    end: SessionEnd | None = None
    """How the last stream of this ticket ended; None: none has begun."""
    rejoins: int = 0
    begin_again: bool = False
    """A machine has answered: what was said so far was said to nobody."""
    oddities: int = 0
    answer: bytes = b""
    """The first document, for when its request is repeated."""
    documents: dict[str, bytes] = field(default_factory=dict)
    """What was answered when the stream or dial of a ticket had ended, for when that is repeated."""
    reports: set[tuple[str, str]] = field(default_factory=set)
    """What was told of which stream."""
    ended: str = ""
    """Why; empty while the call lasts."""
    began_at: float = 0.0
    """Seconds since the epoch, for hosts that have another clock."""
    begun: bool = False
    """Whether a stream has begun."""
    keeper: RecordKeeper | None = None
    """Writes the call down; None: it lives and dies with this process."""
    origin: Origin | None = None
    """How ``pending`` came about, where it waits for a stream."""
    lost: bool = False
    """Another host has it: nothing of it may be done here any more."""
    heard_of_s: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while no session is running."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the next document is decided."""

    @property
    def parted(self) -> str:
        """Why it is over when Plivo says that it is."""
        if self.dialing is not None:
            return "transferred"
        return "hung_up" if self.end is not None and self.end.reason == "hangup" else "caller_left"


class Calls:
    """The registry, by flow and CallUUID. Calls that ended are kept for a while, and not too many of them."""

    def __init__(
        self, tickets: Tickets, clock: Callable[[], float] = time.monotonic, keep_at_most: int = KEEP_ENDED_AT_MOST
    ) -> None:
        self.tickets = tickets
        self.clock = clock
        self._keep_at_most = keep_at_most
        self._live: dict[tuple[str, str], CallRecord] = {}
        self._ended: dict[tuple[str, str], CallRecord] = {}
        self._quiet = asyncio.Event()
        self._quiet.set()

    def __len__(self) -> int:
        """How many calls are not over."""
        return len(self._live)

    def __iter__(self) -> Iterator[CallRecord]:
        return iter(list(self._live.values()))

    def find(self, flow: str, call_id: str) -> CallRecord | None:
        """Return the call, ended or not."""
        key = (flow, call_id)
        return self._live.get(key) or self._ended.get(key)

    def find_by_ticket(self, flow: str, ticket: str) -> CallRecord | None:
        """Return the call that a ticket was handed out to."""
        found = self.tickets.find(ticket, flow)
        return self.find(flow, found.call_id) if found is not None else None

    def add(self, record: CallRecord) -> None:
        """Begin to know a call."""
        self.touch(record)
        record.over.set()
        self._live[_key(record)] = record
        self._quiet.clear()

    def adopt(self, record: CallRecord) -> None:
        """Know a call that another host began, and the tickets that it handed out."""
        self.add(record)
        for ticket in (record.ticket, *record.documents):
            self.tickets.adopt(ticket, record.served.name, record.call_id)

    def drop(self, record: CallRecord) -> bool:
        """Know a call no more, which is another host's now; return False when it was not known."""
        key = _key(record)
        known = self._live if self._live.get(key) is record else self._ended
        if known.get(key) is not record:
            return False
        del known[key]
        for ticket in (record.ticket, *record.documents):
            self.tickets.forget(ticket)
        if not self._live:
            self._quiet.set()
        return True

    def touch(self, record: CallRecord) -> None:
        """Note that the call was heard of just now."""
        record.heard_of_s = self.clock()

    def ticket(self, record: CallRecord) -> str:
        """Hand out the ticket of the call's next document."""
        record.ticket = self.tickets.mint(record.served.name, record.call_id)
        record.end = None
        return record.ticket

    def end(self, record: CallRecord, reason: str) -> bool:
        """Note that the call is over; return False when that was known."""
        if record.ended:
            return False
        record.ended = reason
        self.touch(record)
        self.tickets.close(record.ticket)
        self._live.pop(_key(record), None)
        self._ended[_key(record)] = record
        if len(self._ended) > self._keep_at_most:
            self._forget(next(iter(self._ended)))
        if not self._live:
            self._quiet.set()
        self.release(record)
        return True

    def release(self, record: CallRecord) -> None:
        """Let go of the version of the flow that a call has used, when it is over; it is remembered for much longer."""
        if record.ended and record.live is None:
            record.served = _bare(record.served.name)

    def keep(self, record: CallRecord, ticket: str, document: bytes) -> bytes:
        """Remember what was answered for a ticket, and return it; the oldest answer but so many is forgotten."""
        record.documents[ticket] = document
        if len(record.documents) > DOCUMENTS_AT_MOST:
            oldest = next(iter(record.documents))
            del record.documents[oldest]
            self.tickets.forget(oldest)
        return document

    def vanished(self, closing: bool = False) -> list[CallRecord]:
        """Return the calls of which nothing was heard for too long; a host that is ``closing`` waits less."""
        patience_s = SILENT_WHEN_CLOSING_S if closing else SILENT_AT_MOST_S
        return [record for record in self._live.values() if self._is_silent(record, patience_s)]

    def sweep(self, keep_s: float = KEEP_ENDED_S) -> None:
        """Forget calls that ended long ago."""
        before = self.clock() - keep_s
        for key, record in list(self._ended.items()):
            if record.heard_of_s > before:
                break
            self._forget(key)

    def _forget(self, key: tuple[str, str]) -> None:
        record = self._ended.pop(key)
        for ticket in (record.ticket, *record.documents):
            self.tickets.forget(ticket)

    async def quiet(self) -> None:
        """Wait until no call is left."""
        await self._quiet.wait()

    def _is_silent(self, record: CallRecord, patience_s: float) -> bool:
        limit = DIAL_AT_MOST_S if record.dialing else patience_s
        return record.live is None and self.clock() - record.heard_of_s > limit


def facts_from(request: CallRequest) -> CallFacts:
    """Return what the request that begins a call says of it."""
    return CallFacts(
        id=request.call_id,
        from_=request.from_,
        to=request.to,
        direction=request.direction,
        machine=request.machine,
        extra=request.extra,
    )


@lru_cache(maxsize=256)
def _bare(name: str) -> ServedFlow:
    """Return a flow that is nothing but a name."""
    flow = Flow(name, Start("", "", ""), "hangup", {})
    return ServedFlow(flow, Machine(flow), Codec.MULAW_8K)


def _key(record: CallRecord) -> tuple[str, str]:
    return record.served.name, record.call_id
