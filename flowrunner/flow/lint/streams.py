"""What the stream of a call cannot be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, mapping, pairs

HEADERS_AT_MOST = 512
"""Bytes of ``extraHeaders``; see Plivo's page of the Stream element."""
_SILENT = frozenset({"transcribe", "transfer", "ring", "caller_id", "brief", "set", "forget", "save", "language", "go"})
"""What a state may have that needs no stream which speaks."""


@rule("one-track")
def tracks(document: Document) -> Iterator[Diagnostic]:
    """Find flows that want to hear both ends on a stream which speaks."""
    stream = mapping(document.data.get("stream"))
    track = stream.get("audio_track")
    if track not in ("outbound", "both"):
        return
    span = document.source.span(("stream", "audio_track"))
    if stream.get("bidirectional") == "true":
        message = f"`audio_track: {track}` and `bidirectional: true` exclude each other"
        yield document.error("one-track", message, span, "leave `bidirectional` out; it follows from the states")
    elif not any("transcribe" in state for state in document.states.values()):
        message = f"`audio_track: {track}` is for a stream that only listens, and no state does `transcribe`"
        yield document.error(
            "one-track", message, span, "a stream that speaks carries the caller: leave audio_track out"
        )


@rule("one-way")
def ways(document: Document) -> Iterator[Diagnostic]:
    """Find flows that want one way only, or streams that do not hold the call, and have states which cannot do so."""
    stream = mapping(document.data.get("stream"))
    for key in ("bidirectional", "keep_call_alive"):
        if stream.get(key) == "false":
            yield from _needed(document, key)


def _needed(document: Document, key: str) -> Iterator[Diagnostic]:
    needs = _speaks if key == "bidirectional" else _holds
    name = next((name for name, state in document.states.items() if needs(state)), None)
    if name is None:
        return
    why = "needs a stream that speaks" if key == "bidirectional" else "needs a call that waits for its stream"
    message = f"`{key}: false` cannot be: the state `{name}` {why}"
    hint = f"leave `{key}` out; it follows from the states"
    yield document.error("one-way", message, document.source.span(("stream", key)), hint)


def _speaks(state: Mapped) -> bool:
    return not _SILENT.issuperset(state)


def _holds(state: Mapped) -> bool:
    """Tell whether a state has a stream which the call waits for; beside a person there is none."""
    alone = "transcribe" in state and "with" not in mapping(state["transcribe"])
    return alone or _speaks(state)


@rule("long-headers")
def headers(document: Document) -> Iterator[Diagnostic]:
    """Find more extra headers than Plivo takes."""
    given = pairs(mapping(document.data.get("stream")).get("extra_headers"))
    size = len(";".join(f"{name}={value}" for name, value in given).encode())
    if size > HEADERS_AT_MOST:
        message = f"the extra headers take {size} bytes, and Plivo takes {HEADERS_AT_MOST}"
        yield document.error("long-headers", message, document.source.key_span(("stream", "extra_headers")))


@rule("nobody-told")
def methods(document: Document) -> Iterator[Diagnostic]:
    """Find a method for an address that is not there."""
    stream = mapping(document.data.get("stream"))
    if "status_callback_method" in stream and "status_callback_url" not in stream:
        message = "`status_callback_method` says how to ask an address, and there is no `status_callback_url`"
        span = document.source.key_span(("stream", "status_callback_method"))
        yield document.warning("nobody-told", message, span, "leave it out: the host is told in its own way")
