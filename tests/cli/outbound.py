"""A host, and a pretend Plivo that calls people who are quick; for commands that give orders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from flowrunner.cli import main
from flowrunner.config import PlivoAccount, Settings
from flowrunner.emulator import Account, EmulatorOptions, Exchange, Person, taking_orders
from flowrunner.server.app import Host
from tests.server.raw_plivo import flow_of, host_of

CALLEE = "+15550199000"
ACCOUNT = Account("MAEMULATOREMULATOR00", "t0ken")
SHORT = flow_of("""
flow: short
start: hello
fallback: hello
states:
  hello: {say: Hello, go: hangup}
""")
ASKING = flow_of("""
flow: asking
start: {inbound: menu}
fallback: menu
states:
  menu: {ask: Press one., choices: {bye: {press: 1, go: hangup}}, after: 30s}
""")


@dataclass
class Outbound:
    """Both, running."""

    exchange: Exchange
    host: Host

    async def command(self, *words: str) -> int:
        """Run a command in another thread, as another terminal would; return its exit status."""
        return await asyncio.to_thread(main, list(words))


@asynccontextmanager
async def outbound(
    monkeypatch: pytest.MonkeyPatch, person: Person | None = None, ring_s: float = 0.1
) -> AsyncGenerator[Outbound, None]:
    """Run both, and let the environment name them."""
    options = EmulatorOptions(auth_token=ACCOUNT.auth_token, ring_s=ring_s, linger_s=0.1)
    exchange = Exchange({CALLEE.removeprefix("+"): person or Person()}, ACCOUNT, options)
    account = PlivoAccount(ACCOUNT.auth_id, ACCOUNT.auth_token)
    async with (
        host_of(SHORT, ASKING, settings=Settings(port=0, plivo=account)) as host,
        taking_orders(exchange) as url,
    ):
        for name, value in {
            "AUTH_ID": ACCOUNT.auth_id,
            "AUTH_TOKEN": ACCOUNT.auth_token,
            "API_URL": url,
            "BASE_URL": host.url,
            "NUMBER": "+1 (555) 010-0000",
        }.items():
            monkeypatch.setenv(f"FLOWRUNNER_{name}", value)
        yield Outbound(exchange, host)
