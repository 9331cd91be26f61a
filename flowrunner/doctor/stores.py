"""What is kept on disk or in a database: each is written, read and deleted once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from time import monotonic, time

from flowrunner.doctor.finding import Finding, Patient, ill, unused, warning, well
from flowrunner.errors import StorageError, UsageError
from flowrunner.folders import cache_folder
from flowrunner.storage.ports import Memory
from flowrunner.storage.registry import NO_DATABASE, POSTGRESQL, default_recordings, default_url, open_storage

LITTLE_ROOM = 2**30
"""Bytes on a disk; less does not last for long."""


async def database(patient: Patient) -> AsyncIterator[Finding]:
    """Write something, read it again, delete it."""
    settings = patient.settings
    if settings.database == NO_DATABASE:
        yield unused("database", "none: calls end with this process, and nobody is remembered")
        return
    url = settings.database or default_url(patient.environment, patient.home)
    if _is_shared(url) and not settings.database_key and _remembers(patient):
        text = "flows remember their callers, which needs a key with PostgreSQL"
        yield ill("database", text, "set `database_key` (FLOWRUNNER_DATABASE_KEY), the same on every host")
    began = monotonic()
    try:
        async with open_storage(url, settings.database_key) as storage:
            kept = await _is_kept(storage.memory)
    except (StorageError, UsageError) as error:
        yield ill("database", str(error), _advice(url))
        return
    if not kept:
        yield ill("database", f"{shown(url)} gave back something else than was written", _advice(url))
    else:
        yield well("database", f"{shown(url)}, written and read in {(monotonic() - began) * 1000:.0f} ms")


async def _is_kept(memory: Memory) -> bool:
    key, data = f"doctor-{token_hex(8)}", b"how are you"
    await memory.keep(key, data, time())
    found = await memory.recall(key, 0.0)
    await memory.forget(key)
    return found == data and await memory.recall(key, 0.0) is None


def _remembers(patient: Patient) -> bool:
    return patient.flows is not None and any(flow.remember for flow in patient.flows.flows.values())


def shown(url: str) -> str:
    """Return an address without what opens it."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2].partition("?")[0]


def _is_shared(url: str) -> bool:
    return url.partition("://")[0] in POSTGRESQL


def _advice(url: str) -> str:
    if _is_shared(url):
        return "look at `database`: address, user, password and whether the server takes connections from here"
    return "set `database` to a file in a folder that may be written, sqlite:////var/lib/flowrunner/flowrunner.db say"


async def recordings(patient: Patient) -> AsyncIterator[Finding]:
    """Look at where voicemail goes."""
    folder = patient.settings.recordings or default_recordings(patient.environment, patient.home)
    yield _folder("recordings", folder, "set `recordings` to a folder that may be written")


async def cache(patient: Patient) -> AsyncIterator[Finding]:
    """Look at where rendered prompts are kept."""
    folder = patient.settings.cache or cache_folder(patient.environment, patient.home)
    yield _folder("cache", folder, "set `cache` to a folder that may be written")


def _folder(part: str, folder: Path, advice: str) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"how are you")
        size, free = _size(folder), shutil.disk_usage(folder).free
    except OSError as error:
        return ill(part, f"{folder}: {(error.strerror or str(error)).lower()}", advice)
    text = f"{folder}, {_megabytes(size)} used, {_megabytes(free)} free"
    return warning(part, text, "make room on that disk") if free < LITTLE_ROOM else well(part, text)


def _size(folder: Path) -> int:
    """Return the bytes in a folder; a host that runs may be deleting some meanwhile."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += os.lstat(os.path.join(place, name)).st_size
    return size


def _megabytes(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
