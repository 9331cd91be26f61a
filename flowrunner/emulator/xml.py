"""Plivo XML, read as the carrier reads it: names are case-sensitive, addresses may stand on a line of their own.

What breaks the document raises WireError, and the call with it; what a carrier would overlook is complained of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree

from flowrunner.audio.codec import Codec
from flowrunner.emulator.messages import CODECS, Complain
from flowrunner.errors import WireError

Method = Literal["GET", "POST"]
Track = Literal["inbound", "outbound"]
"""What the caller says, and what the caller hears."""

MAX_DOCUMENT = 100 * 1024
MAX_URL = 2048
MAX_EXTRA_HEADERS = 512

STREAM_TYPES = {f"{content_type};rate={rate}": codec for (content_type, rate), codec in CODECS.items()}
TRACKS: Mapping[str, tuple[Track, ...]] = {
    "inbound": ("inbound",),
    "outbound": ("outbound",),
    "both": ("inbound", "outbound"),
}
NOT_CARRIED_OUT = frozenset({"Record", "DTMF", "Message", "GetDigits", "GetInput", "Conference", "MultiPartyCall"})


@dataclass(frozen=True, slots=True)
class Speak:
    """The carrier's own voice."""

    text: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    """A recording at an address."""

    url: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence."""

    seconds: int = 1


@dataclass(frozen=True, slots=True)
class PreAnswer:
    """What is heard before the call is answered."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """The media socket. See section 2 of Plivo's audio streaming guide."""

    url: str
    codec: Codec
    bidirectional: bool = False
    keep_call_alive: bool = False
    status_url: str | None = None
    status_method: Method = "POST"
    timeout_s: int = 86400
    extra_headers: str = ""
    tracks: tuple[Track, ...] = ("inbound",)


@dataclass(frozen=True, slots=True)
class Redirect:
    """The next document."""

    url: str
    method: Method = "POST"


@dataclass(frozen=True, slots=True)
class Dial:
    """Numbers and SIP addresses that ring together."""

    numbers: tuple[str, ...]
    action: str | None = None
    method: Method = "POST"
    redirect: bool = True
    caller_id: str | None = None
    timeout_s: int = 120
    """How long they ring."""
    time_limit_s: int = 14_400
    """How long they may talk."""
    confirm_sound: str | None = None
    """Where the document lies that is said to who picks up, before they are connected."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end; or, with a schedule, the end in so many seconds."""

    reason: str | None = None
    schedule_s: int = 0


@dataclass(frozen=True, slots=True)
class NotCarriedOut:
    """An element of Plivo's that this emulator passes over."""

    name: str


Element = Speak | Play | Wait | PreAnswer | Stream | Redirect | Dial | Hangup | NotCarriedOut


@dataclass(frozen=True, slots=True)
class Document:
    """One answer of the host."""

    elements: tuple[Element, ...] = ()
    complaints: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Kind and detail of what a carrier would overlook."""

    def __str__(self) -> str:
        return ", ".join(_name(element) for element in self.elements) or "nothing"


def parse(body: bytes) -> Document:
    """Read a document; raises WireError."""
    if len(body) > MAX_DOCUMENT:
        raise WireError("invalid document", f"{len(body)} bytes, of {MAX_DOCUMENT} allowed")
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError) as error:
        raise WireError("invalid document", str(error) if body.strip() else "empty") from error
    if root.tag != "Response":
        raise WireError("invalid document", f"the root is <{root.tag}>, not <Response>")
    complaints: list[tuple[str, str]] = []
    elements = _elements(root, lambda kind, detail: complaints.append((kind, detail)))
    return Document(elements, tuple(complaints))


def _elements(parent: ElementTree.Element, complain: Complain) -> tuple[Element, ...]:
    return tuple(_element(_Node(node, complain)) for node in parent)


class _Node:
    """An element with its attributes, each to be asked for once."""

    def __init__(self, node: ElementTree.Element, complain: Complain) -> None:
        self.name = str(node.tag)
        self.node = node
        self.complain = complain

    def bad(self, what: str) -> WireError:
        return WireError("invalid document", f"<{self.name}> {what}")

    def known(self, *names: str) -> None:
        for name in sorted(set(self.node.keys()) - set(names)):
            self.complain("unknown attribute", f"<{self.name} {name}>")

    def text(self) -> str:
        return "".join(self.node.itertext()).strip()

    def whole(self, name: str, default: int, least: int = 0) -> int:
        value = self.node.get(name, str(default))
        if not re.fullmatch(r"\d{1,9}", value) or int(value) < least:
            raise self.bad(f"has {name}={value!r}, not a whole number from {least}")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.node.get(name, "true" if default else "false")
        if value not in ("true", "false"):
            raise self.bad(f"has {name}={value!r}, neither true nor false")
        return value == "true"

    def method(self, name: str = "method") -> Method:
        match self.node.get(name, "POST"):
            case "GET":
                return "GET"
            case "POST":
                return "POST"
            case value:
                raise self.bad(f"has {name}={value!r}, neither GET nor POST")

    def address(self, text: str, schemes: str = "https?") -> str:
        if not re.match(rf"{schemes}://[^\s/]", text) or re.search(r"\s", text):
            raise self.bad(f"has {text!r} where an absolute address belongs")
        if len(text) > MAX_URL:
            raise self.bad(f"has an address of {len(text)} characters, of {MAX_URL} allowed")
        return text

    def optional_address(self, name: str) -> str | None:
        value = self.node.get(name)
        return None if value is None else self.address(value.strip())


def _element(node: _Node) -> Element:
    if node.name in NOT_CARRIED_OUT:
        return NotCarriedOut(node.name)
    reader = _READERS.get(node.name)
    if reader is None:
        raise WireError("invalid document", f"there is no element <{node.name}>")
    return reader(node)


def _speak(node: _Node) -> Speak:
    node.known("voice", "language", "loop")
    if not node.text():
        raise node.bad("says nothing")
    return Speak(node.text(), node.whole("loop", 1))


def _play(node: _Node) -> Play:
    node.known("loop")
    return Play(node.address(node.text()), node.whole("loop", 1))


def _wait(node: _Node) -> Wait:
    node.known("length", "silence", "minSilence", "beep")
    return Wait(node.whole("length", 1, least=1))


def _pre_answer(node: _Node) -> PreAnswer:
    node.known()
    elements = _elements(node.node, node.complain)
    if strange := [_name(one) for one in elements if not isinstance(one, Speak | Play | Wait | NotCarriedOut)]:
        raise node.bad(f"cannot hold <{strange[0]}>")
    return PreAnswer(elements)


def _stream(node: _Node) -> Stream:
    node.known(*_STREAM_ATTRIBUTES)
    bidirectional, track = node.flag("bidirectional", False), node.node.get("audioTrack", "inbound")
    if track not in TRACKS:
        raise node.bad(f"has audioTrack={track!r}, none of {', '.join(TRACKS)}")
    if bidirectional and track != "inbound":
        raise node.bad("is bidirectional, which allows only audioTrack='inbound'")
    _check_noise(node)
    return Stream(
        url=node.address(node.text(), "wss?"),
        codec=_stream_codec(node),
        bidirectional=bidirectional,
        keep_call_alive=node.flag("keepCallAlive", False),
        status_url=node.optional_address("statusCallbackUrl"),
        status_method=node.method("statusCallbackMethod"),
        timeout_s=node.whole("streamTimeout", 86400, least=1),
        extra_headers=_extra_headers(node),
        tracks=TRACKS[track],
    )


_STREAM_ATTRIBUTES = (
    "bidirectional",
    "audioTrack",
    "streamTimeout",
    "contentType",
    "keepCallAlive",
    "statusCallbackUrl",
    "statusCallbackMethod",
    "extraHeaders",
    "noiseCancellation",
    "noiseCancellationLevel",
)


def _check_noise(node: _Node) -> None:
    node.flag("noiseCancellation", False)
    level = node.whole("noiseCancellationLevel", 85)
    if not 60 <= level <= 100:
        raise node.bad(f"has noiseCancellationLevel='{level}', not from 60 to 100")


def _stream_codec(node: _Node) -> Codec:
    value = node.node.get("contentType")
    if value is None:
        # Plivo's own pages contradict each other about the default
        node.complain("no contentType", "<Stream> leaves its codec to chance")
        return Codec.MULAW_8K
    if value not in STREAM_TYPES:
        raise node.bad(f"has contentType={value!r}, none of {', '.join(STREAM_TYPES)}")
    return STREAM_TYPES[value]


def _extra_headers(node: _Node) -> str:
    value = node.node.get("extraHeaders", "")
    if len(value.encode()) > MAX_EXTRA_HEADERS:
        raise node.bad(f"has extraHeaders of {len(value.encode())} bytes, of {MAX_EXTRA_HEADERS} allowed")
    if not re.fullmatch(r"[A-Za-z0-9=;,]*", value):
        node.complain("extraHeaders", "characters other than letters and digits")
    return value


def _redirect(node: _Node) -> Redirect:
    node.known("method")
    return Redirect(node.address(node.text()), node.method())


def _dial(node: _Node) -> Dial:
    node.known(*_DIAL_ATTRIBUTES)
    return Dial(
        numbers=_numbers(node),
        action=node.optional_address("action"),
        method=node.method(),
        redirect=node.flag("redirect", True),
        caller_id=node.node.get("callerId"),
        timeout_s=node.whole("timeout", 120, least=1),
        time_limit_s=node.whole("timeLimit", 14_400, least=1),
        confirm_sound=node.optional_address("confirmSound"),
    )


_DIAL_ATTRIBUTES = (
    *("action", "method", "redirect", "timeout", "timeLimit", "callerId", "callerName", "confirmSound", "confirmKey"),
    *("confirmTimeout", "dialMusic", "callbackUrl", "callbackMethod", "hangupOnStar", "digitsMatch"),
    *("digitsMatchBLeg", "sipHeaders"),
)


def _numbers(node: _Node) -> tuple[str, ...]:
    numbers = tuple((child.tag, (child.text or "").strip()) for child in node.node)
    for tag, number in numbers:
        if tag not in _NUMBER_FORMS:
            raise node.bad(f"cannot hold <{tag}>")
        if not re.fullmatch(_NUMBER_FORMS[tag], number):
            raise node.bad(f"has <{tag}>{number}</{tag}>")
    if not numbers:
        raise node.bad("has no number")
    return tuple(number for _, number in numbers)


_NUMBER_FORMS: Mapping[str, str] = {"Number": r"\+?\d{3,15}", "User": r"sip:\S+"}


def _hangup(node: _Node) -> Hangup:
    node.known("reason", "schedule")
    reason = node.node.get("reason")
    if reason not in (None, "rejected", "busy"):
        raise node.bad(f"has reason={reason!r}, neither rejected nor busy")
    return Hangup(reason, node.whole("schedule", 0))


def _name(element: Element) -> str:
    return element.name if isinstance(element, NotCarriedOut) else type(element).__name__


_READERS: Mapping[str, Callable[[_Node], Element]] = {
    "Speak": _speak,
    "Play": _play,
    "Wait": _wait,
    "PreAnswer": _pre_answer,
    "Stream": _stream,
    "Redirect": _redirect,
    "Dial": _dial,
    "Hangup": _hangup,
}
