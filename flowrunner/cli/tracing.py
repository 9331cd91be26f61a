"""Finds the traces that a command is about: in the database of the settings, or in a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from flowrunner.config import load_settings
from flowrunner.errors import StorageError, TraceError, UsageError
from flowrunner.flow.spelling import did_you_mean
from flowrunner.storage.ports import TraceHead, TraceStore
from flowrunner.storage.registry import NO_DATABASE, default_url, open_storage
from flowrunner.trace.reading import Trace, read_trace

T = TypeVar("T")
LAST = "last"
"""In the place of an id: the call that began last."""
KNOWN_AT_MOST = 1000
"""Calls among which a near match is looked for."""
PLAIN_PATH = "sqlite:///"


def with_traces(config: Path | None, work: Callable[[TraceStore], Awaitable[T]]) -> T:
    """Return what ``work`` makes of the traces in the database of the settings; raises UsageError."""

    settings = load_settings(config, os.environ)
    url = _address(settings.database)

    async def done() -> T:
        async with open_storage(url, settings.database_key or "unused") as storage:
            return await work(storage.traces)

    try:
        return asyncio.run(done())
    except StorageError as error:
        raise UsageError(str(error)) from None


def _address(named: str | None) -> str:
    url = named or default_url(os.environ, Path.home())
    if url == NO_DATABASE:
        raise UsageError("the settings name no database, so nothing is kept of any call")
    path = Path(url.removeprefix(PLAIN_PATH)).expanduser()
    if url.startswith(PLAIN_PATH) and not path.exists():
        raise UsageError(f"there is no database {path}: no call has been served with these settings")
    return url


async def newest(store: TraceStore, most: int, flow: str | None, *, failed: bool = False) -> list[TraceHead]:
    """Return the calls that began last; raises UsageError when there is no such flow among them."""
    heads = await store.newest(most, flow, failed=failed)
    if not heads and flow is not None:
        flows = {head.flow for head in await store.newest(KNOWN_AT_MOST)}
        if flow not in flows:
            raise UsageError(_missing(f"no call of a flow `{flow}` is kept", flow, flows))
    return heads


async def trace_of(store: TraceStore, call: str, flow: str | None) -> Trace:
    """Return the trace of a call by its id, the beginning of it, or ``last``; raises UsageError."""
    heads = await newest(store, 1, flow) if call == LAST else await store.find(call, flow)
    exact = [head for head in heads if head.call == call]
    found = exact or heads
    if len(found) == 1:
        return await whole(store, found[0])
    if not found and call == LAST:
        raise UsageError("no call is kept yet")
    if not found:
        known = [head.call for head in await store.newest(KNOWN_AT_MOST, flow)]
        raise UsageError(_missing(f"no call `{call}` is kept", call, known))
    if exact:
        flows = ", ".join(head.flow for head in exact)
        raise UsageError(f"several flows had the call `{call}`: say which with --flow ({flows})")
    raise UsageError(f"several calls begin with `{call}`: {', '.join(head.call for head in found)}")


async def whole(store: TraceStore, head: TraceHead) -> Trace:
    """Return the trace of a call that is known to be there; raises UsageError."""
    return parsed(b"".join(await store.read(head.flow, head.call)), f"the trace of {head.call}")


def from_file(path: Path) -> Trace:
    """Return the trace in a file of JSON lines; raises UsageError."""
    try:
        return parsed(path.read_bytes(), f"{path}")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def parsed(data: bytes, name: str) -> Trace:
    """Return a trace that was read; raises UsageError."""
    try:
        return read_trace(data)
    except TraceError as error:
        raise UsageError(f"{name} is no trace: {error}") from None


def visible(text: str) -> str:
    """Return what callers and other computers said so that it changes nothing of a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _missing(what: str, word: str, known: list[str] | set[str]) -> str:
    hint = did_you_mean(word, known) or "`flowrunner trace` lists the last"
    return f"{what}: {hint}"
