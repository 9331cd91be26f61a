"""The messages of a stream, both ways. Plivo's camelCase exists only in this file.

The reader takes every variant that was ever seen on the wire; the writer sends the documented form and nothing else.
Media frames come fifty times a second and call: :func:`is_media` knows one by its first bytes, so that a frame which
nobody wants is dropped unread, and :func:`read_media` reads one in a single pass; both are short cuts of :func:`read`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

import msgspec

from flowrunner.audio.codec import Codec
from flowrunner.errors import WireError
from flowrunner.plivo.extra_headers import read_extra_headers
from flowrunner.plivo.formats import encoding_name

Table = Mapping[str, object]

INBOUND = "inbound"
"""The track that carries the caller."""
LARGEST_MESSAGE = 65_536
"""Bytes; Plivo documents 64 KB as the most a message may have."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first message of a stream. It does not say who calls whom."""

    call_id: str
    stream_id: str = ""
    encoding: str = ""
    sample_rate: int | None = None
    """In Hz."""
    tracks: tuple[str, ...] = ()
    extra_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Media:
    """20 ms of sound in the stream's codec."""

    payload: bytes
    track: str = INBOUND


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the caller's telephone."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """Playback reached a checkpoint."""

    name: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The playback queue was emptied, as asked."""


@dataclass(frozen=True, slots=True)
class PlayFailed:
    """One piece of sound could not be played; the stream goes on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Muted:
    """The far end hears nothing for a while, or hears again. In Plivo's code, not in its documents."""

    on: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more will come. Often left out."""

    reason: str = ""


Inbound = Start | Media | Key | Played | Cleared | PlayFailed | Muted | Stop


@dataclass(frozen=True, slots=True)
class PlayAudio:
    """Queue sound."""

    payload: bytes
    codec: Codec


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Ask for a Played once everything queued so far was played."""

    stream_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ClearAudio:
    """Empty the playback queue."""

    stream_id: str


Outbound = PlayAudio | Checkpoint | ClearAudio


def write(message: Outbound) -> str:
    """Return the message as Plivo documents it."""
    match message:
        case PlayAudio(payload, codec):
            return _PLAY_AUDIO[codec] + binascii.b2a_base64(payload, newline=False).decode("ascii") + '"}}'
        case Checkpoint(stream_id, name):
            return f'{{"event":"checkpoint","streamId":{_quoted(stream_id)},"name":{_quoted(name)}}}'
        case ClearAudio(stream_id):
            return f'{{"event":"clearAudio","streamId":{_quoted(stream_id)}}}'
        case _:
            assert_never(message)


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _play_audio_head(codec: Codec) -> str:
    media = f'"contentType":"{encoding_name(codec)}","sampleRate":{codec.sample_rate},"payload":"'
    return '{"event":"playAudio","media":{' + media


_PLAY_AUDIO = {codec: _play_audio_head(codec) for codec in Codec}
_MEDIA_HEADS = (b'{"event":"media",', b'{"event": "media",')


_SEQUENCE = re.compile(rb'"sequenceNumber"\s*:\s*"?(\d{1,15})')
_SEQUENCE_WITHIN = 200
"""Bytes; Plivo writes the number near the beginning."""


def sequence_of(data: bytes) -> int | None:
    """Return the message's place in the stream, or None where it says none."""
    found = _SEQUENCE.search(data, 0, _SEQUENCE_WITHIN)
    return int(found[1]) if found else None


class _Sound(msgspec.Struct):
    payload: bytes
    track: str = INBOUND


class _MediaFrame(msgspec.Struct):
    event: Literal["media"]
    media: _Sound


_decode_media = msgspec.json.Decoder(_MediaFrame).decode
_decode = msgspec.json.Decoder().decode
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


def is_media(data: bytes) -> bool:
    """Tell a media message by its first bytes; False may still be one, written in another order."""
    return data.startswith(_MEDIA_HEADS)


def read_media(data: bytes) -> tuple[str, bytes]:
    """Return track and sound of a media message, faster than ``read``; raises WireError."""
    if len(data) > LARGEST_MESSAGE:
        raise WireError("oversized")
    try:
        sound = _decode_media(data).media
    except _UNREADABLE:
        message = read(data)
        if not isinstance(message, Media):
            raise WireError("bad_media") from None
        return message.track, message.payload
    return sound.track, sound.payload


def read(data: bytes | str) -> Inbound:
    """Read one message; raises WireError, whose ``kind`` is one of a dozen fixed words."""
    if len(data) > LARGEST_MESSAGE:
        raise WireError("oversized")
    try:
        message = _decode(data)
    except _UNREADABLE:
        raise WireError("not_json") from None
    if not isinstance(message, dict):
        raise WireError("not_an_object")
    event = message.get("event")
    if not isinstance(event, str):
        raise WireError("no_event")
    reader = _READERS.get(_plain(event))
    if reader is None:
        raise WireError("unknown_event")
    return reader(message)


def _start(message: Table) -> Start:
    start = _table(message.get("start"))
    media_format = _table(start.get("mediaFormat"))
    tracks = start.get("tracks")
    return Start(
        call_id=_first(start, _CALL_IDS) or _first(message, _CALL_IDS),
        stream_id=_first(start, _STREAM_IDS) or _first(message, _STREAM_IDS),
        encoding=_text(media_format.get("encoding")),
        sample_rate=_number(media_format.get("sampleRate")),
        tracks=tuple(_text(track) for track in tracks) if isinstance(tracks, list) else (),
        extra_headers=read_extra_headers(_extra_headers(message, start)),
    )


def _extra_headers(message: Table, start: Table) -> object:
    """Return what holds the extra headers: beside ``start`` as documented, or inside it, under any of their names."""
    found = (table.get(name) for table in (message, start) for name in _EXTRA_HEADERS)
    return next(filter(None, found), None)


def _media(message: Table) -> Media:
    media = _table(message.get("media"))
    payload = media.get("payload")
    if not isinstance(payload, str):
        raise WireError("bad_media")
    unpadded = payload.strip().rstrip("=")
    try:
        sound = binascii.a2b_base64(unpadded + "=" * (-len(unpadded) % 4))
    except ValueError:
        raise WireError("bad_media") from None
    return Media(sound, _text(media.get("track")) or INBOUND)


def _key(message: Table) -> Key:
    digit = _text(_table(message.get("dtmf")).get("digit")).strip().upper()
    if len(digit) != 1 or digit not in "0123456789*#ABCD":
        raise WireError("bad_dtmf")
    return Key(digit)


def _played(message: Table) -> Played:
    nested = _table(message.get("playedStream")) or _table(message.get("played"))
    name = _text(message.get("name")) or _text(nested.get("name"))
    if not name:
        raise WireError("bad_played")
    return Played(name)


def _cleared(_message: Table) -> Cleared:
    return Cleared()


def _muted(_message: Table) -> Muted:
    return Muted(on=True)


def _unmuted(_message: Table) -> Muted:
    return Muted(on=False)


def _play_failed(message: Table) -> PlayFailed:
    return PlayFailed(_reason(message))


def _stop(message: Table) -> Stop:
    return Stop(_reason(message))


def _reason(message: Table) -> str:
    nested = _table(message.get("stop")) or _table(message.get("error")) or _table(message.get("playFailed"))
    return _text(message.get("reason")) or _text(nested.get("reason")) or _text(message.get("error"))


_READERS: Mapping[str, Callable[[Table], Inbound]] = {
    "start": _start,
    "media": _media,
    "dtmf": _key,
    "playedstream": _played,
    "played": _played,
    "clearedaudio": _cleared,
    "playfailed": _play_failed,
    "error": _play_failed,
    "mutestream": _muted,
    "unmutestream": _unmuted,
    "stop": _stop,
}
"""By names as ``_plain`` leaves them: the documents and libraries agree neither on capitals nor on underscores."""
_CALL_IDS = ("callId", "call_id", "callUuid", "call_uuid", "CallUUID")
_STREAM_IDS = ("streamId", "stream_id", "StreamID")
_EXTRA_HEADERS = ("extra_headers", "extraHeaders", "customParameters")


def _plain(event: str) -> str:
    return event.replace("_", "").lower()


def _first(table: Table, names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(table.get(name)) for name in names)), "")


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return text and numbers as text, anything else as nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _number(value: object) -> int | None:
    """Return whole numbers, written as numbers or as text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    text = _text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
