"""The front door: one client for one account."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from flowrunner.plivo.rest.accounts import Accounts
from flowrunner.plivo.rest.calls import Calls
from flowrunner.plivo.rest.messages import Messages
from flowrunner.plivo.rest.streams import Streams
from flowrunner.plivo.rest.transport import API_URL, Credentials, Transport

KEPT_S = 5.0
"""How long a connection is kept. One that Plivo has closed meanwhile loses an order, which nobody may repeat."""


@dataclass(frozen=True, slots=True)
class PlivoRest:
    """What can be asked of Plivo, by what it is about."""

    accounts: Accounts
    calls: Calls
    streams: Streams
    messages: Messages


@asynccontextmanager
async def open_rest(credentials: Credentials, api_url: str = API_URL) -> AsyncGenerator[PlivoRest, None]:
    """Hold connections to the API open while the context lasts."""
    connector = aiohttp.TCPConnector(keepalive_timeout=KEPT_S)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        transport = Transport(session, credentials, api_url)
        yield PlivoRest(Accounts(transport), Calls(transport), Streams(transport), Messages(transport))
