"""What Plivo answers. Only what an answer cannot do without is demanded; its words change and are not relied on.

Numbers arrive as text and text as numbers, truth as ``"true"``, one id as itself or in a list: all are taken.
"""

from __future__ import annotations

from msgspec import Struct, field

Number = int | float | str | None


class AccountState(Struct, frozen=True, kw_only=True):
    """An account as it is."""

    name: str = ""
    cash_credits: Number = None
    """Dollars that are left."""

    @property
    def is_broke(self) -> bool:
        """Whether nothing is left; of an account that is billed later nobody can tell."""
        try:
            return self.cash_credits is not None and float(self.cash_credits) <= 0
        except ValueError:
            return False


class CallFired(Struct, frozen=True):
    """A call that will be placed, at once or when its turn comes."""

    request_uuid: str | tuple[str, ...]
    message: str = ""
    api_id: str = ""

    @property
    def request_id(self) -> str:
        """By what the call's callbacks name it; for a single call its CallUUID too."""
        return self.request_uuid if isinstance(self.request_uuid, str) else next(iter(self.request_uuid), "")


class CallState(Struct, frozen=True, kw_only=True):
    """A call as it is: waiting, ringing, in progress, or over. Each has other fields."""

    call_uuid: str = ""
    request_uuid: str = ""
    direction: str = ""
    call_status: str = ""
    """Of a call that waits or lives: ``queued``, ``ringing``, ``in-progress``."""
    call_state: str = ""
    """Of a call that is over: ``ANSWER``, ``BUSY``, ``NO_ANSWER`` and others."""
    from_live: str = field(default="", name="from")
    from_over: str = field(default="", name="from_number")
    to_live: str = field(default="", name="to")
    to_over: str = field(default="", name="to_number")
    session_start: str = ""
    end_time: str | None = None
    call_duration: Number = None
    """Seconds."""
    hangup_cause_name: str | None = None
    hangup_cause_code: Number = None
    hangup_source: str | None = None
    api_id: str = ""

    @property
    def is_over(self) -> bool:
        """Whether this is the record of a call that has ended."""
        return bool(self.call_state or self.end_time)

    @property
    def was_answered(self) -> bool:
        """Whether somebody took the call; of one that is over."""
        return self.call_state == "ANSWER"

    @property
    def from_(self) -> str:
        """Who called."""
        return self.from_live or self.from_over

    @property
    def to(self) -> str:
        """Who was called."""
        return self.to_live or self.to_over


class RecordingStarted(Struct, frozen=True):
    """Where a recording will be."""

    recording_id: str = ""
    url: str = ""
    message: str = ""
    api_id: str = ""


class StreamStarted(Struct, frozen=True):
    """A stream that began."""

    stream_id: str
    message: str = ""
    api_id: str = ""


class StreamState(Struct, frozen=True, kw_only=True):
    """A stream of a call. Times are as Plivo writes them, in the zone of the account."""

    stream_id: str
    call_uuid: str = ""
    service_url: str = ""
    audio_track: str | None = None
    bidirectional: bool | None = None
    content_type: str | None = None
    status: str | None = None
    status_callback_url: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    bill_duration: Number = None
    """Seconds."""
    rounded_bill_duration: Number = None
    billed_amount: Number = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return bool(self.end_time) or self.status in ("stopped", "completed", "failed")


class Meta(Struct, frozen=True):
    """Which part of a list a page is. Plivo's page and its library's tests name the total differently."""

    total_count: int | None = None
    count: int | None = None

    @property
    def total(self) -> int:
        """How many there are in all; 0 when that is not said."""
        return self.total_count or self.count or 0


class StreamPage(Struct, frozen=True):
    """A part of the list of a call's streams."""

    objects: tuple[StreamState, ...] = ()
    meta: Meta = Meta()
    api_id: str = ""


class MessageQueued(Struct, frozen=True):
    """A text message that will be sent."""

    message_uuid: str | tuple[str, ...]
    message: str = ""
    api_id: str = ""

    @property
    def message_id(self) -> str:
        """By what Plivo knows it."""
        return self.message_uuid if isinstance(self.message_uuid, str) else next(iter(self.message_uuid), "")
