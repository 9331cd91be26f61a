"""``/flows/{flow}/status``, ``/hangup`` and ``/machine``: what happened. Each may come late, twice or never."""

from __future__ import annotations

import logging

from aiohttp import web

from flowrunner.plivo.callbacks import StreamReport, read_call, stream_report
from flowrunner.server.calls import CallRecord
from flowrunner.server.http import SITE, TRIES, call_of, flow_of, hung_up, kept, parameters

log = logging.getLogger(__name__)

REPORTS_AT_MOST = 100
"""Of the streams of one call."""


async def status(request: web.Request) -> web.Response:
    """Note what happened to a stream. Nothing depends on it: the stream's end is seen on its socket."""
    served = flow_of(request)
    site = request.app[SITE]
    found = await parameters(request)
    call = read_call(found)
    record = site.board.calls.find(served.name, call.call_id) if call is not None else None
    if record is not None and _is_news(record, report := stream_report(found)):
        site.counts[f"status.{report.status}"] += 1
        level = logging.WARNING if report.status in ("dropped", "degraded") else logging.DEBUG
        facts = {"flow": served.name, "call": record.call_id, "stream": report.stream_id, "reason": report.reason}
        log.log(level, "a stream: %s", report.status, extra=facts)
    return web.Response()


def _is_news(record: CallRecord, report: StreamReport) -> bool:
    """Note a report; False when it was known, for each may come twice, or when there were too many."""
    key = (report.stream_id, report.status)
    if key in record.reports or len(record.reports) >= REPORTS_AT_MOST:
        return False
    record.reports.add(key)
    return True


async def hangup(request: web.Request) -> web.Response:
    """End a call, wherever it is."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is not None:
        await hung_up(request.app[SITE], served.name, call.call_id)
    return web.Response()


async def machine(request: web.Request) -> web.Response:
    """Note that a machine has answered a call of ours, when it was looked for beside the call."""
    served = flow_of(request)
    call = read_call(await parameters(request))
    if call is not None and call.machine and served.minds_machines:  # else nobody must lose the call for that
        site = request.app[SITE]
        for _time in range(TRIES):
            record = await call_of(site, served.name, call.call_id)
            await site.board.found_machine(record)
            if await kept(site, record):
                break
    return web.Response()
