"""The web service that the bank line of the demo asks: one account, and cards that can be blocked."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

ACCOUNT = "12345678"
PIN = "2468"
BALANCE = 1200


@dataclass(slots=True)
class Bank:
    """The service while it runs; ``blocked`` are the last digits of the cards it was asked to block."""

    url: str = ""
    blocked: list[str] = field(default_factory=list)

    async def verify(self, request: web.Request) -> web.Response:
        """Tell whether the PIN is that of the account."""
        is_right = await request.json() == {"account": ACCOUNT, "pin": PIN}
        return web.json_response({"verified": is_right}, status=200 if is_right else 401)

    async def balance(self, request: web.Request) -> web.Response:
        """Answer with the balance of the one account there is."""
        if request.match_info["account"] != ACCOUNT:
            return web.json_response({"error": "no such account"}, status=404)
        return web.json_response({"amount": BALANCE, "currency": "INR"})

    async def block(self, request: web.Request) -> web.Response:
        """Block a card."""
        self.blocked.append(request.match_info["card"])
        return web.json_response({"blocked": True})


@asynccontextmanager
async def running_bank() -> AsyncGenerator[Bank, None]:
    """Serve on a free port of this machine."""
    bank = Bank()
    app = web.Application()
    app.router.add_post("/verify", bank.verify)
    app.router.add_get("/accounts/{account}/balance", bank.balance)
    app.router.add_post("/cards/{card}/block", bank.block)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        bank.url = f"http://{host}:{port}"
        yield bank
    finally:
        await runner.cleanup()
