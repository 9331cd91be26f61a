"""What the host asks of the stream: sound to play, checkpoints to acknowledge, all of it to be dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import assert_never

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.resample import resample
from flowrunner.emulator import messages
from flowrunner.emulator.connection import MAX_MESSAGE
from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.line import Line
from flowrunner.emulator.messages import Checkpoint, ClearAudio, PlayAudio, SendDtmf
from flowrunner.emulator.playback import Playback
from flowrunner.emulator.wire import Wire
from flowrunner.errors import WireError

BUFFER_S = 60
"""How much sound the carrier keeps for the caller."""
_OVERFLOWS = (FaultKind.OVERFLOW_ERROR, FaultKind.OVERFLOW_PLAY_FAILED, FaultKind.OVERFLOW_DROPPED)

Notify = Callable[[str, dict[str, str]], None]
"""Tells the host's status address of an event of the stream, with further fields."""


class Orders:
    """Carries out what the host says, in order."""

    def __init__(self, codec: Codec, wire: Wire, line: Line, notify: Notify, faults: Faults) -> None:
        self._codec = codec
        self._wire = wire
        self._line = line
        self._notify = notify
        self._faults = faults
        self._complain = line.violations.note
        self._to_fail = fault.count if (fault := faults.get(FaultKind.PLAY_FAILED)) else 0
        self.playback = Playback(codec.bytes_per_second // 50)
        self.is_deaf = False
        """Whether the caller cannot hear the host: a one-way stream."""
        self.given_up = asyncio.Event()
        """Set when an order was more than the stream can bear."""

    def obey(self, text: str) -> None:
        """Do what one message says; what cannot be understood is complained of."""
        try:
            if len(text.encode()) > MAX_MESSAGE:
                self._fail("message_too_big")
                raise WireError("message too big", f"more than {MAX_MESSAGE} bytes; answered with playFailed")
            message = messages.read(text, self._wire.stream_id, self._complain)
        except WireError as error:
            self._complain(error.kind, error.detail)
            if isinstance(error, messages.Unplayable):
                self.playback.spoil()
            return
        self._carry_out(message)

    def acknowledge(self, name: str) -> None:
        """Say that a checkpoint was reached."""
        self._wire.event("playedStream", name=name)
        self._notify("PlayedStream", {"Name": name})

    def _carry_out(self, message: messages.Message) -> None:
        match message:
            case PlayAudio():
                self._play(message)
            case Checkpoint(name):
                if self.playback.checkpoint(name):
                    self.acknowledge(name)
            case ClearAudio():
                self._clear()
            case SendDtmf(keys):
                self._line.remark("bot", f"(presses {keys})")
            case _:
                assert_never(message)

    def _clear(self) -> None:
        cleared = self.playback.clear()
        self._line.turns.cleared()
        self._wire.event("clearedAudio")
        self._notify("ClearedAudio", {})
        if FaultKind.LATE_ACKS_AFTER_CLEAR in self._faults:
            for name in cleared:
                self.acknowledge(name)

    def _play(self, message: PlayAudio) -> None:
        if self.is_deaf:
            self._complain("playAudio on a one-way stream", "")
            return
        if len(message.sound) % message.codec.sample_width:
            self._complain("odd number of bytes of L16", str(len(message.sound)))
        if self._to_fail:
            self._to_fail -= 1
            self._fail("internal_error")
        elif message.codec is self._codec:
            self._queue(message.sound)
        else:
            self._play_other(message)

    def _play_other(self, message: PlayAudio) -> None:
        """Each message says what it is, and production believes it, whatever the documents say."""
        self._complain("playAudio in another codec", f"{message.codec.name} on a stream of {self._codec.name}")
        if FaultKind.STRICT_CODEC in self._faults:
            self._fail("invalid_content_type")
            return
        pcm: PCM = message.codec.decode(message.sound)
        self._queue(self._codec.encode(resample(pcm, message.codec.sample_rate, self._codec.sample_rate)))

    def _queue(self, sound: bytes) -> None:
        overflow = self._faults.first(*_OVERFLOWS)
        seconds = overflow.count if overflow else BUFFER_S
        too_much = self.playback.queued + len(sound) > seconds * self._codec.bytes_per_second
        if too_much and overflow is not None:
            self._overflow(overflow.kind)
            return
        if too_much:
            self._complain("buffer_overflow", f"more than {BUFFER_S} s queued")
        self.playback.add(sound)

    def _overflow(self, how: FaultKind) -> None:
        if how is FaultKind.OVERFLOW_ERROR:
            self._wire.event("error", reason="buffer_overflow")
            self.given_up.set()
        elif how is FaultKind.OVERFLOW_PLAY_FAILED:
            self._fail("buffer_overflow")
        else:
            self.playback.spoil()

    def _fail(self, reason: str) -> None:
        self.playback.spoil()
        self._wire.event("playFailed", reason=reason)
