"""The media connection of a call, in the call's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec


class ChannelListener(Protocol):
    """What a channel tells the call. Called on the event loop, in order of arrival; must not block."""

    def on_audio(self, data: bytes) -> None:
        """One frame of the caller's sound, in the channel's codec."""
        ...

    def on_far_audio(self, data: bytes) -> None:
        """One frame of what the caller hears; comes only where ``wants_far_audio`` is set."""
        ...

    def on_key(self, key: str) -> None:
        """One key."""
        ...

    def on_played(self, checkpoint: str) -> None:
        """Playback reached the checkpoint."""
        ...

    def on_play_failed(self, reason: str) -> None:
        """The far end could not play something it was sent."""
        ...


class Channel(Protocol):
    """One media connection. Sending raises ChannelClosed when it is gone or does not drain in time."""

    @property
    def codec(self) -> Codec: ...

    @property
    def wants_audio(self) -> bool:
        """False: frames may be dropped undecoded, because nobody listens to speech now."""
        ...

    @wants_audio.setter
    def wants_audio(self, value: bool) -> None: ...

    @property
    def wants_far_audio(self) -> bool:
        """False: what the caller hears, where the connection carries that, may be dropped undecoded."""
        ...

    @wants_far_audio.setter
    def wants_far_audio(self, value: bool) -> None: ...

    async def run(self, listener: ChannelListener) -> str:
        """Deliver everything that arrives to ``listener`` until the connection ends; return how it ended."""
        ...

    async def play(self, data: bytes) -> None:
        """Queue sound at the far end: at most 12,288 bytes."""
        ...

    async def checkpoint(self, name: str) -> None:
        """Ask to be told (``on_played``) when everything queued so far has been played."""
        ...

    async def clear(self) -> None:
        """Drop everything queued at the far end, checkpoints too."""
        ...

    async def close(self) -> None:
        """End the connection; harmless when it has ended."""
        ...
