"""``/flows/{flow}/status``, ``/hangup`` and ``/machine``: what happened. Each may come late, twice or never."""

from __future__ import annotations

import logging

from aiohttp import web

from flowrunner.plivo.callbacks import read_call, stream_status
from flowrunner.server.http import SITE, call_of, flow_of, kept, parameters

log = logging.getLogger(__name__)


async def status(request: web.Request) -> web.Response:
    """Note what happened to a stream. Nothing depends on it: the stream's end is seen on its socket."""
    served = flow_of(request)
    found = await parameters(request)
    what = stream_status(found)
    level = logging.WARNING if what in ("dropped", "degraded") else logging.DEBUG
    call = read_call(found)
    log.log(level, "a stream %s", what, extra={"flow": served.name, "call": call.call_id if call else ""})
    return web.Response()


async def hangup(request: web.Request) -> web.Response:
    """End a call, wherever it is."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is not None:
        site = request.app[SITE]
        record = await call_of(site, served, call.call_id)
        site.board.hang_up(record)
        await kept(site, record)
    return web.Response()


async def machine(request: web.Request) -> web.Response:
    """Note that a machine has answered a call of ours, when it was looked for beside the call."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is not None and call.machine:
        site = request.app[SITE]
        await site.board.found_machine(await call_of(site, served, call.call_id))
    return web.Response()
