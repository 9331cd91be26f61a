"""What every route needs: the parameters of a request, the flow it is about, and answers in XML."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from flowrunner.server.forwarded import Arrival, arrival, plain_address
from flowrunner.server.urls import FlowUrls

if TYPE_CHECKING:
    from flowrunner.config import Settings
    from flowrunner.policy.circuit import Circuit
    from flowrunner.server.calls import CallRecord, ServedFlow
    from flowrunner.server.catalog import FlowCatalog
    from flowrunner.server.connections import Connections
    from flowrunner.server.signatures import SignatureCheck
    from flowrunner.server.sparing import SparingLog
    from flowrunner.server.survival import Survival
    from flowrunner.server.switchboard import Switchboard

LARGEST_BODY = 64 * 1024
"""Bytes of a callback's body."""
TRIES = 3
"""How often a request is done again that another host has done at the same moment."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes work on. ``counts`` are shown to who watches over the host, so their names are fixed words."""

    board: Switchboard
    flows: FlowCatalog
    settings: Settings
    survival: Survival | None
    """None: calls die with this process."""
    signatures: SignatureCheck
    connections: Connections
    counts: Counter[str]
    sparing: SparingLog
    """For lines that anybody can cause."""
    circuits: Sequence[Circuit]
    """How the providers are that calls may have to wait for."""


SITE = web.AppKey("site", Site)


async def call_of(site: Site, flow: str, call_id: str, ticket: str | None = None) -> CallRecord | None:
    """Return a call that this host, or another before it, knows; by its ticket where it has one."""
    if site.survival is not None:
        return await site.survival.known(flow, call_id, ticket)
    return site.board.calls.find(flow, call_id)


async def kept(site: Site, record: CallRecord | None) -> bool:
    """Write a call down, so that another host could go on with it; return whether it is still ours."""
    return site.survival is None or record is None or await site.survival.keep(record)


async def _left(site: Site, flow: str, call_id: str) -> CallRecord | None:
    if site.survival is not None:
        return await site.survival.left(flow, call_id)
    return site.board.calls.find(flow, call_id)


async def hung_up(site: Site, flow: str, call_id: str, ticket: str | None = None) -> None:
    """End a call, wherever it is."""
    for _time in range(TRIES):
        record = await _left(site, flow, call_id)
        if ticket is not None:
            record = site.board.calls.find_by_ticket(flow, ticket)
        site.board.hang_up(record)
        if await kept(site, record):
            return


def flow_of(request: web.Request) -> ServedFlow:
    """Return the flow that the address names, as it serves now or as calls still use it; raises 404."""
    served = request.app[SITE].flows.known(request.match_info["flow"])
    if served is None:
        raise unknown_flow()
    return served


def unknown_flow() -> web.HTTPNotFound:
    """Return the answer to who asks for a flow that is not there."""
    return web.HTTPNotFound(text="no such flow\n")


def is_strange(site: Site, flow: str, call_id: str) -> bool:
    """Whether a call is not known here, and asks for a flow that is only there for the calls it has."""
    return site.flows.current(flow) is None and site.board.calls.find(flow, call_id) is None


def urls_of(request: web.Request, flow: str) -> FlowUrls:
    """Return the flow's addresses as the outside world knows them."""
    return FlowUrls(base_url(request), flow)


def base_url(request: web.Request) -> str:
    """Return how the outside world reaches this host: as configured, else as the request says; raises 400."""
    settings = request.app[SITE].settings
    base = settings.base_url or arrival_of(request).base
    if base is None:
        raise web.HTTPBadRequest(text="the Host header names no host\n")
    return base


def arrival_of(request: web.Request) -> Arrival:
    """Return how a request came, as far as those who tell it are believed."""
    direct = Arrival(request.scheme, request.headers.get("Host", ""), plain_address(request.remote or ""))
    return arrival(direct, request.headers, request.app[SITE].settings.trusted_proxies)


def public_url(request: web.Request) -> str:
    """Return the address that the sender asked for, with its query as it came."""
    raw = request.raw_path
    return base_url(request) + (raw if raw.startswith("/") else request.path_qs)


async def parameters(request: web.Request) -> dict[str, str]:
    """Return the query and the form as one.

    Raises 400 for a form that cannot be read in time or at all, and 403 when Plivo did not sign it and should have.
    """
    site = request.app[SITE]
    form = await _form(request)
    if not site.signatures.callback(request.method, public_url(request), form, request.headers.items()):
        raise web.HTTPForbidden(text="Plivo's signature is missing or does not fit; the log says more\n")
    return {**dict(request.query), **dict(form)}


async def _form(request: web.Request) -> list[tuple[str, str]]:
    """Return the pairs of the body. Other kinds of bodies are not Plivo's: they stay unread."""
    if request.method != "POST" or request.content_type != FORM:
        return []
    try:
        async with asyncio.timeout(request.app[SITE].settings.limits.body_s):
            form = await request.post()
    except (TimeoutError, ValueError, LookupError, web.RequestPayloadError):
        raise web.HTTPBadRequest(text="the form cannot be read\n") from None
    return [(name, value) for name, value in form.items() if isinstance(value, str)]


def xml(document: bytes) -> web.Response:
    """Return a document for Plivo."""
    return web.Response(body=document, content_type="application/xml", charset="utf-8")
