"""Orders about calls and text messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from aiohttp import web

from flowrunner.emulator.dialling import SPEAKING_S
from flowrunner.emulator.exchange import Exchange, TextMessage
from flowrunner.emulator.fields import BadOrder, Fields
from flowrunner.emulator.messages import KEYS
from flowrunner.emulator.outbound import Callback, OutboundCall
from flowrunner.emulator.plivo import PLAYING_S
from flowrunner.emulator.rest_orders import call_orders
from flowrunner.emulator.sounds import Sound
from flowrunner.emulator.xml import Redirect

if TYPE_CHECKING:
    from flowrunner.emulator.rest import Answer, Order

DIGITS = frozenset(KEYS + "wW")
RECORDING_S = 60


def call_routes() -> list[tuple[str, str, Order]]:
    """Return verbs, paths and what they do."""
    sounds: list[tuple[str, str, Order]] = [
        ("DELETE", f"Call/{{call}}/{sound}/", _stopping(sound)) for sound in get_args(Sound)
    ]
    return [
        ("POST", "Call/", _create),
        ("GET", "Call/", _list),
        ("GET", "Call/{call}/", _get),
        ("POST", "Call/{call}/", _transfer),
        ("DELETE", "Call/{call}/", _hang_up),
        ("DELETE", "Request/{call}/", _cancel),
        ("POST", "Call/{call}/Record/", _record),
        ("POST", "Call/{call}/Play/", _play),
        ("POST", "Call/{call}/Speak/", _speak),
        ("POST", "Call/{call}/DTMF/", _digits),
        ("POST", "Message/", _message),
        *sounds,
    ]


def live_call(exchange: Exchange, request: web.Request) -> OutboundCall:
    """Return the call that the path names, which somebody must have answered; raises BadOrder."""
    call = exchange.calls.get(request.match_info["call"])
    if call is None or call.stage != "in-progress" or call.line.ending.is_set():
        raise BadOrder(404, "call not found")
    return call


async def _create(exchange: Exchange, _request: web.Request, found: Fields) -> Answer:
    calls = [exchange.place(order) for order in call_orders(found, exchange.options)]
    ids = [call.call_uuid for call in calls]
    if len(ids) == 1:
        return 201, {"message": "call fired", "request_uuid": ids[0]}
    return 201, {"message": "calls fired", "request_uuid": ids}


async def _list(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    match request.query.get("status"):
        case "live":
            return 200, {"calls": [each.call_uuid for each in exchange.calls.values() if _is_live(each)]}
        case "queued":
            return 200, {"calls": [each.call_uuid for each in exchange.calls.values() if each.stage == "queued"]}
        case _:
            over = [_record_of(each) for each in exchange.calls.values() if each.stage == "over"]
            return 200, {"meta": {"limit": 20, "offset": 0, "total_count": len(over)}, "objects": over[:20]}


async def _get(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    call, status = exchange.calls.get(request.match_info["call"]), request.query.get("status")
    if call is not None and status == "live" and _is_live(call):
        return 200, _live(call)
    if call is not None and status == "queued" and call.stage == "queued":
        return 200, _live(call)
    if call is not None and status is None and call.stage == "over":
        return 200, _record_of(call)
    raise BadOrder(404, "call not found")


async def _transfer(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call = live_call(exchange, request)
    if found.text("legs") not in ("", "aleg", "both"):
        raise BadOrder(400, "this emulator has an aleg only")
    call.placed.carrier.transfer(Redirect(found.needed("aleg_url"), found.method("aleg_method")))
    return 202, {"message": "call transferred", "call_uuids": [call.call_uuid]}


async def _hang_up(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    call = exchange.calls.get(request.match_info["call"])
    if call is None or not _is_live(call):
        raise BadOrder(404, "call not found")
    call.hang_up()
    return 204, None


async def _cancel(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
    call = exchange.calls.get(request.match_info["call"])
    if call is None or call.stage not in ("queued", "ringing"):
        raise BadOrder(404, "request not found")
    call.hang_up()
    return 204, None


async def _record(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call = live_call(exchange, request)
    seconds, form = found.number("time_limit", RECORDING_S, 1), dict[str, str]()
    callback = Callback(found.text("callback_url"), found.method("callback_method"))

    def over(lasted_s: float) -> None:
        milliseconds = round(lasted_s * 1000)
        form.update(RecordingDuration=str(round(lasted_s)), RecordingDurationMs=str(milliseconds))
        if callback.url:
            call.tell(callback, call.identity.form("RecordStop", "in-progress", **form))

    recording_id = call.sounds.begin("Record", "records the call", seconds, over)
    url = f"https://media.plivo.example/{recording_id}.{found.text('file_format') or 'mp3'}"
    form.update(RecordUrl=url, RecordingID=recording_id)
    return 202, {"message": "call recording started", "recording_id": recording_id, "url": url}


async def _play(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call, urls = live_call(exchange, request), found.needed("urls")
    seconds = found.number("length", round(PLAYING_S * len(urls.split(","))), 1)
    call.sounds.begin("Play", f"plays {urls}", seconds)
    return 202, {"message": "play started"}


async def _speak(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call, text = live_call(exchange, request), found.needed("text")
    call.sounds.begin("Speak", f"speaks: {text}", len(text) * SPEAKING_S)
    return 202, {"message": "speak started"}


def _stopping(sound: Sound) -> Order:
    async def stop(exchange: Exchange, request: web.Request, _found: Fields) -> Answer:
        if not live_call(exchange, request).sounds.stop(sound):
            raise BadOrder(404, "nothing to stop")
        return 204, None

    return stop


async def _digits(exchange: Exchange, request: web.Request, found: Fields) -> Answer:
    call, digits = live_call(exchange, request), found.needed("digits")
    if not DIGITS.issuperset(digits):
        raise BadOrder(400, "digits parameter is invalid")
    call.line.remark("carrier", f"presses {digits}")
    return 202, {"message": "digits sent"}


async def _message(exchange: Exchange, _request: web.Request, found: Fields) -> Answer:
    src, text = found.needed("src"), found.needed("text")
    numbers = [number.strip() for number in found.needed("dst").split("<")]
    if src in numbers:
        raise BadOrder(400, "src and dst must differ")
    sent = [TextMessage(src, number, text) for number in numbers]
    exchange.messages.extend(sent)
    return 202, {"message": "message(s) queued", "message_uuid": [message.message_uuid for message in sent]}


def _is_live(call: OutboundCall) -> bool:
    return call.stage in ("ringing", "in-progress") and not call.line.ending.is_set()


def _live(call: OutboundCall) -> dict[str, object]:
    options = call.identity.options
    return {
        "call_status": call.stage,
        "call_uuid": call.call_uuid,
        "request_uuid": call.call_uuid,
        "caller_name": "",
        "direction": "outbound",
        "from": options.from_number,
        "to": options.to_number,
        "session_start": call.identity.began.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }


def _record_of(call: OutboundCall) -> dict[str, object]:
    """Return what is kept of a call that is over."""
    options, cause = call.identity.options, call.line.cause
    answered = call.status == "completed"
    return {
        "call_uuid": call.call_uuid,
        "call_direction": "outbound",
        "call_state": "ANSWER" if answered else call.status.upper().replace("-", "_"),
        "call_duration": round(call.line.duration_s) if answered else 0,
        "from_number": options.from_number,
        "to_number": options.to_number,
        "end_time": str(call.ended),
        "hangup_cause_name": cause.name if cause else None,
        "hangup_cause_code": cause.code if cause else None,
        "hangup_source": cause.source if cause else None,
        "total_amount": "0.00000",
    }
