"""The documents that tell Plivo what to do with a call.

A Stream that keeps the call alive is followed by one Redirect: when its socket ends for whatever reason Plivo fetches
the Redirect, so the document itself is how a call is handed over, comes back, and survives a dead process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

from flowrunner.plivo.formats import content_type

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec

Track = Literal["inbound", "outbound", "both"]
"""Of a call: what the caller says, what the caller hears."""
LONGEST_URL = 2048
"""Characters of a stream's address."""


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What a Stream document needs to know."""

    stream_url: str
    """``ws://`` or ``wss://``."""
    continue_url: str
    status_url: str
    codec: Codec
    timeout_s: int | None = None
    noise_cancellation: int | None = None
    """From 60 to 100; None: off."""


@dataclass(frozen=True, slots=True)
class DialPlan:
    """What a Dial document needs to know: one number; a list rings in order through its action."""

    number: str
    action_url: str
    ring_s: float = 30.0
    caller_id: str | None = None
    limit_s: float | None = None
    """How long they may talk; None: as long as Plivo allows."""


def stream_document(plan: StreamPlan) -> bytes:
    """Return the document that opens a stream and says where the call goes when it has ended."""
    attributes = {"bidirectional": "true", "keepCallAlive": "true", "audioTrack": "inbound", **_common(plan)}
    return _document(_element("Stream", plan.stream_url, attributes), _redirect(plan))


def listen_document(plan: StreamPlan, track: Track, beside: DialPlan | None) -> bytes:
    """Return the document that opens a stream which only listens: beside a dial, or to a caller who is alone.

    Beside a dial it must not keep the call alive, for then the dial would wait until the stream has ended.
    """
    attributes = {"bidirectional": "false", "keepCallAlive": "false" if beside else "true", "audioTrack": track}
    stream = _element("Stream", plan.stream_url, attributes | _common(plan))
    return _document(stream, _dial(beside) if beside else _redirect(plan))


def _common(plan: StreamPlan) -> dict[str, str]:
    attributes = {
        "contentType": content_type(plan.codec),  # explicit: Plivo's pages contradict each other on the default
        "statusCallbackUrl": plan.status_url,
        "statusCallbackMethod": "POST",
    }
    if plan.timeout_s is not None:
        attributes["streamTimeout"] = str(plan.timeout_s)
    if plan.noise_cancellation is not None:
        attributes |= {"noiseCancellation": "true", "noiseCancellationLevel": str(plan.noise_cancellation)}
    return attributes


def _redirect(plan: StreamPlan) -> ElementTree.Element:
    return _element("Redirect", plan.continue_url, {"method": "POST"})


def dial_document(plan: DialPlan) -> bytes:
    """Return the document that rings one number and reports how it went to ``action_url``."""
    return _document(_dial(plan))


def _dial(plan: DialPlan) -> ElementTree.Element:
    attributes = {"action": plan.action_url, "method": "POST", "timeout": str(max(1, round(plan.ring_s)))}
    if plan.caller_id:
        attributes["callerId"] = plan.caller_id
    if plan.limit_s is not None:
        attributes["timeLimit"] = str(max(1, round(plan.limit_s)))
    dial = _element("Dial", None, attributes)
    dial.append(_element("User" if plan.number.startswith("sip:") else "Number", plan.number))
    return dial


def hangup_document(reason: str | None = None) -> bytes:
    """Return the document that ends the call; ``reason`` (``rejected``, ``busy``) refuses one not yet answered."""
    return _document(_element("Hangup", None, {"reason": reason} if reason else None))


def apology_document(text: str, language: str = "en-US") -> bytes:
    """Return the document that speaks with Plivo's voice and hangs up, for when there is no stream to speak on."""
    return _document(_element("Speak", text, {"language": language}), _element("Hangup"))


def empty_document() -> bytes:
    """Return the document that does nothing."""
    return _document()


def dialable(number: str) -> str:
    """Return the number as Plivo dials it, or nothing when there is nothing to dial.

    An empty Number element would make Plivo refuse the whole document.
    """
    text = number.strip()
    if text.lower().startswith("sip:"):
        return "sip:" + "".join(letter for letter in text[4:] if letter.isprintable() and not letter.isspace())
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return ("+" if text.startswith("+") else "") + digits if digits else ""


def _element(tag: str, text: str | None = None, attributes: dict[str, str] | None = None) -> ElementTree.Element:
    element = ElementTree.Element(tag, attributes or {})
    element.text = text
    return element


def _document(*elements: ElementTree.Element) -> bytes:
    response = ElementTree.Element("Response")
    response.extend(elements)
    document: bytes = ElementTree.tostring(response, encoding="utf-8", xml_declaration=True)
    return document
