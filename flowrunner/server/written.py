"""What is written down of a call between two hosts: the machine's snapshot, and what its carrier was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flowrunner.call.ending import SessionEnd
from flowrunner.engine.actions import ConnectTo, Remember, Transcribe
from flowrunner.engine.call import Call, CallFacts, Phase
from flowrunner.engine.snapshot import dump, load, snapshot_version
from flowrunner.errors import SnapshotError
from flowrunner.plivo.xml import hangup_document
from flowrunner.server.calls import CallRecord, Dialing
from flowrunner.server.origin import WrittenOrigin, read_origin, replayed, written_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrunner.engine.actions import Action
    from flowrunner.server.calls import ServedFlow

FORMAT = 2
DOCUMENTS = 4
"""Answers kept for requests that are repeated at another host."""


class _Written(msgspec.Struct):
    format: int
    facts: CallFacts
    snapshot: bytes
    began_at: float
    ticket: str
    begun: bool
    """Whether the caller has heard or could have heard something."""
    left: tuple[str, ...] | None
    """While a number rings: those that have not been rung."""
    rejoins: int
    begin_again: bool
    answer: bytes
    documents: dict[str, bytes]
    is_open: bool
    """Whether the stream of the ticket has begun: what waited for it is done, or nobody knows."""
    origin: WrittenOrigin | None
    """Of what waits for a stream."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Written).decode


def write_record(record: CallRecord, call: Call) -> bytes:
    """Return the record with ``call``, which may be newer than the one in it; of one that has ended next to nothing."""
    if record.ended:
        return _write_ended(record)
    return _encode(
        _Written(
            format=FORMAT,
            facts=call.facts,
            snapshot=dump(call),
            began_at=record.began_at,
            ticket=record.ticket,
            begun=record.begun,
            left=record.dialing.left if record.dialing else None,
            rejoins=record.rejoins,
            begin_again=record.begin_again,
            answer=record.answer,
            documents=dict(list(record.documents.items())[-DOCUMENTS:]),
            is_open=record.live is not None or record.end is not None,
            origin=written_origin(record.origin) if record.origin is not None else None,
        )
    )


def _write_ended(record: CallRecord) -> bytes:
    """Keep what late and repeated requests need: nothing of who called, or of what was said."""
    tickets = (*list(record.documents)[-DOCUMENTS:], record.ticket)
    return _encode(
        _Written(
            format=FORMAT,
            facts=CallFacts(record.call_id),
            snapshot=b"",
            began_at=record.began_at,
            ticket=record.ticket,
            begun=True,
            left=None,
            rejoins=record.rejoins,
            begin_again=False,
            answer=hangup_document(),
            documents=dict.fromkeys(tickets, hangup_document()),
            is_open=True,
            origin=None,
        )
    )


def answer_of(data: bytes) -> bytes:
    """Return the first document of a call that was written down; raises SnapshotError."""
    return _read(data).answer


def tickets_of(data: bytes) -> frozenset[str]:
    """Return the tickets of a call that was written down; raises SnapshotError."""
    written = _read(data)
    return frozenset({written.ticket, *written.documents})


def version_of(data: bytes) -> str:
    """Return the version of its flow that a call began with, empty for one that is over; raises SnapshotError."""
    written = _read(data)
    return snapshot_version(written.snapshot) if written.snapshot else ""


def fits(data: bytes, served: ServedFlow) -> bool:
    """Tell whether a call is of this version of its flow; raises SnapshotError."""
    written = _read(data)
    try:
        return not written.snapshot or bool(load(written.snapshot, served.flow))
    except SnapshotError:
        return False


def read_record(data: bytes, served: ServedFlow, at: float, since: Callable[[float], float]) -> CallRecord:
    """Return the record as it can go on here; raises SnapshotError when it is none.

    ``since`` turns a moment since the epoch into the clock of this host. A call of another version of its flow goes to
    the fallback of this one.
    """
    written = _read(data)
    call, actions = _call(written, served, at)
    record = CallRecord(written.facts.id, served, call, (), since(written.began_at), began_at=written.began_at)
    record.ticket, record.rejoins, record.begun = written.ticket, written.rejoins, written.begun
    record.begin_again = written.begin_again
    record.answer, record.documents = written.answer, written.documents
    if written.origin is not None and not written.is_open:
        _wait(record, written.origin, actions)
    else:
        _stand(record, written, actions)
    return record


def _read(data: bytes) -> _Written:
    try:
        written = _decode(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise SnapshotError(f"this is no call that was written down: {error}") from None
    if written.format != FORMAT:
        raise SnapshotError(f"the call has format {written.format}, expected {FORMAT}")
    return written


def _call(written: _Written, served: ServedFlow, at: float) -> tuple[Call, tuple[Action, ...]]:
    """Return the call, and what it would have done where it stands."""
    try:
        if written.origin is not None and not written.is_open:
            return replayed(read_origin(written.origin, served), written.facts, served)
        call = load(written.snapshot, served.flow)
    except SnapshotError:
        return served.machine.rescue(written.facts, "the flow has changed meanwhile", at)
    if call.phase in (Phase.TRANSFERRING, Phase.TRANSCRIBING) or not written.is_open:
        return served.machine.rejoin(call, at)
    return call, ()


def _wait(record: CallRecord, origin: WrittenOrigin, actions: tuple[Action, ...]) -> None:
    """Let the record wait for the stream of its document."""
    record.pending = tuple(each for each in actions if not isinstance(each, Remember))
    try:
        record.origin = read_origin(origin, record.served)
    except SnapshotError:
        record.origin = None


def _stand(record: CallRecord, written: _Written, actions: tuple[Action, ...]) -> None:
    """Let the record stand where the carrier is: at a dial, or after a stream that was lost with its host."""
    connect = next((each for each in actions if isinstance(each, ConnectTo)), None)
    record.listening = next((each for each in actions if isinstance(each, Transcribe)), None)
    if record.listening is not None:
        connect = ConnectTo(record.listening.numbers, record.listening.ring_s)
    dialed = connect or record.served.rescue
    if written.left is not None and dialed is not None:
        record.dialing = Dialing(dialed, written.left)
    elif written.is_open:
        record.end = _end(record.call, connect)
    record.pending = actions


def _end(call: Call, connect: ConnectTo | None) -> SessionEnd:
    """Return how the stream ended; whoever held it may have decided that, and died."""
    if call.phase is Phase.ENDED:
        return SessionEnd("hangup")
    decided = call.phase is Phase.TRANSFERRING and connect is not None
    return SessionEnd("transfer", connect) if decided else SessionEnd("stream_lost")
