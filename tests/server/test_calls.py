"""The registry: what is remembered, and for how long."""

from __future__ import annotations

from flowrunner.engine.actions import ConnectTo
from flowrunner.engine.call import CallFacts
from flowrunner.server.calls import (
    DOCUMENTS_AT_MOST,
    KEEP_ENDED_S,
    SILENT_AT_MOST_S,
    SILENT_WHEN_CLOSING_S,
    CallRecord,
    Calls,
    Dialing,
)
from flowrunner.server.flows import serve_flow
from flowrunner.server.tickets import Tickets
from tests.server.raw_plivo import flow_of

SERVED = serve_flow(
    flow_of("""
flow: hello
start: hello
fallback: hello
states:
  hello: {say: Hello., go: hangup}
"""),
    {},
)


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def registry_of(clock: Clock) -> Calls:
    return Calls(Tickets(60.0, clock), clock)


def add(calls: Calls, call_id: str) -> CallRecord:
    call, pending = SERVED.machine.start(CallFacts(call_id))
    record = CallRecord(call_id, SERVED, call, pending, calls.clock())
    calls.add(record)
    calls.ticket(record)
    return record


async def test_a_call_is_found_by_its_id_and_by_its_ticket() -> None:
    calls = registry_of(Clock())
    record = add(calls, "c1")

    assert calls.find("hello", "c1") is record
    assert calls.find("other", "c1") is None
    assert calls.find_by_ticket("hello", record.ticket) is record
    assert calls.find_by_ticket("other", record.ticket) is None
    assert calls.find_by_ticket("hello", "0" * 32) is None


async def test_a_call_that_ended_is_remembered_for_a_while() -> None:
    clock = Clock()
    calls = registry_of(clock)
    record = add(calls, "c1")

    assert calls.end(record, "hung_up")
    assert not calls.end(record, "again")
    assert (len(calls), record.ended) == (0, "hung_up")
    clock.now += KEEP_ENDED_S - 1
    calls.sweep()
    assert calls.find("hello", "c1") is record
    clock.now += 2
    calls.sweep()
    assert calls.find("hello", "c1") is None
    assert calls.find_by_ticket("hello", record.ticket) is None
    assert len(calls.tickets) == 0


async def test_no_more_than_so_many_are_remembered() -> None:
    clock = Clock()
    calls = Calls(Tickets(60.0, clock), clock, keep_at_most=2)
    for n in range(5):
        calls.end(add(calls, f"c{n}"), "hung_up")

    assert [n for n in range(5) if calls.find("hello", f"c{n}")] == [3, 4]
    assert len(calls.tickets) == 2


async def test_a_call_that_is_transferred_without_end_takes_no_more_room_and_no_more() -> None:
    calls = registry_of(Clock())
    record = add(calls, "c1")
    for n in range(3 * DOCUMENTS_AT_MOST):
        ticket = record.ticket
        calls.ticket(record)
        assert calls.keep(record, ticket, b"%d" % n) == b"%d" % n

    assert len(record.documents) == DOCUMENTS_AT_MOST
    assert len(calls.tickets) == DOCUMENTS_AT_MOST + 1
    assert calls.find_by_ticket("hello", record.ticket) is record


async def test_a_call_of_which_nothing_is_heard_has_vanished() -> None:
    clock = Clock()
    calls = registry_of(clock)
    silent, dialing, touched = add(calls, "c1"), add(calls, "c2"), add(calls, "c3")
    dialing.dialing = Dialing(ConnectTo(()), ())
    clock.now += SILENT_AT_MOST_S - SILENT_WHEN_CLOSING_S + 1
    calls.touch(touched)
    clock.now += SILENT_WHEN_CLOSING_S

    assert calls.vanished() == [silent]
    clock.now += 1
    assert calls.vanished(closing=True) == [silent, touched]


async def test_the_registry_is_quiet_when_no_call_is_left() -> None:
    calls = registry_of(Clock())
    await calls.quiet()
    records = [add(calls, "c1"), add(calls, "c2")]
    assert list(calls) == records
    for record in records:
        calls.end(record, "hung_up")
    await calls.quiet()
