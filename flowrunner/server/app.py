"""Builds the host: the only place where things are put together."""

from __future__ import annotations

import asyncio
import errno
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from flowrunner.call.session import SessionPorts
from flowrunner.errors import UsageError
from flowrunner.server.answer import answer, carry_on
from flowrunner.server.callbacks import hangup, status
from flowrunner.server.calls import Calls
from flowrunner.server.flows import serve_flow
from flowrunner.server.front import front_page, health
from flowrunner.server.http import LARGEST_BODY, SITE, Site
from flowrunner.server.signatures import SignatureCheck
from flowrunner.server.stream import stream
from flowrunner.server.sweeping import sweeping
from flowrunner.server.switchboard import Switchboard
from flowrunner.server.tickets import Tickets
from flowrunner.server.urls import FlowUrls
from flowrunner.server.web_requests import web_requester

if TYPE_CHECKING:
    from flowrunner.config import Settings
    from flowrunner.flow.model import Flow
    from flowrunner.speech.ports import Prompts, Recognizer, VoiceActivity

SHUTDOWN_S = 5.0
"""How long handlers may take once every stream was closed."""


class Speech(Protocol):
    """What the host needs of speech."""

    @property
    def prompts(self) -> Prompts: ...

    @property
    def recognizer(self) -> Recognizer | None: ...

    @property
    def vad(self) -> VoiceActivity | None: ...


@dataclass(frozen=True, slots=True)
class Host:
    """A host that is listening. ``url`` is how this machine reaches it, ``public_url`` how Plivo does."""

    url: str
    public_url: str
    site: Site

    def answer_url(self, flow: str) -> str:
        """Return what to give Plivo as the flow's Answer URL."""
        return FlowUrls(self.public_url, flow).answer

    async def drain(self, seconds: float) -> bool:
        """Take no more calls and let those that run come to an end; return whether they did in time."""
        self.site.board.closing = True
        try:
            async with asyncio.timeout(seconds):
                await self.site.board.calls.quiet()
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def running_host(settings: Settings, flows: Mapping[str, Flow], speech: Speech) -> AsyncGenerator[Host, None]:
    """Serve the flows until the context is left; raises UsageError when it is not possible to listen there."""
    async with web_requester(settings.allow_internal, settings.stand_in) as requester:
        ports = SessionPorts(speech.prompts, requester, speech.recognizer, speech.vad)
        calls = Calls(Tickets(settings.limits.ticket_s))
        served = {name: serve_flow(flow, settings.secrets) for name, flow in flows.items()}
        board = Switchboard(ports, calls, settings.limits.calls)
        counts: Counter[str] = Counter()
        site = Site(board, served, settings, SignatureCheck(settings.plivo, counts), counts)
        async with sweeping(board), listening(site, settings.host, settings.port) as url:
            yield Host(url, settings.base_url or url, site)


def build_app(site: Site) -> web.Application:
    """Return the application with all its routes."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app[SITE] = site
    app.add_routes(
        [
            web.get("/", front_page),
            web.get("/health", health),
            *(web.route(method, "/flows/{flow}/answer", answer) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/continue/{ticket}", carry_on) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/status", status) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/hangup", hangup) for method in ("GET", "POST")),
            web.get("/flows/{flow}/stream/{ticket}", stream),
        ]
    )
    app.on_shutdown.append(_close_streams)
    return app


async def _close_streams(app: web.Application) -> None:
    async with asyncio.TaskGroup() as tasks:
        for record in app[SITE].board.calls:
            if record.live is not None:
                tasks.create_task(record.live.channel.close())


@asynccontextmanager
async def listening(site: Site, host: str, port: int) -> AsyncGenerator[str, None]:
    """Listen until the context is left; yields the address. Port 0 picks a free one."""
    runner = web.AppRunner(build_app(site), access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        yield _url(host, runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} on {host} is in use: stop what uses it, or choose another port") from None
        raise UsageError(f"cannot listen on {host}:{port}: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _url(host: str, port: int) -> str:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
