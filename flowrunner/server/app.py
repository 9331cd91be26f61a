"""Builds the host: the only place where things are put together."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from flowrunner.call.remembering import Remembering, Retention, remembering
from flowrunner.call.session import SessionPorts
from flowrunner.call.texts import outbox
from flowrunner.call.trace_writer import TraceWriter, writing_traces
from flowrunner.call.tracing import Tracing
from flowrunner.embedding.ahead import Pondering
from flowrunner.embedding.registry import open_embedding
from flowrunner.errors import ModelError, StorageError, UsageError
from flowrunner.models.guarded import GuardedModel
from flowrunner.models.registry import open_model
from flowrunner.policy.circuit import Circuit
from flowrunner.server.answer import answer, brief, carry_on
from flowrunner.server.callbacks import hangup, machine, status
from flowrunner.server.calls import Calls
from flowrunner.server.catalog import FlowCatalog, FlowChange
from flowrunner.server.connections import Connections
from flowrunner.server.door import door
from flowrunner.server.front import flow_page, front_page, health
from flowrunner.server.http import LARGEST_BODY, SITE, Site
from flowrunner.server.listening import listening
from flowrunner.server.reloading import Reloader, reloading
from flowrunner.server.signatures import SignatureCheck
from flowrunner.server.sparing import SparingLog
from flowrunner.server.stream import stream
from flowrunner.server.survival import Survival, surviving
from flowrunner.server.sweeping import sweeping
from flowrunner.server.switchboard import Switchboard
from flowrunner.server.texts import carrier
from flowrunner.server.tickets import Tickets
from flowrunner.server.urls import FlowUrls
from flowrunner.server.web_requests import Access, web_requester
from flowrunner.speech.ports import Prompts
from flowrunner.speech.preparing import Preparer
from flowrunner.storage.recordings import folder_recordings
from flowrunner.storage.registry import NO_DATABASE, Storage, default_recordings, default_url, open_storage

if TYPE_CHECKING:
    from flowrunner.call.trace_hub import TraceHub
    from flowrunner.config import Settings
    from flowrunner.flow.model import Flow
    from flowrunner.intents.embedding import Embedding
    from flowrunner.server.flows import FlowFiles
    from flowrunner.speech.ports import Recognizer, VoiceActivity

log = logging.getLogger(__name__)

Extend = Callable[[web.Application], None]


class HostPrompts(Prompts, Preparer, Protocol):
    """Prompts of calls, which can be made before them."""


class Speech(Protocol):
    """What the host needs of speech."""

    @property
    def prompts(self) -> HostPrompts: ...

    @property
    def recognizer(self) -> Recognizer | None: ...

    @property
    def vad(self) -> VoiceActivity | None: ...

    @property
    def circuits(self) -> Sequence[Circuit]: ...


@dataclass(frozen=True, slots=True)
class Host:
    """A host that is listening. ``url`` is how this machine reaches it, ``public_url`` how Plivo does."""

    url: str
    public_url: str
    site: Site
    reloader: Reloader | None = None
    """Reads the flows again; None: they did not come from files."""

    @property
    def flows(self) -> FlowCatalog:
        """What serves, and how its files are."""
        return self.site.flows

    async def reload(self) -> FlowChange:
        """Read again what has changed and let it serve the calls that begin from now on."""
        return await self.reloader.reload() if self.reloader is not None else FlowChange()

    def answer_url(self, flow: str) -> str:
        """Return what to give Plivo as the flow's Answer URL."""
        return FlowUrls(self.public_url, flow).answer

    async def drain(self, seconds: float) -> bool:
        """Take no more calls and let those that run come to an end; return whether they did in time."""
        self.site.board.closing = True
        try:
            async with asyncio.timeout(seconds):
                await self.site.board.calls.quiet()
                await self.site.board.afterwards.settled()
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def running_host(
    settings: Settings,
    flows: Mapping[str, Flow],
    speech: Speech,
    files: FlowFiles | None = None,
    hub: TraceHub | None = None,
    extend: Extend | None = None,
) -> AsyncGenerator[Host, None]:
    """Serve the flows until the context is left; raises UsageError when it is not possible to listen there.

    ``files`` are what the flows were loaded from, if they are to be read again while the host runs. ``hub`` is told of
    everything that happens to the calls. ``extend`` may add routes and middlewares before the host listens.
    """
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(_world(settings, flows, speech, hub))
        catalog = _catalog(settings, flows, files, world.embedding)
        if world.ports.memory is None:
            catalog.subscribe(_tell_what_is_forgotten)
        reloader = None
        if files is not None:
            again = reloading(catalog, files, speech.prompts, watch=settings.reload)
            reloader = await stack.enter_async_context(again)
        site = await stack.enter_async_context(_site(settings, catalog, world))
        app = build_app(site)
        if extend is not None:
            extend(app)
        url = await stack.enter_async_context(listening(app, site.connections, settings.host, settings.port))
        yield Host(url, settings.base_url or url, site, reloader)


@dataclass(frozen=True, slots=True)
class _World:
    """What calls need that is not of this host, opened."""

    ports: SessionPorts
    storage: Storage | None
    embedding: Embedding | None
    circuits: tuple[Circuit, ...]


@asynccontextmanager
async def _world(
    settings: Settings, flows: Mapping[str, Flow], speech: Speech, hub: TraceHub | None
) -> AsyncGenerator[_World, None]:
    """Open what the settings name; raises UsageError."""
    folder = settings.recordings or default_recordings(os.environ, Path.home())
    with folder_recordings(folder) as recordings:
        async with (
            web_requester(Access(settings.allow_hosts, settings.allow_internal), settings.stand_in) as requester,
            _storage(settings, flows.values()) as storage,
            _memory(settings, flows.values(), storage) as memory,
            _traces(settings, storage) as writer,
            _model(settings) as model,
            carrier(settings, sys.stdout) as sender,
            outbox(sender) as texts,
        ):
            embedding = await _embedding(settings)
            ports = SessionPorts(
                speech.prompts,
                requester,
                speech.recognizer,
                speech.vad,
                memory,
                model,
                texts,
                recordings,
                Pondering(embedding) if embedding is not None else None,
                trace=Tracing([each.take for each in (hub, writer) if each is not None]),
            )
            circuits = (*speech.circuits, *([model.circuit] if model is not None else []))
            yield _World(ports, storage, embedding, circuits)


@asynccontextmanager
async def _site(settings: Settings, catalog: FlowCatalog, world: _World) -> AsyncGenerator[Site, None]:
    """Return what the routes work on, with the tasks that look after the calls."""
    board = Switchboard(world.ports, Calls(Tickets(settings.limits.ticket_s)), settings.limits.calls)
    counts: Counter[str] = Counter()
    connections = Connections(settings, counts)
    signatures, sparing = SignatureCheck(settings.plivo, counts), SparingLog(log)
    async with (
        _survival(settings, world.storage, board, catalog) as survival,
        aclosing(board.afterwards),
        sweeping(board),
    ):
        yield Site(board, catalog, settings, survival, signatures, connections, counts, sparing, world.circuits)


async def _embedding(settings: Settings) -> Embedding | None:
    """Open the model that finds paraphrases, if the settings have one; raises UsageError."""
    try:
        return await asyncio.to_thread(open_embedding, settings.understanding, settings.models)
    except ModelError as error:
        raise UsageError(str(error)) from None


def _catalog(
    settings: Settings, flows: Mapping[str, Flow], files: FlowFiles | None, embedding: Embedding | None
) -> FlowCatalog:
    """Return what serves at first, with what takes time learned."""
    catalog = FlowCatalog.of(flows.values() if files is None else (), settings.secrets, embedding)
    if files is not None:
        catalog.switch(files.found)
    for served in catalog:
        served.machine.learn()
    return catalog


def _tell_what_is_forgotten(change: FlowChange) -> None:
    for served in change.live:
        if served.remembers:
            log.warning("nothing is remembered of callers until a host is started again", extra={"flow": served.name})


@asynccontextmanager
async def _model(settings: Settings) -> AsyncGenerator[GuardedModel | None, None]:
    """Open the language model, if the settings have one."""
    circuit = Circuit("language model", asyncio.get_running_loop().time, settings.providers.tolerance)
    async with open_model(settings.model) as model:
        yield GuardedModel(model, circuit) if model is not None else None


@asynccontextmanager
async def _storage(settings: Settings, flows: Iterable[Flow]) -> AsyncGenerator[Storage | None, None]:
    """Open the database that the settings name, or the usual one when flows remember something; raises UsageError."""
    if settings.database == NO_DATABASE or not (settings.database or any(flow.remember for flow in flows)):
        yield None
        return
    async with AsyncExitStack() as stack:
        url = settings.database or default_url(os.environ, Path.home())
        try:
            storage = await stack.enter_async_context(open_storage(url, settings.database_key))
        except StorageError as error:
            raise UsageError(str(error)) from None
        yield storage


@asynccontextmanager
async def _memory(
    settings: Settings, flows: Iterable[Flow], storage: Storage | None
) -> AsyncGenerator[Remembering | None, None]:
    """Be able to remember callers, as flows may do that are reloaded; raises UsageError when it is not and one does."""
    if storage is None or storage.key is None:
        if any(flow.remember for flow in flows) and storage is not None:
            raise UsageError("flows remember their callers, and with PostgreSQL that needs the setting `database_key`")
        yield None
        return
    retention = Retention(storage.key, settings.limits.remember_days * 86_400.0)
    async with remembering(storage.memory, retention) as memory:
        yield memory


@asynccontextmanager
async def _traces(settings: Settings, storage: Storage | None) -> AsyncGenerator[TraceWriter | None, None]:
    """Begin to write down what happens in calls, if the settings name a database and want that."""
    if storage is None or settings.database is None or settings.traces.off:
        yield None
        return
    async with writing_traces(storage.traces, settings.traces) as writer:
        yield writer


@asynccontextmanager
async def _survival(
    settings: Settings, storage: Storage | None, board: Switchboard, flows: FlowCatalog
) -> AsyncGenerator[Survival | None, None]:
    """Begin to write calls down, if the settings name a database."""
    if storage is None or settings.database is None:
        yield None
        return
    async with surviving(storage.calls, board.calls, flows, trace=board.ports.trace) as survival:
        yield survival


def build_app(site: Site) -> web.Application:
    """Return the application with all its routes."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[door])
    app[SITE] = site
    app.add_routes(
        [
            web.get("/", front_page),
            web.get("/health", health),
            web.get("/flows/{flow}", flow_page),
            *(web.route(method, "/flows/{flow}/answer", answer) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/continue/{ticket}", carry_on) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/brief/{ticket}", brief) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/status", status) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/hangup", hangup) for method in ("GET", "POST")),
            *(web.route(method, "/flows/{flow}/machine", machine) for method in ("GET", "POST")),
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
