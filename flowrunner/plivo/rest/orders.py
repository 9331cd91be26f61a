"""What Plivo is asked to do, as its REST pages name it; what is left unset is left to Plivo.

Methods are always said: Plivo's library and its command line disagree about their defaults.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

Method = Literal["GET", "POST"]
Legs = Literal["aleg", "bleg", "both"]
Detection = Literal["true", "hangup"]


class NewCall(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Call one number, and answer like a call that came in once somebody picks up."""

    from_: str
    to: str
    answer_url: str
    answer_method: Method = "POST"
    hangup_url: str | UnsetType = UNSET
    """Unset, the end is reported to ``answer_url``."""
    hangup_method: Method = "POST"
    ring_url: str | UnsetType = UNSET
    ring_method: Method = "POST"
    fallback_url: str | UnsetType = UNSET
    fallback_method: Method = "POST"
    caller_name: str | UnsetType = UNSET
    send_digits: str | UnsetType = UNSET
    time_limit: int | UnsetType = UNSET
    """Seconds; unset, four hours."""
    hangup_on_ring: int | UnsetType = UNSET
    """Seconds."""
    ring_timeout: int | UnsetType = UNSET
    """Seconds; unset, two minutes."""
    machine_detection: Detection | UnsetType = UNSET
    """``true``: tell whether a machine answered; ``hangup``: leave at once when one did."""
    machine_detection_time: int | UnsetType = UNSET
    """Milliseconds that the detection may take; unset, 5000."""
    machine_detection_url: str | UnsetType = UNSET
    """Told while the call goes on; unset, the answer waits for the detection and its request says ``Machine``."""
    machine_detection_method: Method = "POST"
    sip_headers: str | UnsetType = UNSET
    parent_call_uuid: str | UnsetType = UNSET


class Transfer(Struct, frozen=True, kw_only=True):
    """Let a call go on with another document."""

    legs: Legs = "aleg"
    aleg_url: str | UnsetType = UNSET
    aleg_method: Method = "POST"
    bleg_url: str | UnsetType = UNSET
    bleg_method: Method = "POST"


class NewRecording(Struct, frozen=True, kw_only=True):
    """Record a call from now on."""

    time_limit: int | UnsetType = UNSET
    """Seconds; unset, one minute."""
    file_format: Literal["mp3", "wav"] | UnsetType = UNSET
    record_channel_type: Literal["mono", "stereo"] | UnsetType = UNSET
    transcription_type: str | UnsetType = UNSET
    transcription_url: str | UnsetType = UNSET
    transcription_method: Method | UnsetType = UNSET
    callback_url: str | UnsetType = UNSET
    callback_method: Method | UnsetType = UNSET


class NewPlaying(Struct, frozen=True, kw_only=True):
    """Play recordings into a call; ``urls`` are joined by commas."""

    urls: str
    length: int | UnsetType = UNSET
    """Seconds."""
    legs: Legs | UnsetType = UNSET
    loop: bool | UnsetType = UNSET
    mix: bool | UnsetType = UNSET
    """Whether the voices of the call are heard too."""


class NewSpeaking(Struct, frozen=True, kw_only=True):
    """Say a text into a call with Plivo's voice."""

    text: str
    voice: Literal["WOMAN", "MAN"] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    legs: Legs | UnsetType = UNSET
    loop: bool | UnsetType = UNSET
    mix: bool | UnsetType = UNSET


class SendDigits(Struct, frozen=True, kw_only=True):
    """Press keys towards one side of a call."""

    digits: str
    leg: Literal["aleg", "bleg"] | UnsetType = UNSET


class NewStream(Struct, frozen=True, kw_only=True):
    """Begin a stream beside whatever the call's document does."""

    service_url: str
    bidirectional: bool | UnsetType = UNSET
    """True goes with the inbound track only."""
    audio_track: Literal["inbound", "outbound", "both"] | UnsetType = UNSET
    stream_timeout: int | UnsetType = UNSET
    """Seconds; unset, a day."""
    content_type: str | UnsetType = UNSET
    """Such as ``audio/x-mulaw;rate=8000``; to be said, since Plivo's pages contradict each other on the default."""
    status_callback_url: str | UnsetType = UNSET
    status_callback_method: Method | UnsetType = UNSET
    extra_headers: str | UnsetType = UNSET
    noise_cancellation: Literal["true", "false"] | UnsetType = UNSET
    noise_cancellation_level: int | UnsetType = UNSET
    """From 60 to 100."""


class NewMessage(Struct, frozen=True, kw_only=True):
    """Send a text message."""

    src: str
    dst: str
    text: str
