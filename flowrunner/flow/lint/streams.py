"""What the stream of a call cannot be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import mapping


@rule("one-track")
def tracks(document: Document) -> Iterator[Diagnostic]:
    """Find flows that want to hear both ends and never only listen."""
    track = mapping(document.data.get("stream")).get("audio_track")
    if track in ("outbound", "both") and not any("transcribe" in state for state in document.states.values()):
        message = f"`audio_track: {track}` is for a stream that only listens, and no state does `transcribe`"
        hint = "a stream that speaks carries the caller: leave audio_track out"
        yield document.error("one-track", message, document.source.span(("stream", "audio_track")), hint)
