"""Traces that were written down: JSON lines in, items out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from flowrunner.engine.masking import ANY_KEY
from flowrunner.errors import TraceError
from flowrunner.trace.item import TraceItem

_OWN = ("at", "call", "flow", "state", "kind")
_NEEDED = {
    **dict.fromkeys(("text_sent", "transfer_ended", "transcription_ended", "left", "dial_ended"), "outcome"),
    "began": "from to machine",
    "connect_to": "numbers",
    "dialed": "number place of",
    "ended": "reason seconds",
    "fault": "error",
    "heard": "transcript phrase confidence",
    "key_pressed": "key",
    "mistaken": "mistake attempt",
    "model_said": "sentence",
    "model_used": "use",
    "play": "prompt_id text",
    "prompt_finished": "prompt_id",
    "recording_finished": "speech text",
    "remember": "values",
    "request_finished": "outcome status body",
    "send_request": "method url body",
    "send_text": "to message",
    "sounded": "in_s",
    "speech_ended": "silence_s",
    "stop_playing": "why",
    "transcribed": "who text",
    "typed": "keys",
    "understood": "how choice confidence",
}
"""What an item must tell for others to make something of it; a file may have been edited."""
_decode = msgspec.json.Decoder(dict[str, object]).decode


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened to one call, in order, with every key that may be known."""

    items: tuple[TraceItem, ...]

    @property
    def call(self) -> str:
        """The id of the call."""
        return self.items[0].call

    @property
    def flow(self) -> str:
        """The flow that the call began with."""
        return self.items[0].flow

    @property
    def began(self) -> TraceItem:
        """How it began; the first item of a trace whose beginning was lost."""
        return self.items[0]


def read_trace(data: bytes) -> Trace:
    """Return a trace that was written as JSON lines; raises TraceError."""
    items: list[TraceItem] = []
    for number, line in enumerate(filter(bytes.strip, data.splitlines()), start=1):
        items.append(_item(line, number))
    if not items:
        raise TraceError("there is nothing in it")
    return Trace(tuple(_with_keys(items)))


def _item(line: bytes, number: int) -> TraceItem:
    try:
        facts = _decode(line)
        at, call, flow, state, kind = (facts.pop(name) for name in _OWN)
        item = TraceItem(float(str(at)), str(call), str(flow), str(state), str(kind), facts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, ValueError):
        raise TraceError(f"line {number} is no item of a trace") from None
    lacking = [name for name in _NEEDED.get(item.kind, "").split() if name not in item.facts]
    if lacking:
        raise TraceError(f"line {number}: `{item.kind}` lacks `{lacking[0]}`")
    return item


def _with_keys(items: Iterable[TraceItem]) -> list[TraceItem]:
    """Put the keys of a row that was told late where they were pressed."""
    whole: list[TraceItem] = []
    pressed: list[int] = []
    for item in items:
        if item.kind == "key_pressed" and str(item.facts["key"]) in f"0123456789{ANY_KEY}":
            pressed.append(len(whole))
        if item.kind != "typed":
            whole.append(item)
            continue
        keys = str(item.facts["keys"])
        for place, key in zip(pressed[-len(keys) :], keys, strict=False):
            whole[place] = replace(whole[place], facts={**whole[place].facts, "key": key})
    return whole
