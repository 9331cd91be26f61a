"""Plivo's own library gives orders to the emulator, and understands its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import plivo
import pytest
import requests
from plivo.exceptions import AuthenticationError, ResourceNotFoundError, ValidationError

from flowrunner.emulator import Account, EmulatorOptions, Exchange, Person, taking_orders
from tests.emulator.tiny_host import HostSocket, TinyHost, listening, stream

ACCOUNT = Account("MAEMULATOREMULATOR00", "t0ken")
CALLER, CALLEE = "15550100000", "15550199000"


class Detour(requests.adapters.HTTPAdapter):
    """Sends what is meant for Plivo to the emulator."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://api.plivo.com", self._url)
        return super().send(request, *args, **more)


async def listens(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.until_closed()


async def asked(work: Callable[[Any, Exchange, str], Any], *, token: str = ACCOUNT.auth_token) -> Any:
    """Do something with the library, which blocks, in a thread; it gets an answer address too."""
    host = TinyHost({"/answer": f"<Response>{stream()}<Wait/></Response>"}, [listens])
    exchange = Exchange({CALLEE: Person()}, ACCOUNT, EmulatorOptions(ring_s=0.05))

    def in_thread(url: str) -> Any:
        with plivo.RestClient(ACCOUNT.auth_id, token) as client:
            client.session.mount("https://", Detour(url))
            return work(client, exchange, f"{host.base}/answer")

    async with listening(host), taking_orders(exchange) as url:
        return await asyncio.to_thread(in_thread, url)


async def test_it_places_looks_up_transfers_and_ends_a_call() -> None:
    def work(client: Any, exchange: Exchange, answer_url: str) -> list[Any]:
        fired = client.calls.create(from_=CALLER, to_=CALLEE, answer_url=answer_url)
        call = fired.request_uuid
        until(lambda: exchange.calls[call].line.rate is not None)
        live = client.calls.live_call_get(call)
        calls = client.calls.live_call_list_ids()
        moved = client.calls.transfer(call, legs="aleg", aleg_url=answer_url)
        spoken = client.calls.speak(call, "Hello.")
        pressed = client.calls.send_digits(call, "1")
        client.calls.hangup(call)
        return [fired.message, live.call_status, calls.calls == [call], moved.message, spoken.message, pressed.message]

    assert await asked(work) == [
        "call fired",
        "in-progress",
        True,
        "call transferred",
        "speak started",
        "digits sent",
    ]


async def test_it_shows_and_stops_streams() -> None:
    def work(client: Any, exchange: Exchange, answer_url: str) -> tuple[str, int, bool]:
        call = client.calls.create(from_=CALLER, to_=CALLEE, answer_url=answer_url).request_uuid
        until(lambda: exchange.calls[call].line.rate is not None)
        (listed,) = client.calls.get_all_streams(call).objects
        one = client.calls.get_details_of_specific_stream(call, listed.stream_id)
        client.calls.delete_specific_stream(call, listed.stream_id)
        until(lambda: exchange.calls[call].placed.carrier.streams.all[0].ended is not None)
        return one.content_type, len(exchange.calls[call].placed.carrier.streams.running), one.bidirectional

    assert await asked(work) == ("audio/x-mulaw;rate=8000", 0, True)


async def test_it_sends_a_text_message() -> None:
    def work(client: Any, exchange: Exchange, answer_url: str) -> bool:
        sent = client.messages.create(src=CALLER, dst=CALLEE, text="Hello.")
        return bool(sent.message_uuid == [exchange.messages[0].message_uuid])

    assert await asked(work)


@pytest.mark.parametrize(
    ("work", "token", "error"),
    [
        (lambda client: client.calls.hangup("nobody"), ACCOUNT.auth_token, ResourceNotFoundError),
        (lambda client: client.calls.create(CALLER, CALLEE, "http://h/a", time_limit=0), "t0ken", ValidationError),
        (lambda client: client.calls.hangup("nobody"), "wrong", AuthenticationError),
    ],
)
async def test_it_raises_what_it_raises_for_plivos_errors(
    work: Callable[[Any], Any], token: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await asked(lambda client, _exchange, _url: work(client), token=token)


def until(wanted: Callable[[], bool]) -> None:
    """Wait, in a thread, for something that happens on the event loop."""
    while not wanted():
        pass
