"""What is written down of a call between two hosts: the machine's snapshot, and what its carrier was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from flowrunner.call.session import SessionEnd
from flowrunner.engine.actions import ConnectTo, Transcribe
from flowrunner.engine.call import Call, CallFacts, Phase
from flowrunner.engine.snapshot import dump, load
from flowrunner.errors import SnapshotError
from flowrunner.server.calls import CallRecord, Dialing

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrunner.engine.actions import Action
    from flowrunner.server.calls import ServedFlow

FORMAT = 1
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


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Written).decode


def write_record(record: CallRecord, call: Call) -> bytes:
    """Return the record with ``call``, which may be newer than the one in it."""
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
        )
    )


def answer_of(data: bytes) -> bytes:
    """Return the first document of a call that was written down; raises SnapshotError."""
    return _read(data).answer


def tickets_of(data: bytes) -> frozenset[str]:
    """Return the tickets of a call that was written down; raises SnapshotError."""
    written = _read(data)
    return frozenset({written.ticket, *written.documents})


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
    _stand(record, written.left, actions)
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
        call = load(written.snapshot, served.flow)
    except SnapshotError:
        return served.machine.rescue(written.facts, "the flow has changed meanwhile", at)
    if call.phase in (Phase.TRANSFERRING, Phase.TRANSCRIBING) or not written.begun:
        return served.machine.rejoin(call, at)
    return call, ()


def _stand(record: CallRecord, left: tuple[str, ...] | None, actions: tuple[Action, ...]) -> None:
    """Let the record stand where the carrier is: at a dial, or after a stream that was lost with its host."""
    connect = next((each for each in actions if isinstance(each, ConnectTo)), None)
    record.listening = next((each for each in actions if isinstance(each, Transcribe)), None)
    if record.listening is not None:
        connect = ConnectTo(record.listening.numbers, record.listening.ring_s)
    connect = connect or record.served.rescue
    if left is not None and connect is not None:
        record.dialing = Dialing(connect, left)
    elif record.begun:
        record.end = SessionEnd("stream_lost")
    record.pending = actions
