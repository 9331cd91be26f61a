"""Tickets: the secret part of a stream's address.

A stream says which call it belongs to but cannot prove it, so its address carries 128 random bits that were handed out
with the answer to that very call. A ticket may be used more than once, because Plivo tries to connect three times and
may come back after a lost connection; it opens a stream only for a while, and finds its call as long as that lives.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_TICKET = re.compile(r"(?<![0-9A-Za-z])([0-9A-Fa-f]{6})[0-9A-Fa-f]{10,}")
_SHOWN_AT_MOST = 200


def shortened(text: str) -> str:
    """Return a text for the log: of what may be a ticket, six digits are left; too few to open anything."""
    return _TICKET.sub(r"\1...", text[:_SHOWN_AT_MOST])


@dataclass(slots=True)
class Ticket:
    """One ticket: which call of which flow, and until when it opens a stream."""

    value: str = field(repr=False)
    flow: str
    call_id: str
    good_until: float


class Tickets:
    """All tickets that were handed out and not forgotten."""

    def __init__(self, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._window_s = window_s
        self._clock = clock
        self._tickets: dict[str, Ticket] = {}

    def __len__(self) -> int:
        return len(self._tickets)

    def mint(self, flow: str, call_id: str) -> str:
        """Hand out a new ticket."""
        ticket = Ticket(secrets.token_hex(16), flow, call_id, self._clock() + self._window_s)
        self._tickets[ticket.value] = ticket
        return ticket.value

    def adopt(self, value: str, flow: str, call_id: str) -> None:
        """Take a ticket for one's own that another host handed out."""
        self._tickets[value] = Ticket(value, flow, call_id, self._clock() + self._window_s)

    def find(self, value: str, flow: str) -> Ticket | None:
        """Return the ticket if it was handed out for this flow, however old it is."""
        ticket = self._tickets.get(value)
        return ticket if ticket is not None and ticket.flow == flow else None

    def opens(self, value: str, flow: str) -> Ticket | None:
        """Return the ticket if it may open a stream now."""
        ticket = self.find(value, flow)
        return ticket if ticket is not None and self._clock() <= ticket.good_until else None

    def renew(self, value: str) -> None:
        """Begin the ticket's window again: its address was handed out once more, or its stream was lost."""
        ticket = self._tickets.get(value)
        if ticket is not None:
            ticket.good_until = self._clock() + self._window_s

    def close(self, value: str) -> None:
        """Let the ticket open no more streams; it still finds its call."""
        ticket = self._tickets.get(value)
        if ticket is not None:
            ticket.good_until = float("-inf")

    def forget(self, value: str) -> None:
        """Drop the ticket."""
        self._tickets.pop(value, None)
