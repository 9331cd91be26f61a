"""The adapter against a real server on this machine."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, aclosing

import pytest

from flowrunner.engine.dialogue import Briefing, Line, ToolUse
from flowrunner.errors import LanguageModelError
from flowrunner.models.completions import LARGEST_REPLY
from flowrunner.models.openai import LARGEST_STREAM
from flowrunner.models.patience import Deadlines
from flowrunner.models.ports import Words
from flowrunner.models.registry import open_model
from flowrunner.models.settings import ModelSettings
from tests.models.provider import (
    BRIEFING,
    KEY,
    Serve,
    answers,
    calls,
    chunk,
    cuts,
    event,
    hangs,
    heard,
    says,
    serving,
    streams,
    text,
)


async def fails(*serves: Serve, deadlines: Deadlines | None = None) -> LanguageModelError:
    """Ask a provider that fails; return how."""
    async with serving(*serves, deadlines=deadlines) as (model, _):
        with pytest.raises(LanguageModelError) as caught:
            await heard(model)
    return caught.value


async def test_a_reply_comes_in_pieces() -> None:
    async with serving(streams(says("Your tiger ", "is safe."))) as (model, provider):
        assert await heard(model) == [Words("Your tiger "), Words("is safe.")]

    assert provider.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert provider.posted == [
        {
            "model": "parrot-1",
            "messages": [
                {"role": "system", "content": "You answer for a bank."},
                {"role": "user", "content": "Is my secret tiger safe?"},
            ],
            "stream": True,
        }
    ]


async def test_the_temperature_is_passed_on_and_a_provider_without_a_key_gets_none() -> None:
    async with serving(streams(says("Hi.")), key="", temperature=0.2) as (model, provider):
        await heard(model)

    assert provider.posted[0]["temperature"] == 0.2
    assert "Authorization" not in provider.headers[0]


async def test_bytes_may_be_cut_anywhere() -> None:
    raw = event('{"choices": [{"delta": {"content": "ठीक 🐯 "}}]}').encode() + says("नमस्ते.").encode()

    async with serving(streams(*(raw[n : n + 1] for n in range(len(raw))))) as (model, _):
        assert text(await heard(model)) == "ठीक 🐯 नमस्ते."


async def test_the_first_piece_is_heard_while_the_rest_is_being_made() -> None:
    async with serving(streams(chunk({"content": "One moment. "}), then="hang")) as (model, provider):
        async with aclosing(model.reply(BRIEFING)) as reply:
            assert await anext(reply) == Words("One moment. ")

        async with asyncio.timeout(10):
            await provider.hung_up.wait()


async def test_whoever_is_cancelled_hangs_up() -> None:
    async with serving(hangs) as (model, provider):
        asking = asyncio.create_task(heard(model))
        await provider.asked.wait()
        asking.cancel()
        await asyncio.wait([asking])

        assert asking.cancelled()
        async with asyncio.timeout(10):
            await provider.hung_up.wait()


async def test_a_connection_is_used_again() -> None:
    async with serving(*[streams(says("Hi."), then="late")] * 3) as (model, provider):
        for _ in range(3):
            assert text(await heard(model)) == "Hi."

    assert len(set(provider.ports)) == 1


async def test_replies_may_run_side_by_side() -> None:
    async with serving(*[streams(says("Hi."))] * 20) as (model, _):
        replies = await asyncio.gather(*(heard(model) for _ in range(20)))

    assert {text(reply) for reply in replies} == {"Hi."}


async def test_a_tool_is_asked_for_after_some_words() -> None:
    deltas: list[dict[str, object]] = [
        {"index": 0, "id": "a", "type": "function", "function": {"name": "balance", "arguments": ""}},
        {"index": 0, "function": {"arguments": '{"account": "4'}},
        {"index": 0, "function": {"arguments": '2"}'}},
    ]
    async with serving(streams(chunk({"content": "Let me look."}), calls(*deltas))) as (model, _):
        assert await heard(model) == [Words("Let me look."), ToolUse("a", "balance", {"account": "42"})]


@pytest.mark.parametrize(
    "ending",
    [
        chunk(finish="stop"),
        chunk(finish="length"),
        event("[DONE]"),
        chunk(finish="stop") + event({"choices": [], "usage": {"total_tokens": 7}}) + event("[DONE]"),
    ],
)
async def test_a_reply_is_complete_when_the_provider_says_so(ending: str) -> None:
    async with serving(streams(chunk({"content": "Hi."}) + ending)) as (model, _):
        assert await heard(model) == [Words("Hi.")]


@pytest.mark.parametrize("ending", ["", "data: [DO", chunk({})])
async def test_a_reply_that_ends_too_early_says_so(ending: str) -> None:
    async with serving(streams(chunk({"content": "Hi."}) + ending)) as (model, provider):
        with pytest.raises(LanguageModelError, match="unreachable: the reply broke off"):
            await heard(model)

    assert len(provider.posted) == 1


async def test_a_reply_that_is_cut_says_so() -> None:
    cut = asyncio.Event()
    async with serving(streams(chunk({"content": "Hi."}), then=cut)) as (model, provider):
        reply = model.reply(BRIEFING)
        assert await anext(reply) == Words("Hi.")
        cut.set()
        with pytest.raises(LanguageModelError, match="unreachable: the reply broke off"):
            await anext(reply)

    assert len(provider.posted) == 1


async def test_a_provider_that_does_not_hang_up_after_the_end_holds_up_nobody() -> None:
    async with serving(streams(says("Hi."), then="hang"), streams(says("Ho."))) as (model, provider):
        assert text(await heard(model)) == "Hi."
        assert text(await heard(model)) == "Ho."

    assert len(set(provider.ports)) == 2


async def test_an_empty_reply_is_a_reply() -> None:
    async with serving(streams(says())) as (model, _):
        assert await heard(model) == []


@pytest.mark.parametrize(
    "failing",
    [
        cuts,
        answers(429),
        answers(429, headers={"Retry-After": "0"}),
        answers(500),
        answers(503),
        streams(),
        streams(chunk({"role": "assistant"}), then="cut"),
        streams(event({"error": {"message": "busy", "type": "overloaded_error"}})),
    ],
)
async def test_a_provider_that_fails_before_the_first_word_is_asked_once_more(failing: Serve) -> None:
    async with serving(failing, streams(says("Hi."))) as (model, provider):
        assert text(await heard(model)) == "Hi."
    assert len(provider.posted) == 2

    async with serving(failing, failing, streams(says("Hi."))) as (model, provider):
        with pytest.raises(LanguageModelError):
            await heard(model)
    assert len(provider.posted) == 2


@pytest.mark.parametrize(
    ("failing", "kind", "status", "detail"),
    [
        (answers(400, {"error": {"code": "context_length_exceeded"}}), "refused", 400, "context_length_exceeded"),
        (answers(401, {"error": {"code": "invalid_api_key", "message": KEY}}), "refused", 401, "invalid_api_key"),
        (answers(404, {"error": {"code": 404, "type": "not_found_error"}}), "refused", 404, "not_found_error"),
        (answers(404, "<html>"), "refused", 404, "the provider answered 404"),
        (answers(302, headers={"Location": "/v1/chat/completions"}), "refused", 302, "answered 302"),
        (answers(408), "timeout", 408, "answered 408"),
        (answers(429, headers={"Retry-After": "30"}), "overloaded", 429, "answered 429"),
        (answers(429, headers={"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}), "overloaded", 429, "answered 429"),
        (answers(200, {"choices": [{"message": {"content": "Hi."}}]}), "malformed", None, "not an event stream"),
        (streams("<html>", content_type="text/html"), "malformed", None, "not an event stream"),
        (streams("data: <html>\n\n"), "malformed", None, "not a chat completion chunk"),
        (streams(event([1])), "malformed", None, "not a chat completion chunk"),
        (streams(event({"choices": 7})), "malformed", None, "not a chat completion chunk"),
        (streams(event("[" * 100_000)), "malformed", None, "not a chat completion chunk"),
        (streams(event({"error": {"code": 401}})), "refused", 401, "the provider stopped"),
        (streams(event({"error": {"type": "invalid_request_error"}})), "refused", None, "invalid_request_error"),
        (streams(chunk(finish="content_filter")), "refused", None, "content filter"),
        (streams(calls({"function": {"name": "x", "arguments": "{"}})), "malformed", None, "not a JSON object"),
        (streams(calls({"function": {"name": "x", "arguments": "[]"}})), "malformed", None, "not a JSON object"),
        (streams(calls({"id": "a", "function": {"arguments": "{}"}})), "malformed", None, "without a name"),
        (
            streams(*[chunk({"tool_calls": [{"id": n}]}) for n in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"]),
            "malformed",
            None,
            "more than 32 tool calls",
        ),
        (streams("data: " + "x" * 300_000), "malformed", None, "an event of more than"),
        (streams(says("x" * 50_000, "x" * 50_000)), "malformed", None, f"more than {LARGEST_REPLY} characters"),
        (streams(*[": x\n" * 16384] * 130), "malformed", None, f"more than {LARGEST_STREAM} bytes"),
    ],
)
async def test_what_cannot_be_mended_is_not_tried_again(
    failing: Serve, kind: str, status: int | None, detail: str
) -> None:
    error = await fails(failing)

    assert (error.kind, error.status) == (kind, status)
    assert detail in str(error)


async def test_after_the_first_word_nothing_is_asked_again() -> None:
    busy = event({"error": {"code": 503}})
    for begun in (chunk({"content": "Hi, "}), chunk({"tool_calls": [{"index": 0, "id": "a"}]})):
        async with serving(streams(begun + busy)) as (model, provider):
            with pytest.raises(LanguageModelError, match="overloaded: the provider stopped"):
                await heard(model)
        assert len(provider.posted) == 1


@pytest.mark.parametrize(
    ("slow", "deadlines", "detail"),
    [
        (hangs, Deadlines(first_s=0.05), "no word after 0.05 s"),
        (streams(then="hang"), Deadlines(first_s=0.05), "no word after 0.05 s"),
        (streams(chunk({"role": "assistant"}), then="hang"), Deadlines(first_s=0.05), "no word after"),
        (streams(chunk({"content": "Hi"}), then="hang"), Deadlines(between_s=0.05), "the reply stopped for 0.05 s"),
        (streams(chunk({"content": "Hi"}), then="hang"), Deadlines(whole_s=0.2), "took more than 0.2 s"),
    ],
)
async def test_a_provider_that_is_too_slow_is_left(slow: Serve, deadlines: Deadlines, detail: str) -> None:
    error = await fails(slow, deadlines=deadlines)

    assert error.kind == "timeout"
    assert detail in str(error)


async def test_a_sign_of_life_is_no_word() -> None:
    error = await fails(streams(*[": still here\n\n"] * 1000, then="hang"), deadlines=Deadlines(first_s=0.3))

    assert error.kind == "timeout"


async def test_a_host_that_is_not_there_is_unreachable() -> None:
    async with open_model(ModelSettings("http://127.0.0.1:1/v1", "m", KEY)) as model:
        assert model is not None
        with pytest.raises(LanguageModelError) as caught:
            await heard(model)

    assert str(caught.value) == "unreachable: the connection failed (ClientConnectorError)"


async def test_what_is_not_http_is_malformed() -> None:
    async def chatter(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(chatter, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with open_model(ModelSettings(f"http://127.0.0.1:{port}/v1", "m")) as model:
            assert model is not None
            with pytest.raises(LanguageModelError, match="malformed: the answer is not HTTP"):
                await heard(model)


async def test_neither_the_key_nor_the_caller_is_in_a_log_or_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    leak = {"error": {"message": f"{KEY} tiger", "code": KEY, "type": "tiger, said the caller"}}

    errors = [
        await fails(answers(500, leak), answers(401, leak)),
        await fails(streams(event(leak)), streams(event(leak))),
        await fails(streams(event(f"{KEY} tiger"))),
        await fails(cuts, cuts),
    ]

    told = caplog.text + "".join(f"{error} {error!r} {error.__cause__}" for error in errors)
    told += str([vars(record) for record in caplog.records if record.name.startswith("flowrunner")])
    assert "asked again" in told
    assert "tiger" not in told
    assert KEY not in repr(ModelSettings("http://h", "m", KEY))


async def test_without_settings_there_is_no_model() -> None:
    async with open_model(None) as model:
        assert model is None


async def test_a_model_is_opened_from_its_settings() -> None:
    async with AsyncExitStack() as stack:
        _, provider = await stack.enter_async_context(serving(streams(says("Hi."))))
        settings = ModelSettings(provider.url + "/chat/completions", "parrot-2", timeout_s=20)
        model = await stack.enter_async_context(open_model(settings))
        assert model is not None
        assert text(await heard(model)) == "Hi."

    assert provider.posted[0]["model"] == "parrot-2"


async def test_a_long_conversation_fits_into_one_request() -> None:
    long = Briefing("x" * 1_000_000, (Line("caller", "Hi."),))
    async with serving(answers(413)) as (model, _):
        with pytest.raises(LanguageModelError, match="413"):
            await heard(model, long)
