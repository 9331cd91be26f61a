"""Orders as the REST API takes them, checked, in the emulator's own words. Wrong ones raise BadOrder."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flowrunner.emulator.fields import BadOrder, Fields
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.outbound import Callback, CallOrder, Detection
from flowrunner.emulator.xml import MAX_EXTRA_HEADERS, MAX_URL, STREAM_TYPES, TRACKS, Stream

MOST_NUMBERS = 1000
DEFAULT_STREAM_TYPE = "audio/x-l16;rate=8000"


def call_orders(fields: Fields, options: EmulatorOptions) -> list[CallOrder]:
    """Return the calls that an order asks for: one for each number of ``to``."""
    caller = fields.needed("from")
    numbers = [number.strip() for number in fields.needed("to").split("<")]
    if caller in numbers:
        raise BadOrder(400, "from and to must differ")
    if len(numbers) > MOST_NUMBERS or not all(numbers):
        raise BadOrder(400, "to parameter is invalid")
    one = CallOrder(
        answer_url=_url(fields, "answer_url", needed=True),
        options=replace(
            options,
            from_number=caller.removeprefix("+"),
            method=fields.method("answer_method"),
            hangup_url=_url(fields, "hangup_url") or None,
            fallback_url=_url(fields, "fallback_url") or None,
        ),
        ring=_callback(fields, "ring"),
        ring_timeout_s=fields.number("ring_timeout", 120),
        time_limit_s=fields.number("time_limit", 14_400, 1),
        detection=_detection(fields),
        detection_s=fields.number("machine_detection_time", 5000, 2000) / 1000,
        detected=_callback(fields, "machine_detection"),
    )
    return [replace(one, options=replace(one.options, to_number=number.removeprefix("+"))) for number in numbers]


def stream_order(fields: Fields) -> Stream:
    """Return the stream that an order asks for; like every such stream it keeps no call alive."""
    url = fields.needed("service_url")
    if urlsplit(url).scheme not in ("ws", "wss") or len(url) > MAX_URL:
        raise BadOrder(400, "service_url parameter is invalid")
    bidirectional, track = fields.flag("bidirectional"), fields.text("audio_track") or "inbound"
    if track not in TRACKS or (bidirectional and track != "inbound"):
        raise BadOrder(400, "audio_track parameter is invalid")
    codec = STREAM_TYPES.get(fields.text("content_type") or DEFAULT_STREAM_TYPE)
    if codec is None:
        raise BadOrder(400, "content_type parameter is invalid")
    if len(fields.text("extra_headers").encode()) > MAX_EXTRA_HEADERS:
        raise BadOrder(400, "extra_headers parameter is invalid")
    if not 60 <= fields.number("noise_cancellation_level", 85) <= 100:
        raise BadOrder(400, "noise_cancellation_level parameter is invalid")
    return Stream(
        url=url,
        codec=codec,
        bidirectional=bidirectional,
        # plivo's command line has a name of its own for it
        status_url=_url(fields, "status_callback_url") or _url(fields, "stream_status_callback_url") or None,
        status_method=fields.method("status_callback_method"),
        timeout_s=fields.number("stream_timeout", 86_400, 1),
        extra_headers=fields.text("extra_headers"),
        tracks=TRACKS[track],
    )


def _detection(fields: Fields) -> Detection:
    match fields.text("machine_detection").lower():
        case "true":
            return "true"
        case "hangup":
            return "hangup"
        case "" | "false":
            return ""
        case _:
            raise BadOrder(400, "machine_detection parameter is invalid")


def _callback(fields: Fields, name: str) -> Callback | None:
    url = _url(fields, f"{name}_url")
    return Callback(url, fields.method(f"{name}_method")) if url else None


def _url(fields: Fields, name: str, *, needed: bool = False) -> str:
    url = fields.needed(name) if needed else fields.text(name)
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        raise BadOrder(400, f"{name} parameter is invalid")
    return url
