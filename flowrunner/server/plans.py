"""What the streams of a flow ask of Plivo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.plivo.extra_headers import write_extra_headers
from flowrunner.plivo.xml import StreamPlan

if TYPE_CHECKING:
    from flowrunner.plivo.elements import Track
    from flowrunner.server.calls import ServedFlow
    from flowrunner.server.urls import FlowUrls


def stream_plan(served: ServedFlow, ticket: str, urls: FlowUrls) -> StreamPlan:
    """Return the stream that a ticket opens."""
    wanted = served.flow.stream
    return StreamPlan(
        stream_url=urls.stream(ticket),
        continue_url=urls.continuing(ticket),
        status_url=wanted.status_url or urls.status,
        codec=served.codec,
        timeout_s=wanted.timeout_s,
        noise_cancellation=wanted.noise_cancellation,
        status_method=wanted.status_method,
        extra_headers=write_extra_headers(wanted.extra_headers),
    )


def track(numbers: tuple[str, ...]) -> Track:
    """Return what is worth hearing: of a caller who is alone only the caller."""
    return "both" if numbers else "inbound"
