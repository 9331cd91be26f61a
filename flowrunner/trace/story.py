"""A trace as a conversation that anybody can read: who said what and when, and why it went on as it did. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flowrunner.trace.heading import is_failure
from flowrunner.trace.remarks import remark

if TYPE_CHECKING:
    from flowrunner.trace.item import TraceItem
    from flowrunner.trace.reading import Trace

NOTICEABLE_S = 0.5
"""How long somebody who has pressed a key may wait without its being told."""
Who = Literal["bot", "caller", "person", ""]


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line. Without ``who`` it is a remark about what comes before it."""

    at: float
    """Seconds since the call began."""
    state: str
    who: Who
    text: str
    is_failure: bool = False


def story(trace: Trace) -> Iterator[StoryLine]:
    """Yield the lines of a call."""
    teller = _Teller(trace.began.at)
    for item in trace.items:
        yield from teller.tell(item)
    yield from teller.rest()


class _Teller:
    """Follows a trace. Keys in a row become one line, so the last few are held back."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._keys: list[TraceItem] = []
        self._silent_since: float | None = None
        """When the caller had finished, while nothing has been heard in answer."""
        self._understood: float | None = None

    def tell(self, item: TraceItem) -> Iterator[StoryLine]:
        """Yield what is to be told by now."""
        if item.kind == "key_pressed":
            self._note_turn(item.at)
            if self._keys and self._keys[-1].facts.get("ignored") != item.facts.get("ignored"):
                yield from self.rest()
            self._keys.append(item)
            return
        if item.kind in ("start_timer", "cancel_timer", "listen", "speech_started", "prompt_finished"):
            return
        yield from self.rest()
        yield from self._told(item)

    def rest(self) -> Iterator[StoryLine]:
        """Yield the keys that were pressed."""
        if self._keys:
            first = self._keys[0]
            keys = "".join(str(item.facts["key"]) for item in self._keys)
            yield self._line(first, "caller", f"presses {keys}{_ignored(first)}")
        self._keys = []

    def _told(self, item: TraceItem) -> Iterator[StoryLine]:
        facts = item.facts
        match item.kind:
            case "play":
                yield self._line(item, "bot", str(facts["text"]) or "(says nothing)")
            case "heard":
                yield self._line(item, "caller", f"{facts['transcript'] or '(a noise)'}{_ignored(item)}")
            case "transcribed":
                who: Who = "caller" if facts["who"] == "caller" else "person"
                yield self._line(item, who, str(facts["text"]))
            case "hung_up":
                yield self._line(item, "caller", "(hangs up)")
            case "timer_fired" if facts.get("timer") == "silence" and not facts.get("ignored"):
                yield self._line(item, "caller", "(says nothing)")
            case "speech_ended":
                self._note_turn(item.at - _number(facts["silence_s"]))
            case "sounded":
                yield from self._answered(item)
            case _:
                yield from self._remarked(item)
        if item.kind in ("heard", "understood", "mistaken"):
            self._understood = item.at

    def _remarked(self, item: TraceItem) -> Iterator[StoryLine]:
        text = remark(item)
        if text:
            yield self._line(item, "", text)

    def _answered(self, item: TraceItem) -> Iterator[StoryLine]:
        """Yield how long the caller waited for the first sound, if this is it."""
        since, understood = self._silent_since, self._understood
        self._silent_since = self._understood = None
        if since is None:
            return
        waited = item.at + _number(item.facts["in_s"]) - since
        has_thought = understood is not None and understood > since
        if not has_thought and waited < NOTICEABLE_S:
            return
        after = f", understood after {understood - since:.1f} s" if understood and has_thought else ""
        yield self._line(item, "", f"first sound {waited:.1f} s after the caller had finished{after}")

    def _note_turn(self, at: float) -> None:
        self._silent_since, self._understood = at, None

    def _line(self, item: TraceItem, who: Who, text: str) -> StoryLine:
        return StoryLine(item.at - self._began, item.state, who, text, is_failure(item.kind, item.facts))


def _ignored(item: TraceItem) -> str:
    return " (this counts for nothing here)" if item.facts.get("ignored") else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
