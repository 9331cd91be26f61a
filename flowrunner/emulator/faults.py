"""What can go wrong in a call: a menu of what was met in production, or what the documents leave room for.

A fault is written ``NAME``, ``NAME@SECONDS``, ``NAMExNUMBER`` or ``NAME@SECONDSxNUMBER``: from when in a stream,
and how often, how many, how long or which, as the menu says of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, unique

from flowrunner.errors import UsageError


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    says: str
    source: str
    """Who met it, or which document leaves room for it."""
    at_s: float | None = None
    """When it happens unless told otherwise, in seconds of a stream; None: it has no moment."""
    number: int | None = None
    """The number unless told otherwise; None: it has none."""
    counts: str = ""
    """What the number is."""


_GUIDE = "Plivo's streaming guide"
_REFERENCE = "Plivo's protocol reference"
_SDK = "Plivo's stream SDKs"
_PAGES_DIFFER = "Plivo's pages contradict each other"
_ALLOWED = "the documents allow it"


@unique
class FaultKind(Enum):
    """The menu, in the order in which it is shown."""

    DUPLICATE_ANSWER = Entry("every document is asked for twice, the second answer is used", "retries, bolna#148")
    EARLY_SOCKET = Entry("the socket is dialled before the answer's response has ended", _ALLOWED)
    DUPLICATE_CALLBACKS = Entry("every status callback and the hang-up come twice", "retries of callbacks")
    MISSING_CALLBACKS = Entry("no status callback comes, and no hang-up", _ALLOWED)
    LATE_CALLBACKS = Entry("status callbacks come when the call is over, after the hang-up", _ALLOWED)
    SHUFFLED_CALLBACKS = Entry("status callbacks come late, the last one first", _ALLOWED)
    OTHER_STATUS_WORDS = Entry("status callbacks say started, stopped, failed, as the guide has it", _GUIDE)
    EARLY_HANGUP = Entry("the hang-up is told before the caller's socket ends, not after", _ALLOWED)
    UNSIGNED = Entry("no request is signed", "what anybody else on the internet sends")
    BAD_SIGNATURE = Entry("every signature is of another token", "what anybody else on the internet sends")
    SIGNATURE_LIST = Entry("signatures come in a list, after one of another token", "two active tokens")
    SOCKET_SIGNATURE = Entry(
        "the socket is signed in another form", _PAGES_DIFFER, number=1, counts="1 https, 2 wss, 3 /websocket appended"
    )
    STRICT_SUBPROTOCOL = Entry("a socket without the subprotocol audio.drachtio.org is given up", "hermes-plivo")

    REFUSED_CONNECTS = Entry("attempts to dial the socket fail", "three attempts in all", number=2, counts="attempts")
    SECOND_SOCKET = Entry("another socket is dialled while the first is open", "hermes-plivo", at_s=1.0)
    RECONNECT = Entry(
        "the connection breaks, and the same address is dialled at once", "hermes-plivo", 1.5, 1, "streams"
    )
    ABRUPT_CLOSE = Entry(
        "the connection breaks without a close, the call goes on", "bolna logs 1006", 1.5, 1, "streams"
    )
    CLOSE_WITHOUT_STOP = Entry("the carrier closes with 1001, the call goes on", "bolna logs 1001", 1.5, 1, "streams")
    STOP_AND_CLOSE = Entry("the carrier says stop and closes, the call goes on", _GUIDE, 1.5, 1, "streams")
    STOP_WITHOUT_CLOSE = Entry("the carrier says stop and leaves the socket to the host", _SDK, 1.5, 1, "streams")
    SILENT_HANGUP = Entry("a caller who hangs up leaves the socket open; only the callback tells", _ALLOWED)
    HALF_DEAD_SOCKET = Entry(
        "the carrier stops reading, writing and answering pings, without a close", "bolna#970", 1.5, 1, "streams"
    )
    STALL = Entry("the network holds the sound back, then brings it all at once", _ALLOWED, 1.5, 10, "seconds")
    SLOW_HOST = Entry(
        "the host takes nothing, until 40 s are waiting", "Plivo's answers to questions", 1.5, 1, "streams"
    )
    STREAM_TIMEOUT = Entry("the carrier ends the stream as if its time were over", _GUIDE, 1.5, 1, "streams")
    ERROR_EVENT = Entry("an error event, and then the carrier closes", "agent-transport", 1.5, 1, "streams")

    LOST_FIRST_ACK = Entry("the first checkpoint of the call is never acknowledged", "bolna#736")
    LOST_ACKS = Entry("no checkpoint is ever acknowledged", _ALLOWED)
    DUPLICATE_ACKS = Entry("every acknowledgement comes twice", _ALLOWED)
    LATE_ACKS_AFTER_CLEAR = Entry("checkpoints that were cleared are acknowledged all the same", "agent-transport")
    MISSING_CLEARED_AUDIO = Entry("clearAudio is obeyed and not confirmed", _ALLOWED)
    PLAY_FAILED = Entry(
        "the first sounds cannot be played; playFailed says so", "agent-transport", number=2, counts="sounds"
    )
    STRICT_CODEC = Entry("sound in another codec than the stream's is refused with playFailed", _GUIDE)
    OVERFLOW_ERROR = Entry("too much queued sound brings an error event", _REFERENCE, number=60, counts="seconds kept")
    OVERFLOW_PLAY_FAILED = Entry(
        "too much queued sound brings playFailed", "agent-transport", number=60, counts="seconds kept"
    )
    OVERFLOW_DROPPED = Entry("too much queued sound is dropped silently", _ALLOWED, number=60, counts="seconds kept")
    LENIENT_SIZE = Entry("a message above 64 KB brings playFailed instead of a close", _ALLOWED)

    MISSING_MEDIA = Entry("frames are missing", "networks", number=10, counts="every so many")
    DUPLICATE_MEDIA = Entry("frames come twice", "networks", number=10, counts="every so many")
    SHUFFLED_MEDIA = Entry("frames come after their successor", "networks", number=10, counts="every so many")
    ODD_BYTES = Entry("frames are a byte too short", "networks", number=10, counts="every so many")
    OVERSIZED_MESSAGE = Entry("a frame of more than 64 KB", _ALLOWED, at_s=1.0, number=100, counts="KB")
    OTHER_CODEC = Entry("the stream is L16 at 8 kHz, whatever was asked for", "bolna", number=1, counts="streams")
    UNKNOWN_CODEC = Entry(
        "the stream is announced in a codec that nobody asked for", _ALLOWED, number=1, counts="streams"
    )
    TIMESTAMPS = Entry(
        "timestamps are counted in another manner",
        _PAGES_DIFFER,
        number=1,
        counts="1 since the start, 2 with a jitter, 3 always the same, 4 with a gap, 5 as numbers",
    )
    DTMF_BURST = Entry("keys come all at once", _ALLOWED)
    NOISE = Entry("unknown events, events of Plivo's own code, broken JSON and binary messages in between", _SDK)
    NAME_VARIANTS = Entry("acknowledgements as played, with the name inside", "older pages, hermes-plivo")
    STRINGS_FOR_NUMBERS = Entry("numbers are written as text, and text as numbers", "Plivo's command line, AsyncAPI")
    BARE_MESSAGES = Entry("fields that nobody needs are left out", "Plivo's command line")
    EXTRA_HEADERS = Entry(
        "extra headers are written in another form",
        _PAGES_DIFFER,
        number=1,
        counts="1 JSON, 2 braces, 3 commas, 4 with X-PH-, 5 an object",
    )

    @property
    def word(self) -> str:
        """As the command line and the page have it: ``lost-first-ack``."""
        return self.name.lower().replace("_", "-")

    @property
    def usual(self) -> str:
        """The word with the moment and the number that it has unless told otherwise: ``stall@1.5x10``."""
        moment = "" if self.value.at_s is None else f"@{self.value.at_s:g}"
        return f"{self.word}{moment}" + ("" if self.value.number is None else f"x{self.value.number}")

    @property
    def told(self) -> str:
        """What happens, and what the number is."""
        return self.value.says + (f" (number: {self.value.counts})" if self.value.counts else "")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, with its moment and number; those of the menu unless given."""

    kind: FaultKind
    at_s: float | None = None
    number: int | None = None

    @property
    def begins_s(self) -> float:
        """When, in seconds of a stream."""
        return self.kind.value.at_s or 0.0 if self.at_s is None else self.at_s

    @property
    def count(self) -> int:
        """The number that the menu explains."""
        return (self.kind.value.number or 1) if self.number is None else self.number

    def __str__(self) -> str:
        moment = "" if self.at_s is None else f"@{self.at_s:g}"
        return f"{self.kind.word}{moment}" + ("" if self.number is None else f"x{self.number}")


class Faults:
    """All that go wrong in one call."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._by_kind = {fault.kind: fault for fault in faults}
        self._refused = 0

    def __contains__(self, kind: FaultKind) -> bool:
        return kind in self._by_kind

    def get(self, kind: FaultKind) -> Fault | None:
        """Return the fault of a kind, if it happens."""
        return self._by_kind.get(kind)

    def refuses_connect(self) -> bool:
        """Tell whether one more attempt to dial a socket fails."""
        fault = self._by_kind.get(FaultKind.REFUSED_CONNECTS)
        self._refused += 1
        return fault is not None and self._refused <= fault.count

    def first(self, *kinds: FaultKind) -> Fault | None:
        """Return the first of these that happens."""
        return next(filter(None, map(self._by_kind.get, kinds)), None)

    def befalls(self, kind: FaultKind, stream: int) -> bool:
        """Tell whether a fault that counts streams befalls that one; the first of a call is 1."""
        fault = self._by_kind.get(kind)
        return fault is not None and stream <= fault.count


def parse_fault(text: str) -> Fault:
    """Read a fault as it is written; raises UsageError."""
    found = re.fullmatch(r"([a-z0-9-]+?)(?:@(\d{1,4}(?:\.\d{1,3})?))?(?:x(\d{1,6}))?", text.strip())
    words = {kind.word: kind for kind in FaultKind}
    if found is None or found[1] not in words:
        near = get_close_matches(re.sub(r"(@[\d.]+)?(x\d+)?$", "", text.strip()), words, 1)
        hint = f"; did you mean {near[0]}?" if near else "; `flowrunner call --faults` lists them"
        raise UsageError(f"there is no fault {text!r}{hint}")
    kind = words[found[1]]
    return Fault(kind, _moment(kind, found[2]), _number(kind, found[3]))


def _moment(kind: FaultKind, text: str | None) -> float | None:
    if text is not None and kind.value.at_s is None:
        raise UsageError(f"the fault {kind.word} has no moment, so no @{text}")
    return None if text is None else float(text)


def _number(kind: FaultKind, text: str | None) -> int | None:
    if text is not None and kind.value.number is None:
        raise UsageError(f"the fault {kind.word} has no number, so no x{text}")
    return None if text is None else int(text)
