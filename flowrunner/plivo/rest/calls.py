"""Orders about calls."""

from __future__ import annotations

from typing import Literal

from flowrunner.errors import RestError, UsageError
from flowrunner.plivo.rest.answers import CallFired, CallState, RecordingStarted
from flowrunner.plivo.rest.orders import NewCall, NewPlaying, NewRecording, NewSpeaking, SendDigits, Transfer
from flowrunner.plivo.rest.transport import Order, Transport

Sound = Literal["Record", "Play", "Speak"]


class Calls:
    """Places calls and changes those that are under way. Everything raises RestError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(self, call: NewCall) -> CallFired:
        """Place one call; it is sent once, whatever becomes of the answer."""
        if "<" in call.to:
            raise UsageError("a call goes to one number: `<` would make it several")
        reply = await self._transport.order(Order("place the call", "POST", ("Call",), call))
        fired = reply.read(CallFired)
        if not fired.request_id:
            raise RestError("malformed", reply.order.what, reply.status, api_id=fired.api_id)
        return fired

    async def get(self, call: str, status: Literal["live", "queued"] | None = None) -> CallState:
        """Return a call that waits or lives; without ``status`` one that is over."""
        query = {"status": status} if status else {}
        reply = await self._transport.ask(Order("look up the call", "GET", ("Call", call), query=query))
        return reply.read(CallState)

    async def transfer(self, call: str, transfer: Transfer) -> None:
        """Let a call go on with another document. While a stream keeps the call, that waits for the stream's end."""
        await self._transport.order(Order("transfer the call", "POST", ("Call", call), transfer))

    async def hang_up(self, call: str) -> bool:
        """End a call; False when there was none any more."""
        return await self._transport.end(Order("hang up", "DELETE", ("Call", call)))

    async def cancel(self, request: str) -> bool:
        """Take back a call that has not been placed yet; False when there is none."""
        return await self._transport.end(Order("take back the call", "DELETE", ("Request", request)))

    async def record(self, call: str, recording: NewRecording | None = None) -> RecordingStarted:
        """Begin to record a call."""
        order = Order("record the call", "POST", ("Call", call, "Record"), recording or NewRecording())
        return (await self._transport.order(order)).read(RecordingStarted)

    async def play(self, call: str, playing: NewPlaying) -> None:
        """Play a recording into a call."""
        await self._transport.order(Order("play into the call", "POST", ("Call", call, "Play"), playing))

    async def speak(self, call: str, speaking: NewSpeaking) -> None:
        """Say a text into a call."""
        await self._transport.order(Order("speak into the call", "POST", ("Call", call, "Speak"), speaking))

    async def stop(self, call: str, sound: Sound) -> bool:
        """End the recording, the playing or the speaking of a call; False when there was none any more."""
        return await self._transport.end(Order("stop that sound", "DELETE", ("Call", call, sound)))

    async def send_digits(self, call: str, digits: SendDigits) -> None:
        """Press keys towards one side of a call."""
        await self._transport.order(Order("send digits", "POST", ("Call", call, "DTMF"), digits))
