"""A provider of language models on this machine: it speaks the API, well or badly, as a test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from flowrunner.engine.dialogue import Briefing, Line
from flowrunner.models.openai import OpenAIModel
from flowrunner.models.patience import Deadlines
from flowrunner.models.ports import LanguageModel, Piece, Words
from flowrunner.models.settings import ModelSettings

KEY = "sk-tiger-42"
BRIEFING = Briefing("You answer for a bank.", (Line("caller", "Is my secret tiger safe?"),))
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Provider:
    """Serves one request after the other as told. ``posted`` holds the bodies, ``ports`` who sent them."""

    def __init__(self, *serves: Serve) -> None:
        self.url = ""
        self.posted: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.ports: list[int] = []
        self.asked = asyncio.Event()
        self.hung_up = asyncio.Event()
        """The other side left before the answer was written."""
        self._serves = list(serves)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.posted.append(await request.json())
        self.headers.append(dict(request.headers))
        assert request.transport is not None
        self.ports.append(request.transport.get_extra_info("peername")[1])
        self.asked.set()
        try:
            return await self._serves.pop(0)(request)
        except asyncio.CancelledError:
            self.hung_up.set()
            raise


@asynccontextmanager
async def serving(
    *serves: Serve, key: str = KEY, temperature: float | None = None, deadlines: Deadlines | None = None
) -> AsyncGenerator[tuple[LanguageModel, Provider], None]:
    """Run a provider, and a model that asks it."""
    provider = Provider(*serves)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", provider.serve)
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        provider.url = str(server.make_url("/v1"))
        settings = ModelSettings(provider.url + "/", "parrot-1", key, temperature)
        yield OpenAIModel(session, settings, deadlines), provider


def event(data: object) -> str:
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def chunk(delta: dict[str, object] | None = None, finish: str | None = None) -> str:
    return event({"id": "c", "choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}]})


def says(*pieces: str) -> str:
    """The events of a whole reply in words."""
    words = "".join(chunk({"content": piece}) for piece in pieces)
    return chunk({"role": "assistant", "content": ""}) + words + chunk(finish="stop") + event("[DONE]")


def calls(*deltas: dict[str, object]) -> str:
    """The events of a reply that asks for tools."""
    return "".join(chunk({"tool_calls": [delta]}) for delta in deltas) + chunk(finish="tool_calls") + event("[DONE]")


def streams(*parts: str | bytes, content_type: str = "text/event-stream", then: str | asyncio.Event = "end") -> Serve:
    """Answer with an event stream; ``then`` it ends (late), is cut (at once or on the event), or hangs."""

    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for part in parts:
            await response.write(part.encode() if isinstance(part, str) else part)
            await asyncio.sleep(0)
        await _leave(request, then)
        return response

    return serve


async def _leave(request: web.Request, how: str | asyncio.Event) -> None:
    if isinstance(how, asyncio.Event):
        await how.wait()
        how = "cut"
    if how == "cut":
        assert request.transport is not None
        request.transport.abort()
    elif how == "late":
        for _ in range(50):
            await asyncio.sleep(0)
    elif how == "hang":
        await asyncio.Event().wait()


def answers(status: int, body: object = None, headers: dict[str, str] | None = None) -> Serve:
    """Answer with a status."""

    async def serve(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return serve


async def cuts(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer."""
    await _leave(request, "cut")
    return web.Response()


async def hangs(_request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    return web.Response()


async def heard(model: LanguageModel, briefing: Briefing = BRIEFING) -> list[Piece]:
    """Hear a reply out."""
    return [piece async for piece in model.reply(briefing)]


def text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, Words))
