"""A call written down and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.engine.actions import Play, Text
from flowrunner.engine.events import PromptFinished
from flowrunner.engine.machine import CallFacts
from flowrunner.engine.snapshot import dump, load
from flowrunner.engine.storable import sendable, storable
from flowrunner.errors import SnapshotError
from tests.engine.phone import Phone, flow_of

FLOW = flow_of("""
    states:
      first: {set: {day: "{{ today }}", moment: "{{ now }}"}, say: Hello., go: second}
      second: {say: "{{ day | date }}, {{ moment | time }}", go: hangup}
""")


def test_days_and_moments_keep_their_type() -> None:
    phone = Phone(FLOW)
    call = load(dump(phone.call), FLOW)

    assert call.variables == {"day": date(2026, 11, 2), "moment": datetime(2026, 11, 2, 12, tzinfo=UTC)}
    _, actions = phone.machine.step(call, PromptFinished(1))
    assert actions[1] == Play(2, (Text("Monday, November 2, 2026, 12 PM"),))


def test_a_snapshot_belongs_to_one_version_of_one_flow() -> None:
    data = dump(Phone(FLOW).call)

    for other in (replace(FLOW, version="other"), replace(FLOW, name="other")):
        with pytest.raises(SnapshotError, match="the snapshot is of flow"):
            load(data, other)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b'{"format": 1, "call": {}}', b"[" * 100_000])
def test_other_bytes_are_no_snapshot(data: bytes) -> None:
    with pytest.raises(SnapshotError):
        load(data, FLOW)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "missing"},
        {"phase": "asking"},
        {"phase": "dreaming"},
        {"chosen": {"name": "missing", "anytime": True}},
        {"variables": {"day": {"$day": "yesterday"}}},
    ],
)
def test_a_call_that_cannot_be_is_no_snapshot(change: dict[str, object]) -> None:
    stored = msgspec.json.decode(dump(Phone(FLOW).call))
    stored["call"] |= change

    with pytest.raises(SnapshotError):
        load(msgspec.json.encode(stored), FLOW)


def test_another_format_is_refused() -> None:
    stored = msgspec.json.decode(dump(Phone(FLOW).call)) | {"format": 2}

    with pytest.raises(SnapshotError, match="format 2"):
        load(msgspec.json.encode(stored), FLOW)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.sampled_from(["$day", "$moment", "$object"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(PLAIN)
def test_whatever_a_variable_holds_is_read_back_as_it_was(value: object) -> None:
    call = replace(Phone(FLOW).call, variables={"value": storable(value)})

    assert load(dump(call), FLOW) == call


@given(PLAIN)
def test_whatever_a_variable_holds_can_be_sent(value: object) -> None:
    assert msgspec.json.decode(msgspec.json.encode({"value": sendable(value)})).keys() == {"value"}


def test_what_no_json_can_carry_is_dropped_or_made_text() -> None:
    deep: object = 1
    for _ in range(2000):
        deep = [deep]

    assert storable(float("nan")) is None
    assert storable(10**30) == "1" + "0" * 30
    assert storable(10**5000) is None
    assert storable("a\ud800b") == "a?b"
    assert storable((1, len)) == [1, None]
    assert "1" not in str(storable(deep))


def test_facts_with_broken_text_can_be_written_down() -> None:
    phone = Phone(FLOW, CallFacts("c\ud800", "+1\ud800", extra={"k\ud800": "v\ud800"}))

    assert phone.call.facts.extra == {"k?": "v?"}
