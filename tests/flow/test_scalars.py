from __future__ import annotations

import pytest

from flowrunner.flow.duration import seconds
from flowrunner.flow.scalars import key_of, typed


@pytest.mark.parametrize(
    ("text", "length_s"), [("500ms", 0.5), ("5s", 5.0), ("2m", 120.0), ("0s", 0.0), ("24m", 1440.0), ("1440m", 86400.0)]
)
def test_durations(text: str, length_s: float) -> None:
    assert seconds(text) == length_s


@pytest.mark.parametrize("text", ["", "5", "5 s", "5S", "1h", "-1s", "1.5s", "5sec", "s", "5s\n", "99999m", "५s"])
def test_nothing_else_is_a_duration(text: str) -> None:
    assert seconds(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("2.50", 2.5),
        ("0", 0),
        ("true", True),
        ("false", False),
        ("null", None),
        ("0123", "0123"),
        ("+15551230001", "+15551230001"),
        ("9:00", "9:00"),
        ("2026-12-25", "2026-12-25"),
        ("1e3", "1e3"),
        ("yes", "yes"),
        ("True", "True"),
        ("1234567890123456", "1234567890123456"),
        ("1_000", "1_000"),
    ],
)
def test_a_plain_value_is_what_it_looks_like(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)


def test_keys_have_names() -> None:
    assert [key_of(each) for each in ("star", "hash", "*", "#", "0")] == ["*", "#", "*", "#", "0"]
