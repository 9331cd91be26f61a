"""Tickets: whom they admit, and for how long."""

from __future__ import annotations

from flowrunner.server.tickets import Tickets


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_opens_its_call_as_often_as_it_takes_within_its_window() -> None:
    clock = Clock()
    tickets = Tickets(60.0, clock)
    value = tickets.mint("bank", "c1")

    assert len(bytes.fromhex(value)) == 16
    for _attempt in range(3):
        ticket = tickets.opens(value, "bank")
        assert ticket is not None
        assert ticket.call_id == "c1"
        clock.now += 30
    assert tickets.opens(value, "bank") is None


def test_a_ticket_is_bound_to_its_flow() -> None:
    tickets = Tickets(60.0, Clock())
    value = tickets.mint("bank", "c1")

    assert tickets.opens(value, "faq") is None
    assert tickets.find(value, "faq") is None
    assert tickets.opens("0" * 32, "bank") is None
    assert tickets.mint("bank", "c1") != value


def test_a_ticket_that_opens_no_more_still_finds_its_call() -> None:
    clock = Clock()
    tickets = Tickets(60.0, clock)
    late, closed = tickets.mint("bank", "c1"), tickets.mint("bank", "c2")
    tickets.close(closed)
    clock.now += 61

    for value, call_id in ((late, "c1"), (closed, "c2")):
        ticket = tickets.find(value, "bank")
        assert ticket is not None
        assert ticket.call_id == call_id
        assert tickets.opens(value, "bank") is None


def test_a_renewed_ticket_has_its_whole_window_again() -> None:
    clock = Clock()
    tickets = Tickets(60.0, clock)
    value = tickets.mint("bank", "c1")
    clock.now += 50
    tickets.renew(value)
    clock.now += 50

    assert tickets.opens(value, "bank") is not None


def test_a_forgotten_ticket_is_nobodys() -> None:
    tickets = Tickets(60.0, Clock())
    value = tickets.mint("bank", "c1")
    tickets.forget(value)
    for act in (tickets.forget, tickets.close, tickets.renew):
        act(value)

    assert tickets.find(value, "bank") is None
    assert len(tickets) == 0
