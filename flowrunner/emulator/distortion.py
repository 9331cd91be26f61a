"""What a fault makes of the carrier's messages: pure functions of the stream so far, one after another."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from flowrunner.emulator.extra_headers import in_form
from flowrunner.emulator.faults import Fault, FaultKind, Faults
from flowrunner.emulator.noise import NOISE, NOISE_EVERY
from flowrunner.emulator.playback import FRAME_S

Message = dict[str, Any]
Distorter = Callable[[Message], list[Message]]
"""Returns what is sent instead of a message, in order."""
Make = Callable[[Fault], Distorter]


class Distortion:
    """Everything that befalls the messages of one stream."""

    def __init__(self, faults: Faults, stream: int) -> None:
        """``stream`` is its number in the call, from 1."""
        happening = [(faults.get(kind), make) for kind, make in _MAKES.items() if _befalls(faults, kind, stream)]
        self._distorters = [make(fault) for fault, make in happening if fault is not None]
        self._noise = count() if FaultKind.NOISE in faults else None

    def apply(self, message: Message) -> list[str | bytes]:
        """Return what goes over the wire, in order."""
        messages = [message]
        for distort in self._distorters:
            messages = [changed for one in messages for changed in distort(one)]
        return [*(json.dumps(one, separators=(",", ":")) for one in messages), *self._noisy(message)]

    def _noisy(self, message: Message) -> list[str | bytes]:
        if self._noise is None or message["event"] != "media":
            return []
        number, rest = divmod(next(self._noise), NOISE_EVERY)
        return [] if rest else [NOISE[number % len(NOISE)]]


def _befalls(faults: Faults, kind: FaultKind, stream: int) -> bool:
    if kind is FaultKind.LOST_FIRST_ACK:
        return kind in faults and stream == 1
    return faults.befalls(kind, stream) if kind is FaultKind.UNKNOWN_CODEC else kind in faults


def _only(event: str, change: Distorter) -> Distorter:
    return lambda message: change(message) if message["event"] == event else [message]


def _every(change: Distorter) -> Make:
    """Change every so many of the frames."""

    def make(fault: Fault) -> Distorter:
        frames = count(1)
        return _only("media", lambda message: [message] if next(frames) % fault.count else change(message))

    return make


def _lost_first(_fault: Fault) -> Distorter:
    acks = count()
    return _only("playedStream", lambda message: [message] if next(acks) else [])


def _shuffled(fault: Fault) -> Distorter:
    frames, held = count(1), list[Message]()

    def distort(message: Message) -> list[Message]:
        if next(frames) % fault.count == 0:
            held.append(message)
            return []
        return [message, *(held.pop() for _ in range(len(held)))]

    return _only("media", distort)


def _odd(message: Message) -> list[Message]:
    payload = base64.b64decode(message["media"]["payload"])[:-1]
    return [_with_media(message, payload=base64.b64encode(payload).decode())]


def _oversized(fault: Fault) -> Distorter:
    frames, wanted = count(1), round(fault.begins_s / FRAME_S)
    payload = base64.b64encode(bytes(fault.count * 1024 * 3 // 4)).decode()

    def distort(message: Message) -> list[Message]:
        return [_with_media(message, payload=payload)] if next(frames) == wanted else [message]

    return _only("media", distort)


def _unknown_codec(_fault: Fault) -> Distorter:
    opus = {"encoding": "audio/opus", "sampleRate": 48_000}
    return _only("start", lambda message: [message | {"start": message["start"] | {"mediaFormat": opus}}])


def _timestamps(fault: Fault) -> Distorter:
    frames = count()

    def distort(message: Message) -> list[Message]:
        stamp = _stamped(fault.count, next(frames), int(message["media"]["timestamp"]))
        return [_with_media(message, timestamp=stamp)]

    return _only("media", distort)


def _stamped(manner: int, frame: int, now_ms: int) -> str | int:
    match manner:
        case 1:
            return str(frame * 20)
        case 2:
            return str(now_ms + frame * 7919 % 41 - 20)
        case 3:
            return str(now_ms - frame * 20)
        case 4:
            return str(now_ms + (60_000 if frame > 50 else 0))
        case _:
            return now_ms


def _named_otherwise(message: Message) -> list[Message]:
    """Say ``played``, as the older pages do, and put the name inside, where others were seen to look for it."""
    name = message.pop("name")
    return [message | {"event": "played", "playedStream": {"name": name}}]


def _strings(value: Any) -> Any:
    """Write numbers as text, and text that is a number as one."""
    if isinstance(value, dict):
        return {key: _strings(inner) for key, inner in value.items()}
    if isinstance(value, int):
        return str(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else value


_NEEDED = {
    "event",
    "start",
    "media",
    "dtmf",
    "name",
    "callId",
    "mediaFormat",
    "encoding",
    "sampleRate",
    "payload",
    "digit",
}


def _bare(value: Any) -> Any:
    """Leave out what nobody needs, but the id by which the host answers."""
    if not isinstance(value, dict):
        return value
    needed = _NEEDED | ({"streamId"} if "callId" in value else set())
    return {key: _bare(inner) for key, inner in value.items() if key in needed}


def _other_headers(fault: Fault) -> Distorter:
    def distort(message: Message) -> list[Message]:
        if "extra_headers" not in message:
            return [message]
        return [message | {"extra_headers": in_form(fault.count, message["extra_headers"])}]

    return distort


def _with_media(message: Message, **changed: object) -> Message:
    return message | {"media": message["media"] | changed}


def _always(distort: Distorter) -> Make:
    return lambda _fault: distort


_MAKES: Mapping[FaultKind, Make] = {
    FaultKind.LOST_FIRST_ACK: _lost_first,
    FaultKind.LOST_ACKS: _always(_only("playedStream", lambda _: [])),
    FaultKind.DUPLICATE_ACKS: _always(_only("playedStream", lambda message: [message, dict(message)])),
    FaultKind.MISSING_CLEARED_AUDIO: _always(_only("clearedAudio", lambda _: [])),
    FaultKind.MISSING_MEDIA: _every(lambda _: []),
    FaultKind.DUPLICATE_MEDIA: _every(lambda message: [message, message]),
    FaultKind.SHUFFLED_MEDIA: _shuffled,
    FaultKind.ODD_BYTES: _every(_odd),
    FaultKind.OVERSIZED_MESSAGE: _oversized,
    FaultKind.UNKNOWN_CODEC: _unknown_codec,
    FaultKind.TIMESTAMPS: _timestamps,
    FaultKind.NAME_VARIANTS: _always(_only("playedStream", _named_otherwise)),
    FaultKind.EXTRA_HEADERS: _other_headers,
    FaultKind.BARE_MESSAGES: _always(lambda message: [_bare(message)]),
    FaultKind.STRINGS_FOR_NUMBERS: _always(lambda message: [_strings(message)]),
}
