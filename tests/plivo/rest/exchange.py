"""The client, a pretend Plivo that takes its orders, and a tiny host that answers the calls; on a clock that jumps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from flowrunner.emulator import Account, EmulatorOptions, Exchange, Person, taking_orders
from flowrunner.plivo.rest import CallState, Credentials, NewCall, PlivoRest, open_rest
from tests.emulator.tiny_host import Talk, TinyHost, listening
from tests.virtual_time import run

ACCOUNT = Account("MAEMULATOREMULATOR00", "t0ken")
CALLER, CALLEE = "15550100", "15550199"
SETTLE_S = 0.002


class Here:
    """Everything of a test that makes calls."""

    def __init__(self, rest: PlivoRest, exchange: Exchange, host: TinyHost) -> None:
        self.rest = rest
        self.exchange = exchange
        self.host = host

    def new_call(self, **more: Any) -> NewCall:
        """Return the order of a call that the tiny host answers."""
        urls: dict[str, Any] = {"answer_url": f"{self.host.base}/answer", "hangup_url": f"{self.host.base}/over"}
        return NewCall(**{"from_": CALLER, "to": CALLEE, **urls, **more})

    async def call(self, **more: Any) -> str:
        """Place a call; return its id."""
        return (await self.rest.calls.create(self.new_call(**more))).request_id

    async def answered(self, **more: Any) -> str:
        """Place a call and wait until somebody has answered; return its id."""
        call = await self.call(**more)
        line = self.exchange.calls[call].line
        assert await line.within(30.0, lambda: bool(line.fetched))
        return call

    async def live(self, call: str) -> CallState:
        """Return the call as it is."""
        return await self.rest.calls.get(call, "live")

    async def streaming(self, call: str) -> str:
        """Wait for the call's stream; return its id."""
        line = self.exchange.calls[call].line
        assert await line.within(30.0, lambda: line.rate is not None)
        return self.exchange.calls[call].placed.carrier.streams.all[-1].stream_id


def with_exchange(
    work: Callable[[Here], Awaitable[Any]],
    documents: Mapping[str, str],
    *talks: Talk,
    person: Person | None = None,
    options: EmulatorOptions | None = None,
    credentials: Credentials | None = None,
) -> Any:
    """Do something with all of it; ``documents`` are the host's, by path."""
    filled = {path: f"<Response>{document}</Response>" for path, document in documents.items()}
    host = TinyHost(dict(filled), list(talks))
    exchange = Exchange({CALLEE: person or Person()}, ACCOUNT, options)

    async def hold() -> Any:
        async with (
            listening(host),
            taking_orders(exchange) as url,
            open_rest(credentials or Credentials(ACCOUNT.auth_id, ACCOUNT.auth_token), url) as rest,
        ):
            return await work(Here(rest, exchange, host))

    return run(hold(), SETTLE_S)
