"""``/flows/{flow}/answer`` and ``/continue``: Plivo asks what to do with a call."""

from __future__ import annotations

from aiohttp import web

from flowrunner.plivo.callbacks import dial_outcome, read_call
from flowrunner.plivo.xml import apology_document, brief_document, empty_document
from flowrunner.server.http import (
    SITE,
    TRIES,
    Site,
    call_of,
    flow_of,
    hung_up,
    is_strange,
    kept,
    parameters,
    unknown_flow,
    urls_of,
    xml,
)
from flowrunner.server.switchboard import APOLOGY


async def answer(request: web.Request) -> web.Response:
    """Begin a call. Without a Hangup URL of its own Plivo reports the end of calls here too."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is None:
        raise web.HTTPBadRequest(text="this address answers Plivo's calls; CallUUID is missing\n")
    if call.only_tells:
        return xml(empty_document())
    site = request.app[SITE]
    if call.finished:
        await hung_up(site, served.name, call.call_id)
        return xml(empty_document())
    if is_strange(site, served.name, call.call_id):
        raise unknown_flow()
    if (known := await _answered_elsewhere(site, served.name, call.call_id)) is not None:
        return xml(known)
    remembered = await site.board.recall(served, call)
    document = site.board.answer(served, call, urls_of(request, served.name), remembered)
    record = site.board.calls.find(served.name, call.call_id)
    if not await kept(site, record):  # another host was asked at the same moment
        document = await _answered_elsewhere(site, served.name, call.call_id) or document
    return xml(document)


async def _answered_elsewhere(site: Site, flow: str, call_id: str) -> bytes | None:
    return await site.survival.answer(flow, call_id) if site.survival is not None else None


async def brief(request: web.Request) -> web.Response:
    """Say what a person is told who has picked up, before the caller is there; nothing of a call that is over."""
    served = flow_of(request)
    await parameters(request)
    record = request.app[SITE].board.calls.find_by_ticket(served.name, request.match_info["ticket"])
    words = record.dialing.connect.brief if record is not None and record.dialing is not None else None
    return xml(empty_document() if words is None else brief_document(words.text, words.language))


async def carry_on(request: web.Request) -> web.Response:
    """Say what comes after a stream or a dial. Of a call that nobody here knows only an apology is left."""
    served = flow_of(request)
    site = request.app[SITE]
    board = site.board
    found = await parameters(request)
    ticket = request.match_info["ticket"]
    call = read_call(found)
    if call is not None and call.finished:
        await hung_up(site, served.name, call.call_id, ticket)
        return xml(empty_document())
    document = apology_document(APOLOGY)
    for _time in range(TRIES):
        if call is not None:
            await call_of(site, served.name, call.call_id, ticket)
        record = board.calls.find_by_ticket(served.name, ticket)
        if record is None:
            site.sparing.warn("a call is not known here", {"flow": served.name})
            return xml(apology_document(APOLOGY))
        if call is not None:
            board.tell(record, call.extra)
        document = await board.carry_on(record, ticket, dial_outcome(found), urls_of(request, served.name))
        if await kept(site, record):
            break  # else another host was asked at the same moment, and its answer counts
    return xml(document)
