"""``/flows/{flow}/answer`` and ``/continue``: Plivo asks what to do with a call."""

from __future__ import annotations

from aiohttp import web

from flowrunner.plivo.callbacks import dial_outcome, read_call
from flowrunner.plivo.xml import apology_document, empty_document
from flowrunner.server.http import SITE, flow_of, parameters, urls_of, xml
from flowrunner.server.switchboard import APOLOGY


async def answer(request: web.Request) -> web.Response:
    """Begin a call. Without a Hangup URL of its own Plivo reports the end of calls here too."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is None:
        raise web.HTTPBadRequest(text="this address answers Plivo's calls; CallUUID is missing\n")
    board = request.app[SITE].board
    remembered = await board.recall(served, call)
    return xml(board.answer(served, call, urls_of(request, served.name), remembered))


async def carry_on(request: web.Request) -> web.Response:
    """Say what comes after a stream or a dial. Of a call that nobody here knows only an apology is left."""
    served = flow_of(request)
    board = request.app[SITE].board
    found = await parameters(request)
    ticket = request.match_info["ticket"]
    record = board.calls.find_by_ticket(served.name, ticket)
    call = read_call(found)
    if call is not None and call.finished:
        board.hang_up(record)
        return xml(empty_document())
    if record is None:
        request.app[SITE].sparing.warn("a call is not known here", {"flow": served.name})
        return xml(apology_document(APOLOGY))
    return xml(await board.carry_on(record, ticket, dial_outcome(found), urls_of(request, served.name)))
