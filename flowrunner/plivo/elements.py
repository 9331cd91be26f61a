"""The elements of Plivo XML that this host says, one class each, and how they are written.

Every class is the element's attributes in our words and units; None leaves an attribute out, and Plivo's default holds.
Facts: Plivo's XML reference, and its Python library, with which the tests compare what is written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, assert_never
from xml.etree import ElementTree

Method = Literal["GET", "POST"]
Track = Literal["inbound", "outbound", "both"]
"""Of a call: what the caller says, what the caller hears."""

_UNSAYABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (section 2.2), and would make Plivo refuse the whole of it."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A socket for the sound. Two ways it carries the inbound track only."""

    url: str
    """``ws://`` or ``wss://``."""
    content_type: str
    """Always said: Plivo's pages contradict each other on the default."""
    bidirectional: bool = False
    keep_call_alive: bool = False
    """True: the next element waits until the socket has ended. False: it runs beside the stream."""
    audio_track: Track = "inbound"
    timeout_s: int | None = None
    extra_headers: str = ""
    status_url: str | None = None
    status_method: Method = "POST"
    noise_cancellation: int | None = None
    """From 60 to 100; None: off."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Plivo's own voice."""

    text: str
    voice: str | None = None
    language: str | None = None
    loop: int | None = None
    """How often; 0: for ever."""


@dataclass(frozen=True, slots=True)
class Play:
    """A sound file (mp3 or wav) at an address."""

    url: str
    loop: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence."""

    seconds: int = 1


@dataclass(frozen=True, slots=True)
class PreAnswer:
    """What is heard while the call still rings, at most 30 s. It must come first."""

    elements: tuple[Speak | Play | Wait, ...]


@dataclass(frozen=True, slots=True)
class Dial:
    """Telephones and SIP addresses (``sip:``) that ring at once; one after another is one Dial each."""

    numbers: tuple[str, ...]
    action_url: str | None = None
    """Told how it went (``DialStatus``); what it answers comes next."""
    ring_s: int | None = None
    limit_s: int | None = None
    """How long they may talk."""
    caller_id: str | None = None
    confirm_url: str | None = None
    """Of a document of Speak, Play and Wait, for the person who picks up, before the caller is there."""
    confirm_key: str | None = None
    """What the person presses to take the call; None: no key is needed."""


@dataclass(frozen=True, slots=True)
class Record:
    """A recording: of what the caller says next, or beside all that follows (``whole_call``)."""

    action_url: str | None = None
    """Told of the recording when it has ended; what it answers comes next."""
    max_s: int | None = None
    silence_s: int | None = None
    """It ends after so much of it."""
    finish_on_key: str | None = None
    beep: bool | None = None
    file_format: Literal["mp3", "wav"] | None = None
    whole_call: bool | None = None
    file_url: str | None = None
    """Told where the file lies, once it does."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The next document; what stands after it is never reached."""

    url: str
    method: Method = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end. As the first element it refuses the call for its reason; with a schedule it comes after so long."""

    reason: Literal["rejected", "busy"] | None = None
    schedule_s: int | None = None


Element = Stream | Speak | Play | Wait | PreAnswer | Dial | Record | Redirect | Hangup
_Value = str | int | bool | None


def document(*elements: Element) -> bytes:
    """Return the document of these elements, in their order."""
    response = ElementTree.Element("Response")
    response.extend(map(_node, elements))
    written: bytes = ElementTree.tostring(response, encoding="utf-8", xml_declaration=True)
    return written


def _node(element: Element) -> ElementTree.Element:
    match element:
        case Stream():
            return _stream(element)
        case Speak(text, voice, language, loop):
            return _written("Speak", text, voice=voice, language=language, loop=loop)
        case Play(url, loop):
            return _written("Play", url, loop=loop)
        case Wait(seconds):
            return _written("Wait", length=seconds)
        case PreAnswer(elements):
            return _parent(_written("PreAnswer"), *map(_node, elements))
        case Dial():
            return _dial(element)
        case Record():
            return _record(element)
        case Redirect(url, method):
            return _written("Redirect", url, method=method)
        case Hangup(reason, schedule_s):
            return _written("Hangup", reason=reason, schedule=schedule_s)
        case _:
            assert_never(element)


def _stream(stream: Stream) -> ElementTree.Element:
    level = stream.noise_cancellation
    return _written(
        "Stream",
        stream.url,
        bidirectional=stream.bidirectional,
        keepCallAlive=stream.keep_call_alive,
        audioTrack=stream.audio_track,
        contentType=stream.content_type,
        streamTimeout=stream.timeout_s,
        extraHeaders=stream.extra_headers or None,
        statusCallbackUrl=stream.status_url,
        statusCallbackMethod=stream.status_method if stream.status_url else None,
        noiseCancellation=None if level is None else True,
        noiseCancellationLevel=level,
    )


def _dial(dial: Dial) -> ElementTree.Element:
    node = _written(
        "Dial",
        action=dial.action_url,
        method="POST" if dial.action_url else None,
        timeout=dial.ring_s,
        timeLimit=dial.limit_s,
        callerId=dial.caller_id,
        confirmSound=dial.confirm_url,
        confirmKey=dial.confirm_key,
    )
    return _parent(node, *(_written("User" if each.startswith("sip:") else "Number", each) for each in dial.numbers))


def _record(record: Record) -> ElementTree.Element:
    return _written(
        "Record",
        action=record.action_url,
        method="POST" if record.action_url else None,
        maxLength=record.max_s,
        timeout=record.silence_s,
        finishOnKey=record.finish_on_key,
        playBeep=record.beep,
        fileFormat=record.file_format,
        recordSession=record.whole_call,
        callbackUrl=record.file_url,
        callbackMethod="POST" if record.file_url else None,
    )


def _parent(node: ElementTree.Element, *children: ElementTree.Element) -> ElementTree.Element:
    node.extend(children)
    return node


def _written(tag: str, text: str | None = None, **attributes: _Value) -> ElementTree.Element:
    given = {name: _plain(value) for name, value in attributes.items() if value is not None}
    node = ElementTree.Element(tag, given)
    node.text = None if text is None else _plain(text)
    return node


def _plain(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNSAYABLE.sub("", value) if isinstance(value, str) else str(value)
