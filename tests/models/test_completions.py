"""The pieces of a reply, as careful and careless providers send them."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.engine.dialogue import ToolUse
from flowrunner.errors import LanguageModelError
from flowrunner.models.completions import DONE, Completion, refusal
from flowrunner.models.ports import Piece, Words


def reads(*deltas: dict[str, object], finish: str | None = "tool_calls") -> list[Piece]:
    completion = Completion()
    chunks = [{"choices": [{"delta": delta}]} for delta in deltas]
    pieces = [piece for chunk in chunks for piece in completion.read(json.dumps(chunk))]
    pieces += completion.read(json.dumps({"choices": [{"delta": {}, "finish_reason": finish}]}))
    return pieces + completion.read(DONE)


def asks(*calls: dict[str, object]) -> list[Piece]:
    deltas: list[dict[str, object]] = [{"tool_calls": [call]} for call in calls]
    return reads(*deltas)


def called(arguments: object, **fields: object) -> dict[str, object]:
    return {"function": {"name": "look_up", "arguments": arguments}, **fields}


@given(st.data(), st.lists(st.dictionaries(st.text(max_size=5), st.integers() | st.text()), min_size=1, max_size=4))
def test_several_calls_may_be_cut_and_mixed(data: st.DataObject, arguments: list[dict[str, object]]) -> None:
    texts = [json.dumps(each) for each in arguments]
    deltas = [called("", index=n, id=f"c{n}") for n in range(len(texts))]
    while any(texts):
        n = data.draw(st.sampled_from([n for n, text in enumerate(texts) if text]))
        size = data.draw(st.integers(1, len(texts[n])))
        deltas.append({"index": n, "function": {"arguments": texts[n][:size]}})
        texts[n] = texts[n][size:]

    assert asks(*deltas) == [ToolUse(f"c{n}", "look_up", each) for n, each in enumerate(arguments)]


@pytest.mark.parametrize(
    "calls",
    [
        [called('{"a": 1}', index=0, id="x"), called('{"a": 2}', index=1, id="y")],
        [called('{"a": 1}', index=0, id="x"), called('{"a": 2}', index=0, id="y")],
        [called({"a": 1}, id="x"), called({"a": 2}, id="y")],
        [called('{"a":', id="x", index=0), called(" 1}", id="x", index=0), called('{"a": 2}', id="y", index=0)],
    ],
)
def test_two_calls_are_told_apart(calls: list[dict[str, object]]) -> None:
    assert asks(*calls) == [ToolUse("x", "look_up", {"a": 1}), ToolUse("y", "look_up", {"a": 2})]


@pytest.mark.parametrize("index", [{}, {"index": 0}, {"index": None}])
def test_calls_without_an_id_get_one(index: dict[str, object]) -> None:
    assert asks(called('{"a": 1}', **index), called('{"a": 2}', **index)) == [
        ToolUse("call_1", "look_up", {"a": 1}),
        ToolUse("call_2", "look_up", {"a": 2}),
    ]


@pytest.mark.parametrize("arguments", ["", "  ", "{}", {}, None])
def test_a_tool_may_need_nothing(arguments: object) -> None:
    assert asks(called(arguments, id="x", index=0)) == [ToolUse("x", "look_up", {})]


def test_calls_come_once_although_the_end_is_marked_twice() -> None:
    completion = Completion()
    chunk = {"choices": [{"delta": {"tool_calls": [called("{}", id="x")]}, "finish_reason": "tool_calls"}]}

    assert completion.read(json.dumps(chunk)) == [ToolUse("x", "look_up", {})]
    assert completion.complete
    assert completion.read(DONE) == []


def test_what_is_not_said_is_passed_over() -> None:
    assert reads(
        {"role": "assistant", "content": ""},
        {"content": None, "reasoning_content": "hm"},
        {"content": "Hi."},
        {"refusal": "I may not."},
        finish="stop",
    ) == [Words("Hi."), Words("I may not.")]


@pytest.mark.parametrize("data", ['{"choices": []}', '{"choices": null, "usage": {}}', "{}", '{"error": null}'])
def test_an_event_without_a_choice_is_passed_over(data: str) -> None:
    completion = Completion()

    assert completion.read(data) == []
    assert not completion.begun
    assert not completion.complete


def test_arguments_that_were_cut_off_are_malformed() -> None:
    with pytest.raises(LanguageModelError, match="malformed: the arguments of a tool call are not a JSON object"):
        asks(called('{"a": ', id="x", index=0))


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"error": 7}', b'{"error": "sk-1"}', b"[" * 100_000])
def test_a_refusal_may_be_anything(body: bytes) -> None:
    assert str(refusal(403, body)) == "refused: the provider answered 403"


THOUGHTS = "<think>The caller\n</thin is cross.</think>\n\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (THOUGHTS + "Good morning.", "Good morning."),
        ("\n" + THOUGHTS + THOUGHTS + "Hi <think>.", "Hi <think>."),
        ("<think></think>Hi.", "Hi."),
        ("<think>I never end", ""),
        (THOUGHTS, ""),
        ("<thin ice", "<thin ice"),
        ("<", "<"),
        (" \n Hi. ", "Hi. "),
    ],
)
def test_thoughts_are_not_spoken(content: str, expected: str) -> None:
    for pieces in ([content], list(content)):
        deltas: list[dict[str, object]] = [{"content": piece} for piece in pieces]
        found = reads(*deltas, finish="stop")
        assert "".join(piece.text for piece in found if isinstance(piece, Words)) == expected


def test_a_thought_is_no_beginning_of_a_reply() -> None:
    completion = Completion()
    for content in ("<think>Hm. ", "x" * 100_000):
        assert completion.read(json.dumps({"choices": [{"delta": {"content": content}}]})) == []

    assert not completion.begun


FIELDS = ("choices", "delta", "content", "tool_calls", "function", "name", "arguments", "index", "id", "error", "code")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["{}", "stop", "429"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.lists(_JSON.map(json.dumps) | st.text(max_size=20), max_size=5))
def test_whatever_comes_is_a_reply_or_malformed(events: list[str]) -> None:
    completion = Completion()
    with suppress(LanguageModelError):
        for event in events:
            completion.read(event)
