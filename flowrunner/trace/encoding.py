"""Events, actions and notes as facts of a trace: plain data, without what nobody who reads it needs."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

from flowrunner.engine.actions import (
    AskModel,
    Clip,
    Entered,
    Gap,
    Item,
    Listen,
    Mistaken,
    Play,
    SendRequest,
    StopPlaying,
    Text,
    Tone,
)
from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import HearingFailed, KeyPressed, RequestFinished, SpeechStarted, TimerFired
from flowrunner.engine.storable import storable
from flowrunner.engine.written import tagged
from flowrunner.flow.markup import words_of
from flowrunner.trace.causes import Began, Rejoined, TookUp
from flowrunner.trace.privacy import masked_number, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call
    from flowrunner.engine.events import Event
    from flowrunner.trace.causes import Cause
    from flowrunner.trace.notes import Note

LARGEST_BODY = 16_000
"""Letters of what a web request brought; what is longer is not kept."""
CUT = "(too long for a trace)"
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(what: Cause | Action | Note | Item) -> str:
    """Return the kind of an item: that of a ``PromptFinished`` is ``prompt_finished``."""
    return _snake(type(what).__name__)


def kind_name(what: type) -> str:
    """Return the kind that items of a class have."""
    return _snake(what.__name__)


@lru_cache(maxsize=256)
def _snake(name: str) -> str:
    return _WORD.sub("_", name).lower()


def cause_facts(cause: Cause, before: Call | None, after: Call) -> dict[str, object]:
    """Return what is told of what set the machine in motion."""
    match cause:
        case Began(remembered):
            return {**_origin(after), "remembered": _plain(remembered)}
        case TookUp():
            return {"version": after.version}
        case Rejoined(bridged):
            return {"bridged": bridged}
        case TimerFired(timer_id):
            running = before.timer if before else None
            kind = running.kind.value if running and running.id == timer_id else ""
            return {"timer_id": timer_id, "timer": kind}
        case RequestFinished():
            facts = _fields(cause)
            return {**facts, "body": CUT} if len(str(cause.body)) > LARGEST_BODY else facts
        case _:
            return _fields(cause)


def action_facts(action: Action, cause: Cause) -> dict[str, object]:
    """Return what is told of what the machine did because of ``cause``."""
    match action:
        case Play(prompt_id, items):
            return {"prompt_id": prompt_id, "text": said(items), "items": [_item(each) for each in items]}
        case StopPlaying():
            return {"why": _why(cause)}
        case Listen(expected):
            return {"to": expected.kind if expected else "nothing"}
        case AskModel(reply_id):
            return {"reply_id": reply_id}
        case Entered():
            return {}
        case Mistaken(kind, attempt):
            return {"mistake": kind, "attempt": attempt}
        case SendRequest():
            return {name: each for name, each in _fields(action).items() if name != "hidden"}
        case _:
            return {name: each for name, each in _fields(action).items() if name != "state"}


def note_facts(note: Note) -> dict[str, object]:
    """Return what is told of something beside the machine."""
    return _fields(note)


def variable_facts(before: Call | None, after: Call) -> dict[str, object]:
    """Return which variables changed; empty when none did."""
    old, new = _kept(before, after.running), after.variables
    changed = {name: _plain(value) for name, value in new.items() if name not in old or old[name] != value}
    emptied = [name for name in old if name not in new]
    sealed = sorted(after.sealed.keys() - (before.sealed.keys() if before else set()))
    facts = {"set": changed, "emptied": emptied, "secret": sealed}
    return {name: each for name, each in facts.items() if each}


def said(items: tuple[Item, ...]) -> str:
    """Return what a prompt says, in one piece."""
    texts = (_words(item) for item in items)
    return " ".join(" ".join(text.split()) for text in texts if text)


def _words(item: Item) -> str:
    match item:
        case Text(text):
            return words_of(text)
        case Clip(audio, text):
            return text or f"({audio})"
        case Gap() | Tone():
            return ""


def _item(item: Item) -> dict[str, object]:
    facts = {name: each for name, each in _fields(item).items() if each is not None}
    return {"item": kind_of(item), **facts}


def _why(cause: Cause) -> str:
    match cause:
        case KeyPressed():
            return "key"
        case SpeechStarted() | HearingFailed():
            return "speech"
        case TimerFired():
            return "timer"
        case _:
            return _why_by_kind(kind_of(cause))


def _why_by_kind(kind: str) -> str:
    return {"heard": "speech"}.get(kind, "model" if kind.startswith("model") else "flow")


def _origin(call: Call) -> dict[str, object]:
    """Return how a call came about; only the number that is ours is told in full."""
    facts = call.facts
    told = masked_number(person(facts))
    outbound = facts.direction == "outbound"
    return {
        "version": call.version,
        "direction": facts.direction,
        "from": facts.from_ if outbound else told,
        "to": told if outbound else facts.to,
        "machine": facts.machine,
        "extra": dict(facts.extra),
    }


def _kept(before: Call | None, running: str) -> Mapping[str, object]:
    """Return what the flow that runs now knew before."""
    if before is None:
        return {}
    if before.running == running:
        return before.variables
    return next((frame.variables for frame in before.frames if frame.flow == running), {})


def _fields(what: Event | Action | Note | Item | Cause | ToolUse) -> dict[str, object]:
    return {each.name: _plain(getattr(what, each.name)) for each in fields(what) if each.name != "at"}


def _plain(value: object) -> object:
    match value:
        case ToolUse() | Text():
            return _fields(value)
        case frozenset():
            return None
    return tagged(storable(value))
