"""The documents that tell Plivo what to do with a call.

A Stream that keeps the call alive is followed by one Redirect: when its socket ends for whatever reason Plivo fetches
the Redirect, so the document itself is how a call is handed over, comes back, and survives a dead process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flowrunner.plivo.elements import Dial, Hangup, Method, Redirect, Speak, Stream, Track, document
from flowrunner.plivo.formats import content_type

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec

LONGEST_SPEECH = 3000
"""Characters that Plivo says at once."""
_LANGUAGES = (
    *("en-GB", "en-US", "en-AU", "fr-FR", "fr-CA", "de-DE", "es-ES", "es-US", "it-IT", "pt-PT", "pt-BR", "nl-NL"),
    *("da-DK", "pl-PL", "ru-RU", "sv-SE"),
)
"""Of Plivo's default voice."""


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
    status_method: Method = "POST"
    extra_headers: str = ""


@dataclass(frozen=True, slots=True)
class DialPlan:
    """What a Dial document needs to know: one number; a list rings in order through its action."""

    number: str
    action_url: str
    ring_s: float = 30.0
    caller_id: str | None = None
    limit_s: float | None = None
    """How long they may talk; None: as long as Plivo allows."""
    confirm_url: str | None = None
    """Where the document lies that is said to the person before connecting."""


def stream_document(plan: StreamPlan) -> bytes:
    """Return the document that opens a stream and says where the call goes when it has ended."""
    return document(_stream(plan, both_ways=True, keeps_call=True), Redirect(plan.continue_url))


def listen_document(plan: StreamPlan, track: Track, beside: DialPlan | None) -> bytes:
    """Return the document that opens a stream which only listens: beside a dial, or to a caller who is alone.

    Beside a dial it must not keep the call alive, for then the dial would wait until the stream has ended.
    """
    stream = _stream(plan, both_ways=False, keeps_call=beside is None, track=track)
    return document(stream, _dial(beside) if beside else Redirect(plan.continue_url))


def _stream(plan: StreamPlan, both_ways: bool, keeps_call: bool, track: Track = "inbound") -> Stream:
    return Stream(
        plan.stream_url,
        content_type(plan.codec),
        bidirectional=both_ways,
        keep_call_alive=keeps_call,
        audio_track=track,
        timeout_s=plan.timeout_s,
        extra_headers=plan.extra_headers,
        status_url=plan.status_url,
        status_method=plan.status_method,
        noise_cancellation=plan.noise_cancellation,
    )


def dial_document(plan: DialPlan) -> bytes:
    """Return the document that rings one number and reports how it went to ``action_url``."""
    return document(_dial(plan))


def _dial(plan: DialPlan) -> Dial:
    return Dial(
        (plan.number,),
        plan.action_url,
        ring_s=_whole_seconds(plan.ring_s),
        limit_s=None if plan.limit_s is None else _whole_seconds(plan.limit_s),
        caller_id=plan.caller_id or None,
        confirm_url=plan.confirm_url,
    )


def _whole_seconds(seconds: float) -> int:
    return max(1, round(seconds))


def hangup_document(reason: Literal["rejected", "busy"] | None = None) -> bytes:
    """Return the document that ends the call; ``reason`` refuses one not yet answered."""
    return document(Hangup(reason))


def apology_document(text: str, language: str = "en-US") -> bytes:
    """Return the document that speaks with Plivo's voice and hangs up, for when there is no stream to speak on."""
    return document(Speak(text, language=language), Hangup())


def brief_document(text: str, language: str) -> bytes:
    """Return the document that is said to a person who has picked up; see ``confirmSound`` of Plivo's Dial."""
    return document(_speak(text[:LONGEST_SPEECH], language))


def _speak(text: str, language: str) -> Speak:
    """Have something said by that one of Plivo's voices which comes nearest to the language."""
    if language.startswith("hi"):
        return Speak(text, voice="Polly.Aditi", language="hi-IN")
    family = language.partition("-")[0]
    near = next((known for known in _LANGUAGES if known.partition("-")[0] == family), "en-US")
    return Speak(text, language=language if language in _LANGUAGES else near)


def empty_document() -> bytes:
    """Return the document that does nothing."""
    return document()


def dialable(number: str) -> str:
    """Return the number as Plivo dials it, or nothing when there is nothing to dial.

    An empty Number element would make Plivo refuse the whole document.
    """
    text = number.strip()
    if text.lower().startswith("sip:"):
        return "sip:" + "".join(letter for letter in text[4:] if letter.isprintable() and not letter.isspace())
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return ("+" if text.startswith("+") else "") + digits if digits else ""
