"""One turn of the machine as items of a trace: what happened, what became of it, and what changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.engine.actions import Entered, Mistaken, Understood
from flowrunner.engine.events import KeyPressed, PromptFailed, PromptFinished, SpeechStarted
from flowrunner.engine.masking import masked_action
from flowrunner.trace.causes import Began, Rejoined, TookUp
from flowrunner.trace.encoding import action_facts, cause_facts, kind_of, note_facts, variable_facts
from flowrunner.trace.item import Facts, TraceItem
from flowrunner.trace.privacy import person, scrubbed, scrubber, secrets_of

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call
    from flowrunner.engine.machine import Machine
    from flowrunner.trace.causes import Cause
    from flowrunner.trace.keys import KeyRow
    from flowrunner.trace.notes import Note

Told = tuple[str, Facts]
"""A kind and its facts."""
_PLAIN = frozenset(
    {
        *("status", "outcome", "how", "choice", "slot", "confidence", "attempt", "mistake", "method", "timer"),
        *("prompt_id", "timer_id", "request_id", "reply_id", "text_id", "recording_id", "version", "path"),
    }
)
"""What is the flow's own, or counts something: a secret that looks like it is none the less kept."""
_MEANWHILE = PromptFinished | PromptFailed | SpeechStarted
"""What may happen while somebody types."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the machine. ``before`` is None for a call that begins."""

    machine: Machine
    cause: Cause
    before: Call | None
    after: Call
    actions: tuple[Action, ...] = ()


def turn_items(step: Step, at: float, row: KeyRow) -> Iterator[TraceItem]:
    """Yield what is told of a step; ``row`` are the keys that the caller is typing."""
    call = step.after
    scrub = scrubber(person(call.facts), secrets_of(step.before, call))

    def item(flow: str, state: str, told: Told) -> TraceItem:
        facts = {name: each if name in _PLAIN else scrubbed(each, scrub) for name, each in told[1].items()}
        return TraceItem(at, call.facts.id, flow, state, told[0], facts)

    stage = (step.before or call).running, (step.before or call).state
    for told in _caused(step, row):
        yield item(*stage, told)
    for action in step.actions:
        if isinstance(action, Entered):
            stage = action.flow or call.flow, action.state
        yield item(*stage, (kind_of(action), action_facts(masked_action(action), step.cause)))
    if changed := variable_facts(step.before, call):
        yield item(call.running, call.state, ("variables", changed))


def note_item(call: Call, note: Note, at: float) -> TraceItem:
    """Return what is told of something beside the machine."""
    scrub = scrubber(person(call.facts), secrets_of(call))
    facts = {name: scrubbed(each, scrub) for name, each in note_facts(note).items()}
    return TraceItem(at, call.facts.id, call.running, call.state, kind_of(note), facts)


def _caused(step: Step, row: KeyRow) -> Iterator[Told]:
    """Yield what happened; and all keys of a row that has come to its end, when it is no card's."""
    cause, before = step.cause, step.before
    if isinstance(cause, KeyPressed) and before is not None:
        yield from _pressed(step, cause, before, row)
        return
    if not isinstance(cause, _MEANWHILE):
        yield from _row_told(row)
    facts = cause_facts(cause, before, step.after)
    if isinstance(cause, Began | TookUp):
        facts["path"] = step.machine.flow.path
    yield kind_of(cause), {**facts, **_ignored(step)}


def _pressed(step: Step, cause: KeyPressed, before: Call, row: KeyRow) -> Iterator[Told]:
    shown = step.machine.shown(before, cause)
    assert isinstance(shown, KeyPressed)
    yield "key_pressed", {"key": row.press(shown.key), **_ignored(step)}
    if any(isinstance(each, Understood | Mistaken) for each in step.actions):
        yield from _row_told(row)


def _row_told(row: KeyRow) -> Iterator[Told]:
    if keys := row.end():
        yield "typed", {"keys": keys}


def _ignored(step: Step) -> dict[str, object]:
    if isinstance(step.cause, Began | TookUp | Rejoined):
        return {}
    return {"ignored": True} if step.after is step.before and not step.actions else {}
