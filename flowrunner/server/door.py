"""Lets each request in: no clock runs on its connection meanwhile, and who is behind a proxy has only a share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from flowrunner.server.connections import Connection
from flowrunner.server.http import SITE, arrival_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Handle a request; raises 429 when its client has too many already."""
    connection = request.protocol
    assert isinstance(connection, Connection)
    with connection.handling():
        if connection.is_proxy:
            return await _for_client(request, handler)
        return await handler(request)


async def _for_client(request: web.Request, handler: Handler) -> web.StreamResponse:
    with request.app[SITE].connections.behind_proxy(arrival_of(request).client) as has_room:
        if not has_room:
            raise web.HTTPTooManyRequests(text="too many requests of yours are being handled\n")
        return await handler(request)
