"""Where things are in a file, and the names that every flow has."""

from __future__ import annotations

from dataclasses import dataclass

PLACES = frozenset({"hangup", "repeat", "back", "return"})
"""Targets that always exist and are no states."""

KEYS = "0123456789*#"
"""The keys of a telephone, as the engine knows them; authors write ``star`` and ``hash``."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a flow file; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
