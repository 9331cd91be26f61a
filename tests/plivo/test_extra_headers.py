"""Five encodings of the same pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.plivo.extra_headers import call_extra, read_extra_headers, write_extra_headers


@pytest.mark.parametrize(
    "raw",
    [
        "user=12345;session=abc-xyz",
        "user=12345,session=abc-xyz",
        '{"user": "12345", "session": "abc-xyz"}',
        '{"user": 12345, "session": "abc-xyz"}',
        "{user: 12345, session: abc-xyz}",
        "X-PH-user=12345;X-PH-session=abc-xyz",
        " user = 12345 ; session = 'abc-xyz' ",
        "user=%31%32345;session=abc%2Dxyz",
        "user=12345;session=abc-xyz;",
        "{'user': '12345', 'session': 'abc-xyz'}",
        '{"X-PH-user": "12345", "x-ph-session": "abc-xyz"}',
        "{user=12345, session=abc-xyz}",
        {"user": 12345, "session": "abc-xyz"},
    ],
)
def test_reads_pairs_however_they_are_written(raw: object) -> None:
    assert read_extra_headers(raw) == {"user": "12345", "session": "abc-xyz"}


def test_a_value_of_json_is_text() -> None:
    raw = '{"vip": true, "note": null, "age": 7, "": "x"}'

    assert read_extra_headers(raw) == {"vip": "true", "note": "", "age": "7"}


@pytest.mark.parametrize("raw", [None, "", "{}", " ", ";;", 7, [], "=x"])
def test_reads_nothing_from_nothing(raw: object) -> None:
    assert read_extra_headers(raw) == {}


def test_a_value_may_hold_the_separator_of_names() -> None:
    assert read_extra_headers("token=a=b;next=1") == {"token": "a=b", "next": "1"}


@given(st.text(max_size=60))
def test_no_text_raises(raw: str) -> None:
    read_extra_headers(raw)
    read_extra_headers("{" + raw)


def test_what_is_written_is_read() -> None:
    pairs = {"department": "billing", "Tier": "7"}

    assert read_extra_headers(write_extra_headers(pairs)) == pairs
    assert write_extra_headers({}) == ""


def test_in_a_flow_names_are_small_and_have_no_dash() -> None:
    assert call_extra({"X-PH-Account-Tier": "gold", "userId": "7"}) == {"account_tier": "gold", "userid": "7"}


def test_nobody_can_send_more_than_fifty() -> None:
    assert len(call_extra({f"n{number}": "x" for number in range(1000)})) == 50
