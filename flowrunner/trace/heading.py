"""What a list of traces says of one call, read off its items. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.engine.replacing import replace

if TYPE_CHECKING:
    from flowrunner.trace.item import Facts, TraceItem

_FAILURES = frozenset(
    {"rescued", "rejoined", "fault", "prompt_failed", "hearing_failed", "model_failed", "recording_failed"}
)
_FAILED_OUTCOMES = {"request_finished": ("timeout", "error"), "text_sent": ("failed",)}
_BAD_ENDS = ("stream_lost", "vanished")


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of a call by now."""

    began: float
    last: float
    caller: str = ""
    """As it may be told."""
    version: str = ""
    ended: str = ""
    """Why."""
    failed: bool = False


def heading(items: Sequence[TraceItem], known: Heading | None = None) -> Heading:
    """Return what is known of a call after these items, of which there is at least one."""
    known = known or Heading(items[0].at, items[0].at)
    failed = known.failed
    for item in items:
        failed = failed or is_failure(item.kind, item.facts)
        known = _told(known, item.kind, item.facts)
    return replace(known, last=max(known.last, items[-1].at), failed=failed)


def is_failure(kind: str, facts: Facts) -> bool:
    """Whether an item says that something went wrong."""
    if facts.get("ignored"):
        return False
    outcomes = _FAILED_OUTCOMES.get(kind, ())
    return kind in _FAILURES or facts.get("outcome") in outcomes or facts.get("reason") in _bad_ends(kind)


def _bad_ends(kind: str) -> tuple[str, ...]:
    return _BAD_ENDS if kind == "ended" else ()


def _told(known: Heading, kind: str, facts: Facts) -> Heading:
    match kind:
        case "began":
            person = facts["to" if facts["direction"] == "outbound" else "from"]
            return replace(known, caller=str(person), version=str(facts["version"]))
        case "ended":
            return replace(known, ended=str(facts["reason"]))
        case _:
            return known
