"""Web requests in the call's words, and what an answer means to a flow. The adapter belongs to the host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from flowrunner.engine.events import RequestFinished

if TYPE_CHECKING:
    from flowrunner.engine.actions import SendRequest

MARGIN_S = 5.0
"""How long past its own time limits a request may take to come back."""


class Requester(Protocol):
    """Makes web requests."""

    async def send(self, request: SendRequest) -> RequestFinished:
        """Return how it ended; a failure of the peer or of the network is an outcome, never an exception."""
        ...


async def answered(requester: Requester, request: SendRequest, clock: Callable[[], float]) -> RequestFinished:
    """Return how a request ended; one that does not come back in its time has run into its timeout."""
    try:
        async with asyncio.timeout(request.timeout_s * (request.retry + 1) + MARGIN_S):
            return await requester.send(request)
    except TimeoutError:
        return RequestFinished(request.request_id, "timeout", at=clock())


def outcome_of(status: int) -> str:
    """Return the flow's outcome of an HTTP status: ``ok`` for 2xx, else the status as text."""
    return "ok" if 200 <= status < 300 else str(status)


def worth_repeating(status: int) -> bool:
    """Tell whether the peer may answer better a moment later: it was busy (429) or broken (5xx)."""
    return status == 429 or status >= 500


def read_body(data: bytes, content_type: str, charset: str | None = None) -> object:
    """Return a JSON value when the answer says or looks like it is one, else its text; None when empty."""
    if not data.strip():
        return None
    if _may_be_json(data, content_type):
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, ValueError, RecursionError):
            pass
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # a charset that does not exist, or cannot be a name
        return data.decode("utf-8", "replace")


def _may_be_json(data: bytes, content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json") or data.lstrip()[:1] in (b"{", b"[")
