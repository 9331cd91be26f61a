"""The recordings of one version of a flow, which its calls hear as they were when that version began to serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flowrunner.audio.codec import Codec
    from flowrunner.speech.ports import Prompts

Kept = dict[tuple[str, "Codec"], bytes]
"""Sound by path and codec."""


class Clips(Protocol):
    """Reads recordings."""

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        ...


class KeptRecordings:
    """The prompts of a host, but for recordings: one that was read once is the same ever after."""

    def __init__(self, prompts: Prompts, kept: Kept) -> None:
        self._prompts = prompts
        self._kept = kept
        self.ready = prompts.ready
        self.render = prompts.render

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file as it was; raises SpeechError."""
        return await keep(self._prompts, self._kept, path, codec)


async def keep(clips: Clips, kept: Kept, path: str, codec: Codec) -> bytes:
    """Return a recorded file as it was, and as it is when nobody has asked for it yet; raises SpeechError."""
    if (path, codec) not in kept:
        kept[path, codec] = await clips.clip(path, codec=codec)
    return kept[path, codec]
