"""What is kept of the traces of calls, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """The section ``[traces]`` of the settings."""

    days: int = 14
    """How long a trace is kept."""
    error_days: int = 60
    """The same of a call in which something went wrong."""
    most: int = 10_000
    """Calls of either kind; the oldest go first."""
    off: bool = False
    """True: nothing is kept."""
