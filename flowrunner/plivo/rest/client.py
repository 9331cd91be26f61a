"""The front door: one client for one account."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from flowrunner.plivo.rest.calls import Calls
from flowrunner.plivo.rest.messages import Messages
from flowrunner.plivo.rest.streams import Streams
from flowrunner.plivo.rest.transport import API_URL, Credentials, Transport


@dataclass(frozen=True, slots=True)
class PlivoRest:
    """What can be asked of Plivo, by what it is about."""

    calls: Calls
    streams: Streams
    messages: Messages


@asynccontextmanager
async def open_rest(credentials: Credentials, api_url: str = API_URL) -> AsyncGenerator[PlivoRest, None]:
    """Hold connections to the API open while the context lasts."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        transport = Transport(session, credentials, api_url)
        yield PlivoRest(Calls(transport), Streams(transport), Messages(transport))
