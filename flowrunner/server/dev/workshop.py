"""The routes of the page, beside those of the host: it is served at ``/dev/``, and calls the flows as Plivo does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.flow.lint.manual import MANUAL
from flowrunner.server.dev.guard import guard, protect
from flowrunner.server.dev.pages import Message, Pages
from flowrunner.server.dev.views import flows_view
from flowrunner.server.http import SITE
from flowrunner.storage.registry import NO_DATABASE

if TYPE_CHECKING:
    from flowrunner.call.trace_hub import TraceHub
    from flowrunner.flow.model import Flow
    from flowrunner.server.app import Extend
    from flowrunner.server.catalog import FlowCatalog, FlowChange
    from flowrunner.server.dev.mouth import CallerMouth

STATIC = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_CODECS = {(codec.encoding, codec.sample_rate): codec for codec in Codec}


@dataclass(frozen=True, slots=True)
class Tools:
    """What the workshop works with."""

    draw: Callable[[Flow], str]
    """Makes the picture of a flow: the text of an SVG file."""
    mouth: CallerMouth


class _Said(msgspec.Struct):
    """What the caller is to say, and in which codec."""

    words: str
    encoding: str
    rate: int
    language: str = "en-US"


def workshop(tools: Tools, hub: TraceHub) -> Extend:
    """Return what adds the page to a host; ``hub`` tells of its calls."""

    def add(app: web.Application) -> None:
        site = app[SITE]
        keeps_traces = site.settings.database not in (None, NO_DATABASE) and not site.settings.traces.off
        shop = Workshop(site.flows, hub, tools, keeps_traces=keeps_traces)
        site.flows.subscribe(shop.changed)
        app.middlewares.insert(0, guard(site.settings.host))
        app.on_response_prepare.append(protect)
        app.on_shutdown.append(shop.close)
        app.add_routes(shop.routes())

    return add


class Workshop:
    """Shows the flows of a host to the pages that are open."""

    def __init__(self, catalog: FlowCatalog, hub: TraceHub, tools: Tools, *, keeps_traces: bool) -> None:
        """``keeps_traces``: whether `flowrunner trace` finds the calls."""
        self._catalog = catalog
        self._keeps_traces = keeps_traces
        self._tools = tools
        self._pages = Pages(self._view, hub)
        self._drawn: dict[tuple[str, str], str] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return what has an address."""
        return [
            web.get("/dev", _to_page),
            web.get("/dev/", _page),
            web.get("/dev/events", self._pages.serve),
            web.get("/dev/pictures/{flow}/{version}", self._picture),
            web.get("/dev/explain/{code}", _explain),
            web.post("/dev/say", self._say),
            web.get("/dev/{file}", _file),
        ]

    def changed(self, _change: FlowChange) -> None:
        """Tell the pages how the flows are now."""
        current = {(served.name, served.flow.version) for served in self._catalog}
        self._drawn = {version: picture for version, picture in self._drawn.items() if version in current}
        self._pages.tell(self._view())

    async def close(self, _app: web.Application) -> None:
        """Leave the pages; each waits for the workshop to open again."""
        self._pages.close()

    def _view(self) -> Message:
        return flows_view(self._catalog.files(), keeps_traces=self._keeps_traces)

    async def _picture(self, request: web.Request) -> web.Response:
        """Draw a version of a flow that takes calls; 404 when there is none, or another by now."""
        name, version = request.match_info["flow"], request.match_info["version"]
        served = self._catalog.version(name, version)
        if served is None:
            raise web.HTTPNotFound(text="there is no such version of a flow\n")
        if (name, version) not in self._drawn:
            self._drawn[name, version] = await asyncio.to_thread(self._tools.draw, served.flow)
        return web.Response(text=self._drawn[name, version], content_type="image/svg+xml")

    async def _say(self, request: web.Request) -> web.Response:
        """Answer typed words as sound; 422 when they cannot be said."""
        try:
            async with asyncio.timeout(request.app[SITE].settings.limits.body_s):
                said = msgspec.json.decode(await request.read(), type=_Said)
            codec = _CODECS[said.encoding, said.rate]
        except (TimeoutError, web.RequestPayloadError, msgspec.MsgspecError, KeyError):
            raise web.HTTPBadRequest(text="expected words, encoding and rate\n") from None
        try:
            sound = await self._tools.mouth.say(said.words, said.language, codec)
        except SpeechError as error:
            raise web.HTTPUnprocessableEntity(text=f"{error}\n") from None
        return web.Response(body=sound, content_type="application/octet-stream")


async def _to_page(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/dev/")


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html")


async def _file(request: web.Request) -> web.StreamResponse:
    """Serve a part of the page; only what lies in the folder itself has a name here."""
    found = next((each for each in STATIC.iterdir() if each.name == request.match_info["file"]), None)
    if found is None or found.suffix not in TYPES:
        raise web.HTTPNotFound(text="there is no such part of the page\n")
    return web.FileResponse(found, headers={"Content-Type": f"{TYPES[found.suffix]}; charset=utf-8"})


async def _explain(request: web.Request) -> web.Response:
    """Tell what a code of the checker means."""
    entry = MANUAL.get(request.match_info["code"])
    if entry is None:
        raise web.HTTPNotFound(text="there is no such code\n")
    told = {"code": entry.code, "summary": entry.summary, "why": entry.why, "bad": entry.bad, "good": entry.good}
    return web.json_response(told)
