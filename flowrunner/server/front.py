"""``/`` and ``/health``: for people who look in and for whoever watches over the host."""

from __future__ import annotations

from html import escape

from aiohttp import web

from flowrunner.server.http import SITE, base_url, unknown_flow
from flowrunner.server.urls import FlowUrls

_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>flowrunner</title>
<style>body{{font:16px/1.5 system-ui;max-width:48em;margin:3em auto;padding:0 1em}}code{{background:#eee}}</style>
<h1>flowrunner</h1>
<p>Give one of these addresses to Plivo as the Answer URL of a number.</p>
<dl>{flows}</dl>
"""


async def front_page(request: web.Request) -> web.Response:
    """List the flows and their answer addresses."""
    base = base_url(request)
    names = [served.name for served in request.app[SITE].flows]
    flows = "".join(f"<dt>{escape(name)}<dd><code>{escape(FlowUrls(base, name).answer)}</code>" for name in names)
    return web.Response(text=_PAGE.format(flows=flows), content_type="text/html")


async def flow_page(request: web.Request) -> web.Response:
    """Tell that a flow is served; 404 when it is not."""
    served = request.app[SITE].flows.current(request.match_info["flow"])
    if served is None:
        raise unknown_flow()
    name = served.name
    return web.json_response({"flow": name, "answer_url": FlowUrls(base_url(request), name).answer})


async def health(request: web.Request) -> web.Response:
    """Tell how many calls are running, and what was seen so far; 503 once the host takes no more."""
    site = request.app[SITE]
    board = site.board
    state: dict[str, object] = {
        "status": "closing" if board.closing else "ok",
        "calls": len(board.calls),
        "counts": dict(site.counts),
    }
    if site.survival is not None:  # a host goes on without its database, so that is no reason to take it away
        state["database"] = "failing" if site.survival.is_troubled else "ok"
    if site.circuits:
        state["providers"] = {each.provider: {"state": each.state, "counts": each.counts} for each in site.circuits}
    return web.json_response(state, status=503 if board.closing else 200)
