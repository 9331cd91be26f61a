"""What Plivo calls the codecs."""

from __future__ import annotations

from flowrunner.audio.codec import Codec

_NAMES = {"mulaw": "audio/x-mulaw", "l16": "audio/x-l16"}
DEFAULT_RATE = 8000


def encoding_name(codec: Codec) -> str:
    """Return the name inside stream messages, where the rate is a field of its own."""
    return _NAMES[codec.encoding]


def content_type(codec: Codec) -> str:
    """Return the value of the Stream element's ``contentType``."""
    return f"{_NAMES[codec.encoding]};rate={codec.sample_rate}"


def find_codec(encoding: str, sample_rate: int | None) -> Codec | None:
    """Return the codec that a ``mediaFormat`` names in any of its spellings; None when flowrunner has none such.

    Seen in the wild: ``audio/x-l16``, ``audio/l16``, ``audio/x-mulaw``, with and without ``;rate=``.
    """
    name, _, parameters = encoding.lower().partition(";")
    kind = "l16" if "l16" in name else "mulaw" if "mulaw" in name or "pcmu" in name else ""
    rate = sample_rate or _rate_of(parameters) or DEFAULT_RATE
    return next((codec for codec in Codec if (codec.encoding, codec.sample_rate) == (kind, rate)), None)


def _rate_of(parameters: str) -> int | None:
    key, _, value = parameters.strip().partition("=")
    return int(value) if key.strip() == "rate" and value.isascii() and value.isdigit() and len(value) < 7 else None
