"""How what waits for a stream came about.

Between a document and its stream a call waits with actions that nobody has performed yet. They are not written down,
because they hold secrets; the machine gives the same ones again at another host, from what came before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, assert_never

import msgspec

from flowrunner.engine.events import TranscriptionEnded, TransferEnded, TransferOutcome
from flowrunner.engine.snapshot import dump, load
from flowrunner.engine.written import read_values, write_values

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call, CallFacts
    from flowrunner.server.calls import ServedFlow


@dataclass(frozen=True, slots=True)
class Began:
    """The call began."""

    at: float
    remembered: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Rejoined:
    """A lost stream was to be gone on with."""

    before: Call
    at: float


@dataclass(frozen=True, slots=True)
class Followed:
    """Something happened to the call that needs no stream."""

    before: Call
    event: TransferEnded | TranscriptionEnded


Kind = Literal["began", "rejoined", "transfer", "transcription"]
Origin = Began | Rejoined | Followed


class WrittenOrigin(msgspec.Struct):
    """An origin in the store."""

    kind: Kind
    at: float
    values: bytes = b""
    before: bytes = b""
    outcome: str = ""


def written_origin(origin: Origin) -> WrittenOrigin:
    """Return it as it is stored."""
    match origin:
        case Began(at, remembered):
            return WrittenOrigin("began", at, values=write_values(remembered))
        case Rejoined(before, at):
            return WrittenOrigin("rejoined", at, before=dump(before))
        case Followed(before, event):
            kind: Kind = "transfer" if isinstance(event, TransferEnded) else "transcription"
            return WrittenOrigin(kind, event.at, before=dump(before), outcome=event.outcome)
        case _:
            assert_never(origin)


def read_origin(written: WrittenOrigin, served: ServedFlow) -> Origin:
    """Return what was stored; raises SnapshotError."""
    match written.kind:
        case "began":
            return Began(written.at, read_values(written.values))
        case "rejoined":
            return Rejoined(load(written.before, served.flow), written.at)
        case "transfer":
            outcome = msgspec.convert(written.outcome, TransferOutcome)
            return Followed(load(written.before, served.flow), TransferEnded(outcome, at=written.at))
        case "transcription":
            ended: Literal["ended", "failed"] = "ended" if written.outcome == "ended" else "failed"
            return Followed(load(written.before, served.flow), TranscriptionEnded(ended, at=written.at))
        case _:
            assert_never(written.kind)


def replayed(origin: Origin, facts: CallFacts, served: ServedFlow) -> tuple[Call, tuple[Action, ...]]:
    """Return where the call stands, and what waits for the stream."""
    match origin:
        case Began(at, remembered):
            return served.machine.start(facts, at, remembered)
        case Rejoined(before, at):
            return served.machine.rejoin(before, at, bridged=True)
        case Followed(before, event):
            return served.machine.step(before, event)
        case _:
            assert_never(origin)
