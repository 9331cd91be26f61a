"""What open pages are told, and what becomes of those that do not listen."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flowrunner.call.trace_hub import TraceHub
from flowrunner.server.dev.pages import WAITING_AT_MOST, Pages
from flowrunner.trace.item import TraceItem

DEADLINE_S = 10.0
ORIGIN = {"Origin": "http://localhost"}


def served(pages: Pages) -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.router.add_get("/", pages.serve)
    return TestClient(TestServer(app))


def item(call: str, kind: str) -> TraceItem:
    return TraceItem(1.0, call, "desk", "menu", kind)


def kinds(message: dict[str, Any]) -> tuple[str, list[str]]:
    return message["type"], [each["kind"] for each in message["items"]]


async def test_a_page_that_does_not_keep_up_is_left_and_may_come_again() -> None:
    pages = Pages(lambda: {"type": "greeting"}, TraceHub())
    async with asyncio.timeout(DEADLINE_S), served(pages) as client:
        async with client.ws_connect("/", headers=ORIGIN) as page:
            assert await page.receive_json() == {"type": "greeting"}
            for number in range(WAITING_AT_MOST + 1):
                pages.tell({"number": number})
            async for _ in page:
                pass
            assert page.close_code == 1013
        async with client.ws_connect("/", headers=ORIGIN) as page:
            assert await page.receive_json() == {"type": "greeting"}


async def test_a_page_that_comes_later_is_told_what_happened_and_then_what_happens() -> None:
    hub = TraceHub()
    hub.take(("desk", "new"), [item("new", "began"), item("new", "play")])
    pages = Pages(lambda: {"type": "greeting"}, hub)
    async with asyncio.timeout(DEADLINE_S), served(pages) as client, client.ws_connect("/", headers=ORIGIN) as page:
        await page.receive_json()
        assert kinds(await page.receive_json()) == ("history", ["began", "play"])
        hub.take(("desk", "new"), [item("new", "ended")])
        assert kinds(await page.receive_json()) == ("trace", ["ended"])


async def test_a_workshop_that_closes_leaves_its_pages() -> None:
    pages = Pages(lambda: {"type": "greeting"}, TraceHub())
    async with asyncio.timeout(DEADLINE_S), served(pages) as client, client.ws_connect("/", headers=ORIGIN) as page:
        await page.receive_json()
        pages.close()
        async for _ in page:
            pass
        assert page.closed
