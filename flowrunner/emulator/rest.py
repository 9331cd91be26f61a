"""The REST API's side of the pretend Plivo: routes, statuses and bodies as production has them.

Facts are from Plivo's pages on calls and audio streams and from what its own library expects; where these contradict
each other, as on the form of lists, the page on audio streams is followed.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import uuid
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from flowrunner.emulator import fields
from flowrunner.emulator.exchange import Account, Exchange, Stumble
from flowrunner.emulator.fields import BadOrder, Fields
from flowrunner.emulator.rest_calls import call_routes
from flowrunner.emulator.rest_streams import stream_routes

REQUESTS_AT_MOST = 300
REQUESTS_IN_S = 5.0

Body = dict[str, object]
Answer = tuple[int, Body | None]
Order = Callable[[Exchange, web.Request, Fields], Awaitable[Answer]]


@asynccontextmanager
async def taking_orders(exchange: Exchange, host: str = "127.0.0.1", port: int = 0) -> AsyncGenerator[str, None]:
    """Take orders until the context is left, which ends all calls; yields the address, port 0 picks a free one."""
    runner = web.AppRunner(build_app(exchange), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        async with exchange.open():
            yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def build_app(exchange: Exchange) -> web.Application:
    """Return the application: everything lies below the account, and every path ends in a slash."""
    app = web.Application(middlewares=[_guard(exchange)])
    for verb, path, order in (*call_routes(), *stream_routes()):
        app.router.add_route(verb, f"/v1/Account/{{account}}/{path}", _handler(exchange, order))
    return app


def _handler(exchange: Exchange, order: Order) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        stumble = exchange.stumbles.popleft() if exchange.stumbles else None
        if stumble is not None and not stumble.carried_out:
            return _stumbled(request, stumble)
        try:
            status, body = await order(exchange, request, fields.read(await request.read()))
        except BadOrder as bad:
            status, body = bad.status, {"error": str(bad)}
        if stumble is not None:
            return _stumbled(request, stumble)
        return web.Response(status=status) if body is None else _json(status, body)

    return handle


def _json(status: int, body: Body) -> web.Response:
    return web.json_response({"api_id": str(uuid.uuid4()), **body}, status=status)


def _stumbled(request: web.Request, stumble: Stumble) -> web.Response:
    if stumble.status is None:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    page = "<html><body><h1>Something went wrong</h1></body></html>"
    return web.Response(status=stumble.status, text=page, content_type="text/html", headers=stumble.headers)


def _guard(exchange: Exchange) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Let in who has the credentials and does not come too often; give errors of routing the usual form."""
    recent: deque[float] = deque(maxlen=REQUESTS_AT_MOST)

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not _is_known(request, exchange.account):
            return web.Response(status=401, text="these credentials are not known\n")
        now = asyncio.get_running_loop().time()
        if len(recent) == REQUESTS_AT_MOST and now - recent[0] < REQUESTS_IN_S:
            return web.json_response({"error": "too many requests"}, status=429, headers={"Retry-After": "1"})
        recent.append(now)
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
            return _json(error.status, {"error": error.reason.lower()})

    return guard


def _is_known(request: web.Request, account: Account) -> bool:
    wanted = base64.b64encode(f"{account.auth_id}:{account.auth_token}".encode()).decode()
    given = request.headers.get("Authorization", "").removeprefix("Basic ")
    of_account = request.path.startswith(f"/v1/Account/{account.auth_id}/")
    return of_account and hmac.compare_digest(given.encode(), wanted.encode())
