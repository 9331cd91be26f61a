"""The media socket's messages: what the host may say, read with a raised eyebrow, and what the carrier says.

What cannot be used raises; what a lenient carrier lets pass is used, and complained of.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flowrunner.audio.codec import Codec
from flowrunner.errors import WireError

Complain = Callable[[str, str], None]
"""Called with a short stable kind and a detail."""

KEYS = "0123456789*#ABCD"

CODECS = {
    ("audio/x-mulaw", 8000): Codec.MULAW_8K,
    ("audio/x-l16", 8000): Codec.L16_8K,
    ("audio/x-l16", 16000): Codec.L16_16K,
}
CONTENT_TYPES = {codec: content_type for (content_type, _), codec in CODECS.items()}


@dataclass(frozen=True, slots=True)
class PlayAudio:
    """Queue sound."""

    codec: Codec
    sound: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Say when everything queued so far has been played."""

    name: str


@dataclass(frozen=True, slots=True)
class ClearAudio:
    """Drop everything queued."""


@dataclass(frozen=True, slots=True)
class SendDtmf:
    """Press keys towards the caller."""

    keys: str


Message = PlayAudio | Checkpoint | ClearAudio | SendDtmf


class Unplayable(WireError):  # noqa: N818 - a fact about the message
    """Sound that cannot be played: the checkpoint after it is not reached."""


def read(text: str, stream_id: str, complain: Complain) -> Message:
    """Read one message of the host; raises WireError."""
    fields = _object(text)
    match fields.get("event"):
        case "playAudio":
            return _play_audio(fields, complain)
        case "checkpoint":
            _check_stream(fields, stream_id, complain)
            return Checkpoint(_text(fields, "name", "checkpoint without a name"))
        case "clearAudio":
            _check_stream(fields, stream_id, complain)
            return ClearAudio()
        case "sendDTMF":
            return _send_dtmf(fields)
        case event:
            raise WireError("unknown event", repr(event))


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise WireError("invalid JSON", str(error)) from error
    if not isinstance(value, dict):
        raise WireError("not a JSON object", type(value).__name__)
    return value


def _text(fields: Mapping[str, Any], name: str, kind: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise WireError(kind, repr(value))
    return value


def _check_stream(fields: Mapping[str, Any], stream_id: str, complain: Complain) -> None:
    if fields.get("streamId") != stream_id:
        complain("wrong streamId", f"{fields['event']} says {fields.get('streamId')!r}")


def _play_audio(fields: Mapping[str, Any], complain: Complain) -> PlayAudio:
    media = fields.get("media")
    if not isinstance(media, dict):
        raise Unplayable("playAudio without media", repr(media))
    return PlayAudio(_codec(media), _sound(media, complain))


def _codec(media: Mapping[str, Any]) -> Codec:
    """Return what the message says it is; the rate may be a number or, as some hosts write it, a string."""
    content_type, rate = str(media.get("contentType")), str(media.get("sampleRate"))
    codec = CODECS.get((content_type, int(rate) if rate.isdecimal() else 0))
    if codec is None:
        raise Unplayable("invalid_content_type", f"{content_type} at {rate}")
    return codec


def _sound(media: Mapping[str, Any], complain: Complain) -> bytes:
    payload = media.get("payload")
    if not isinstance(payload, str) or not payload:
        raise Unplayable("playAudio without a payload", type(payload).__name__)
    if len(payload) % 4:
        complain("base64 without its padding", f"{len(payload)} characters")
    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unplayable("invalid base64", str(error)) from error


def _send_dtmf(fields: Mapping[str, Any]) -> SendDtmf:
    keys = _text(fields, "dtmf", "sendDTMF without keys")
    if set(keys) - set(KEYS):
        raise WireError("sendDTMF with unknown keys", repr(keys))
    return SendDtmf(keys)
