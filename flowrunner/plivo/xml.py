"""The documents that tell Plivo what to do with a call.

A Stream that keeps the call alive is followed by one Redirect: when its socket ends for whatever reason Plivo fetches
the Redirect, so the document itself is how a call is handed over, comes back, and survives a dead process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from flowrunner.plivo.formats import content_type

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec

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


@dataclass(frozen=True, slots=True)
class DialPlan:
    """What a Dial document needs to know: one number; a list rings in order through its action."""

    number: str
    action_url: str
    ring_s: float = 30.0
    caller_id: str | None = None


def stream_document(plan: StreamPlan) -> bytes:
    """Return the document that opens a stream and says where the call goes when it has ended."""
    attributes = {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "audioTrack": "inbound",
        "contentType": content_type(plan.codec),  # explicit: Plivo's pages contradict each other on the default
        "statusCallbackUrl": plan.status_url,
        "statusCallbackMethod": "POST",
    }
    if plan.timeout_s is not None:
        attributes["streamTimeout"] = str(plan.timeout_s)
    return _document(
        _element("Stream", plan.stream_url, attributes),
        _element("Redirect", plan.continue_url, {"method": "POST"}),
    )


def dial_document(plan: DialPlan) -> bytes:
    """Return the document that rings one number and reports how it went to ``action_url``."""
    attributes = {"action": plan.action_url, "method": "POST", "timeout": str(max(1, round(plan.ring_s)))}
    if plan.caller_id:
        attributes["callerId"] = plan.caller_id
    dial = _element("Dial", None, attributes)
    dial.append(_element("User" if plan.number.startswith("sip:") else "Number", plan.number))
    return _document(dial)


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
