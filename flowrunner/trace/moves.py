"""What of a trace counts when two calls are compared: where a call goes, and what is said on the way. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from flowrunner.trace.item import Facts, TraceItem

Said = Literal["prompt", "request", "text"]
_MOVES: Mapping[str, tuple[str, ...]] = {
    "entered": (),
    "understood": ("choice", "slot"),
    "mistaken": ("mistake",),
    "rescued": (),
    "left": ("outcome",),
    "connect_to": ("numbers", "caller_id"),
    "send_request": ("method",),
    "send_text": (),
    "ask_model": (),
    "start_recording": (),
    "transcribe": ("numbers",),
    "hang_up": (),
}
"""The kinds that are moves, and what of them must be the same."""
_SAYINGS: Mapping[str, tuple[Said, Callable[[Facts], str]]] = {
    "play": ("prompt", lambda facts: str(facts["text"])),
    "send_request": ("request", lambda facts: f"{facts['url']} {facts['body'] or ''}".rstrip()),
    "send_text": ("text", lambda facts: f"to {facts['to']}: {facts['message']}"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One move, and what is said from it to the next."""

    item: TraceItem
    said: tuple[tuple[Said, str], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What two moves have in common that are the same."""
        item = self.item
        told = (str(item.facts.get(name)) for name in _MOVES[item.kind])
        return (item.kind, item.flow, item.state, *told)

    def words(self, what: Said) -> str:
        """Return what is said, in one piece."""
        return " ".join(text for kind, text in self.said if kind == what)


@dataclass(frozen=True, slots=True)
class Change:
    """What is said otherwise, at the same place of the same way."""

    what: Said
    flow: str
    state: str
    before: str
    now: str


@dataclass(slots=True)
class Way:
    """The moves of a call."""

    moves: list[Move] = field(default_factory=list)

    def take(self, items: Iterable[TraceItem]) -> None:
        """Go on by what the machine did."""
        for item in items:
            if item.kind in _MOVES:
                self.moves.append(Move(item))
            if item.kind in _SAYINGS and self.moves:
                what, words = _SAYINGS[item.kind]
                last = self.moves[-1]
                self.moves[-1] = replace(last, said=(*last.said, (what, words(item.facts))))

    def copy(self) -> Way:
        """Return a way that goes on by itself."""
        return Way(list(self.moves))


def first_difference(before: Way, now: Way, since: int = 0) -> int | None:
    """Return the place of the first moves that are not the same, as far as both ways go."""
    pairs = zip(before.moves[since:], now.moves[since:], strict=False)
    return next((since + place for place, (one, other) in enumerate(pairs) if one.key != other.key), None)


def changes(before: Way, now: Way, until: int) -> Iterator[Change]:
    """Yield what is said otherwise on the first ``until`` moves, which are the same."""
    for one, other in zip_longest(before.moves[:until], now.moves[:until]):
        for what in ("prompt", "request", "text"):
            if one.words(what) != other.words(what):
                yield Change(what, one.item.flow, one.item.state, one.words(what), other.words(what))
