"""Orders about the streams of a call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from flowrunner.emulator.exchange import Exchange
from flowrunner.emulator.fields import BadOrder, Fields
from flowrunner.emulator.outbound import OutboundCall
from flowrunner.emulator.rest_calls import live_call
from flowrunner.emulator.rest_orders import stream_order
from flowrunner.emulator.streams import CallStream
from flowrunner.emulator.xml import STREAM_TYPES, TRACKS

if TYPE_CHECKING:
    from flowrunner.emulator.rest import Answer, Order

PAGE = 20
RATE_A_MINUTE = 0.003


def stream_routes() -> list[tuple[str, str, Order]]:
    """Return verbs, paths and what they do."""
    return [
        ("POST", "Call/{call}/Stream/", _start),
        ("GET", "Call/{call}/Stream/", _list),
        ("GET", "Call/{call}/Stream/{stream}/", _get),
        ("DELETE", "Call/{call}/Stream/", _stop),
        ("DELETE", "Call/{call}/Stream/{stream}/", _stop),
    ]


async def _start(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call, element = live_call(exchange, request), stream_order(found)
    if call.placed.carrier.streams.running:
        raise BadOrder(400, "the call is being streamed already")
    stream = call.placed.carrier.streams.begin(element)
    return 202, {"message": "audio streaming started", "stream_id": stream.stream_id}


async def _list(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    call = _call(exchange, request)
    streams = [_shown(call, stream) for stream in call.placed.carrier.streams.all]
    text = request.query.get("offset", "0")
    offset = int(text) if text.isdecimal() else 0
    meta = {"limit": PAGE, "offset": offset, "total_count": len(streams)}
    return 200, {"meta": meta, "objects": streams[offset : offset + PAGE]}


async def _get(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    call = _call(exchange, request)
    for stream in call.placed.carrier.streams.all:
        if stream.stream_id == request.match_info["stream"]:
            return 200, _shown(call, stream)
    raise BadOrder(404, "stream not found")


async def _stop(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    streams = live_call(exchange, request).placed.carrier.streams
    if not streams.stop(request.match_info.get("stream")):
        raise BadOrder(404, "stream not found")
    return 204, None


def _call(exchange: Exchange, request: web.Request) -> OutboundCall:
    call = exchange.calls.get(request.match_info["call"])
    if call is None:
        raise BadOrder(404, "call not found")
    return call


def _shown(call: OutboundCall, stream: CallStream) -> dict[str, object]:
    element = stream.element
    content_type = next(name for name, codec in STREAM_TYPES.items() if codec is element.codec)
    seconds = round(((stream.ended or datetime.now(stream.began.tzinfo)) - stream.began).total_seconds())
    minutes = -(-seconds // 60)
    return {
        "stream_id": stream.stream_id,
        "call_uuid": call.call_uuid,
        "service_url": element.url,
        "audio_track": next(name for name, tracks in TRACKS.items() if tracks == element.tracks),
        "bidirectional": element.bidirectional,
        "content_type": content_type,
        "status_callback_url": element.status_url,
        "start_time": stream.began.isoformat(" ", "seconds"),
        "end_time": stream.ended and stream.ended.isoformat(" ", "seconds"),
        "bill_duration": seconds,
        "rounded_bill_duration": minutes * 60,
        "billed_amount": f"{minutes * RATE_A_MINUTE:.5f}",
        "status": "in-progress" if stream.ended is None else "completed",
    }
