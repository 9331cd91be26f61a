"""One line of a trace.

Each has ``at`` (seconds since the epoch), ``call``, ``flow`` and ``state`` (where the call is then), ``kind``, and what
is said under other names. Most kinds are the events and actions of the engine, named in small letters: ``heard`` has
``transcript``, ``phrase`` and ``confidence``, ``understood`` has ``how``, ``choice`` and ``confidence``. These differ:

===============  =======================================================================================================
``began``        ``version`` and ``path`` of the flow, ``direction``, ``from``, ``to``, ``machine``, ``extra``,
                 ``remembered``; comes again when a machine turns out to have answered
``rejoined``     the connection was lost, and the call goes on; ``bridged``: the caller is told
``took_up``      another host has the call from now on; ``version`` and ``path`` of its flow
``play``         ``prompt_id``, ``text`` in one piece, ``items``
``stop_playing`` ``why``: ``key``, ``speech``, ``timer``, ``model``, ``flow``
``timer_fired``  ``timer``: ``silence``, ``speech``, ``digits``, ``wait``, ``meanwhile``
``typed``        ``keys``: all of a long row of which the last were told as ``•``; it is no card's
``listen``       ``to``: ``nothing``, ``phrases``, ``digits``, ``open``
``mistaken``     ``mistake``: ``silence`` or ``unclear``, and ``attempt``
``variables``    ``set``: by name, ``emptied``: names, ``secret``: names of what was kept and shows nowhere
``told``         ``extra``: what a connection said about the call
``speech_ended`` ``silence_s``: how long nothing was said before it was clear that the caller had finished
``sounded``      the first sound of ``prompt_id`` was sent; it is heard ``in_s`` seconds later
``connected``    a connection carries the call
``disconnected`` ``reason``: ``stream_lost``, ``hangup``, ``transfer``, ...
``dialed``       ``number`` rings, which is number ``place`` of ``of``
``dial_ended``   ``outcome`` of that number
``machine``      a machine has answered
``fault``        a fault of flowrunner, ``error`` by its name
``ended``        ``reason``, ``seconds``, ``rejoins``, ``oddities``: the last item but for what is done afterwards
===============  =======================================================================================================

An event that changed nothing has ``ignored``. What comes after an event, up to the next one, is what the machine did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Facts = Mapping[str, object]
"""Plain data, as JSON has it."""


@dataclass(frozen=True, slots=True)
class TraceItem:
    """One thing that happened to a call, as it may be told to anybody who looks after the flow."""

    at: float
    """Seconds since the epoch."""
    call: str
    flow: str
    state: str
    kind: str
    facts: Facts = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """Return it as one JSON object."""
        where = {"at": self.at, "call": self.call, "flow": self.flow, "state": self.state}
        return {**where, "kind": self.kind, **self.facts}
