"""What sets the machine in motion beside events: how a call begins, and how it is taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flowrunner.engine.events import Event


@dataclass(frozen=True, slots=True)
class Began:
    """``Machine.start``; the facts are those of the call."""

    remembered: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejoined:
    """``Machine.rejoin``."""

    bridged: bool = False


@dataclass(frozen=True, slots=True)
class TookUp:
    """Another host has the call from now on; what it does first is what the call waits with."""


Cause = Began | Rejoined | TookUp | Event
