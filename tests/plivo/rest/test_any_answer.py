"""No answer whatever makes the client raise anything else than its own error."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.errors import RestError
from flowrunner.plivo.rest import CallFired, CallState, MessageQueued, RecordingStarted, StreamStarted, StreamState
from flowrunner.plivo.rest.answers import StreamPage
from flowrunner.plivo.rest.transport import Order, Reply, told

ORDER = Order("place the call", "POST", ("Call",))
KINDS = (CallFired, CallState, MessageQueued, RecordingStarted, StreamPage, StreamStarted, StreamState)
NAMES = sorted({name for kind in KINDS for name in kind.__struct_encode_fields__} | {"error", "message", "api_id"})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)
BODIES = st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode())


@given(BODIES, st.sampled_from(KINDS))
def test_an_answer_is_read_or_is_malformed(body: bytes, kind: type[Any]) -> None:
    with suppress(RestError):
        assert isinstance(Reply(ORDER, 200, body).read(kind), kind)


@given(BODIES, st.sampled_from(("application/json", "text/plain", "text/html", "")))
def test_a_complaint_is_one_printable_line(body: bytes, content_type: str) -> None:
    said, api_id = told(body, content_type)
    assert said.isprintable()
    assert api_id.isprintable()


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"error":' * 50_000, b'"' + b"x" * 100_000 + b'"'])
def test_depth_and_length_are_no_way_in(body: bytes) -> None:
    with pytest.raises(RestError):
        Reply(ORDER, 200, body).read(StreamPage)
    assert told(body, "application/json") == ("", "")
