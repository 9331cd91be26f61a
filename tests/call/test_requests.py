"""What the answer to a web request means to a flow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.call.requests import outcome_of, read_body, worth_repeating
from flowrunner.engine.requests import attempts


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "ok"), (204, "ok"), (299, "ok"), (302, "302"), (404, "404"), (503, "503")]
)
def test_success_is_ok_and_anything_else_is_its_status(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


def test_a_method_with_effects_is_sent_once() -> None:
    assert attempts("GET", 2) == 3
    assert attempts("put", 1) == 2
    assert attempts("POST", 5) == 1
    assert attempts("PATCH", 5) == 1
    assert attempts("GET", -1) == 1


def test_only_a_busy_or_broken_peer_is_asked_again() -> None:
    assert [status for status in (200, 400, 404, 429, 500, 503) if worth_repeating(status)] == [429, 500, 503]


@pytest.mark.parametrize(
    ("data", "content_type", "body"),
    [
        (b'{"amount": 1200}', "application/json", {"amount": 1200}),
        (b'{"amount": 1200}', "text/plain", {"amount": 1200}),
        (b" [1, 2]", "", [1, 2]),
        (b'{"title": "x"}', "application/problem+json; charset=utf-8", {"title": "x"}),
        (b"1200", "application/json", 1200),
        (b"1200", "text/plain", "1200"),
        (b"{not json}", "application/json", "{not json}"),
        (b"", "application/json", None),
        (b" \n", "text/plain", None),
        (b"caf\xe9", "text/plain", "caf\ufffd"),
    ],
)
def test_reads_json_where_there_is_json_and_text_elsewhere(data: bytes, content_type: str, body: object) -> None:
    assert read_body(data, content_type) == body


def test_reads_text_in_its_charset_and_survives_one_that_does_not_exist() -> None:
    assert read_body(b"caf\xe9", "text/plain", "latin-1") == "caf\u00e9"
    assert read_body(b"ok", "text/plain", "no-such-charset") == "ok"


@given(st.binary(max_size=100), st.text(max_size=20), st.none() | st.text(max_size=10))
def test_no_answer_raises(data: bytes, content_type: str, charset: str | None) -> None:
    read_body(data, content_type, charset)
