"""What every route needs: the parameters of a request, the flow it is about, and answers in XML."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from flowrunner.server.urls import FlowUrls

if TYPE_CHECKING:
    from flowrunner.server.calls import ServedFlow
    from flowrunner.server.switchboard import Switchboard

BODY_DEADLINE_S = 10.0
LARGEST_BODY = 64 * 1024
"""Bytes of a callback's body."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes work on."""

    board: Switchboard
    flows: Mapping[str, ServedFlow]
    base_url: str | None = None


SITE = web.AppKey("site", Site)


def flow_of(request: web.Request) -> ServedFlow:
    """Return the flow that the address names; raises 404."""
    served = request.app[SITE].flows.get(request.match_info["flow"])
    if served is None:
        raise web.HTTPNotFound(text="no such flow\n")
    return served


def urls_of(request: web.Request, flow: str) -> FlowUrls:
    """Return the flow's addresses as the outside world knows them."""
    return FlowUrls(base_url(request), flow)


def base_url(request: web.Request) -> str:
    """Return how the outside world reaches this host: as configured, else as the request says."""
    configured = request.app[SITE].base_url
    if configured is not None:
        return configured
    forwarded = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip().lower()
    return f"{forwarded if forwarded in ('http', 'https') else request.scheme}://{request.host}"


async def parameters(request: web.Request) -> dict[str, str]:
    """Return the query and the form as one; raises 400 for a form that cannot be read in time or at all."""
    found = dict(request.query)
    if request.method == "POST":
        try:
            async with asyncio.timeout(BODY_DEADLINE_S):
                form = await request.post()
        except (TimeoutError, ValueError, LookupError):
            raise web.HTTPBadRequest(text="the form cannot be read\n") from None
        found.update((name, value) for name, value in form.items() if isinstance(value, str))
    return found


def xml(document: bytes) -> web.Response:
    """Return a document for Plivo."""
    return web.Response(body=document, content_type="application/xml", charset="utf-8")
