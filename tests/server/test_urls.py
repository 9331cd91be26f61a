"""The addresses that Plivo is given."""

from __future__ import annotations

from flowrunner.server.urls import FlowUrls


def test_the_stream_is_as_secure_as_the_host() -> None:
    assert FlowUrls("https://bot.example.com", "bank").stream("t1") == "wss://bot.example.com/flows/bank/stream/t1"
    assert FlowUrls("http://127.0.0.1:8000", "bank").stream("t1") == "ws://127.0.0.1:8000/flows/bank/stream/t1"


def test_a_base_with_a_path_keeps_it() -> None:
    urls = FlowUrls("https://example.com/bot", "bank")

    assert urls.answer == "https://example.com/bot/flows/bank/answer"
    assert urls.stream("t1") == "wss://example.com/bot/flows/bank/stream/t1"


def test_names_are_escaped() -> None:
    urls = FlowUrls("https://h", "front door/é")

    assert urls.continuing("t1") == "https://h/flows/front%20door%2F%C3%A9/continue/t1"
    assert urls.hangup == "https://h/flows/front%20door%2F%C3%A9/hangup"
    assert urls.status == "https://h/flows/front%20door%2F%C3%A9/status"
