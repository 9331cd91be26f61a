"""Server-sent events, cut anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.errors import LanguageModelError
from flowrunner.models.event_stream import LARGEST_EVENT, EventStream


def events(*parts: bytes) -> list[str]:
    stream = EventStream()
    return [event for part in parts for event in stream.write(part)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["data: one", "", "data:two", ""], ["one", "two"]),
        (["data: one", "data:  two", "data", "", ""], ["one\n two\n"]),
        ([": comment", "", ": comment", "data: one", ": comment", ""], ["one"]),
        (["event: error", "id: 7", "retry: 5", "data: {}", "", "event: ping", ""], ["{}"]),
        (["\ufeffdata: one", "", "\ufeffdata: not a field", ""], ["one"]),
        (["data: नमस्ते 🐯: yes", ""], ["नमस्ते 🐯: yes"]),
        (["data: one", "", "data: not complete"], ["one"]),
        (["", "", "data:", ""], [""]),
    ],
)
def test_events_are_read(lines: list[str], expected: list[str], end: str) -> None:
    raw = "".join(line + end for line in lines).encode()

    assert events(raw) == expected
    assert events(*(raw[n : n + 1] for n in range(len(raw)))) == expected


@given(st.lists(st.sampled_from([b"data: x", b"data", b":", b"\r", b"\n", b"\r\n", b"\xe0\xa4", b"\xff", b""])))
def test_how_the_bytes_were_cut_makes_no_difference(parts: list[bytes]) -> None:
    raw = b"".join(parts)

    assert events(*parts) == events(raw) == events(*(raw[n : n + 1] for n in range(len(raw))))


def test_bytes_that_are_no_text_are_marked() -> None:
    assert events(b"data: a\xffb\n\n") == ["a\ufffdb"]


@pytest.mark.parametrize("part", [b"data: " + b"x" * 1000, b"data: " + b"x" * 1000 + b"\n"])
def test_an_event_has_a_largest_size(part: bytes) -> None:
    with pytest.raises(LanguageModelError, match="an event of more than"):
        events(*[part] * (LARGEST_EVENT // 1000 + 1))
