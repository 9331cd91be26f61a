"""A bank that knows one balance, for flows that ask for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def open_bank() -> AsyncGenerator[str, None]:
    """Be open until the context is left; yields the address. No connection outlives its request."""
    app = web.Application()
    app.router.add_get("/balance", _balance)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _balance(request: web.Request) -> web.Response:
    return web.json_response({"amount": 7}, headers={"Connection": "close"})
