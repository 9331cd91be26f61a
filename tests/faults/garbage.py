"""Strategies for what a far end may send: real messages, changed a little or a lot, and bytes."""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import strategies as st

EVENTS = ("start", "media", "dtmf", "playedStream", "played", "clearedAudio", "playFailed", "error", "stop", "other")
NAMES = ("event", "start", "media", "dtmf", "name", "streamId", "callId", "payload", "digit", "mediaFormat", "reason")

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(EVENTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=10,
)
REAL: tuple[dict[str, Any], ...] = (
    {"event": "media", "sequenceNumber": 2, "media": {"track": "inbound", "payload": base64.b64encode(b"\x10" * 160)}},
    {"event": "media", "sequenceNumber": 2, "media": {"track": "outbound", "payload": "////"}},
    {"event": "dtmf", "dtmf": {"track": "inbound", "digit": "1"}},
    {"event": "playedStream", "name": "x", "streamId": "s1"},
    {"event": "clearedAudio", "streamId": "s1"},
    {"event": "playFailed", "reason": "because"},
    {"event": "start", "start": {"callId": "c1", "streamId": "s2", "mediaFormat": {"encoding": "audio/x-l16"}}},
)


def _written(message: object) -> str:
    return json.dumps(message, default=lambda value: value.decode())


@st.composite
def _changed(draw: st.DrawFn) -> str:
    """Return a real message with a field that is something else."""
    message = dict(draw(st.sampled_from(REAL)))
    field = draw(st.sampled_from(sorted(message)))
    inner = message[field]
    if isinstance(inner, dict) and draw(st.booleans()):
        message[field] = inner | {draw(st.sampled_from(sorted(inner))): draw(VALUES)}
    else:
        message[field] = draw(VALUES)
    return _written(message)


def _cut(text: str, at: int) -> str:
    return text[: at % (len(text) + 1)]


TEXTS: st.SearchStrategy[str] = (
    st.sampled_from(REAL).map(_written)
    | _changed()
    | VALUES.map(_written)
    | st.builds(_cut, st.sampled_from(REAL).map(_written), st.integers(0, 10_000))
    | st.text(max_size=60)
)
FRAMES: st.SearchStrategy[str | bytes] = TEXTS | st.binary(max_size=60)
"""What may come over a WebSocket: text, or bytes."""

FIELDS = ("CallUUID", "Event", "CallStatus", "From", "To", "Direction", "DialStatus", "StreamID", "X-PH-a", "Machine")
WORDS = ("c1", "StartApp", "Redirect", "Hangup", "completed", "in-progress", "busy", "StopStream", "true", "")
FORMS: st.SearchStrategy[dict[str, str]] = st.dictionaries(
    st.sampled_from(FIELDS) | st.text(max_size=8), st.sampled_from(WORDS) | st.text(max_size=20), max_size=8
)
"""What may be posted."""
