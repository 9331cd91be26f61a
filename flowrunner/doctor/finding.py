"""What is found of one part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flowrunner.config import Settings
from flowrunner.server.flows import LoadedFlows

Verdict = Literal["well", "warning", "ill", "unused"]
"""``unused``: not set, and nothing is wrong with that."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for people."""

    part: str
    verdict: Verdict
    text: str
    mend: str = ""
    """What to do; with every warning, and whatever is ill."""


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    settings: Settings
    flows: LoadedFlows | None
    """None: none were given."""
    environment: Mapping[str, str]
    home: Path


Check = Callable[[Patient], AsyncIterator[Finding]]


def well(part: str, text: str) -> Finding:
    """Return that a part works."""
    return Finding(part, "well", text)


def unused(part: str, text: str) -> Finding:
    """Return that a part is not there, and need not be."""
    return Finding(part, "unused", text)


def warning(part: str, text: str, mend: str) -> Finding:
    """Return that a part works and may come to grief."""
    return Finding(part, "warning", text, mend)


def ill(part: str, text: str, mend: str) -> Finding:
    """Return that a part does not work."""
    return Finding(part, "ill", text, mend)
