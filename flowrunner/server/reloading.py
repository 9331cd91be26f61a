"""Reads flows again while calls run, and lets the new versions serve."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import UsageError
from flowrunner.server.catalog import FlowCatalog, FlowChange, FlowFile

if TYPE_CHECKING:
    from flowrunner.server.flows import FlowFiles, LoadedFlows

log = logging.getLogger(__name__)


class Reloader:
    """Reads in a thread of its own, one reload at a time. Made by ``reloading``."""

    def __init__(self, catalog: FlowCatalog, files: FlowFiles, thread: ThreadPoolExecutor) -> None:
        self._catalog = catalog
        self._files = files
        self._thread = thread
        self._turn = asyncio.Lock()

    async def reload(self) -> FlowChange:
        """Read again what has changed, and let it serve the calls that begin from now on; what is broken is logged."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            began = time.perf_counter()
            try:
                found = await loop.run_in_executor(self._thread, _load, self._files)
            except UsageError as error:
                log.error("the flows cannot be read again, and those that serve go on: %s", error)
                return FlowChange()
            change = self._catalog.switch(found, time.perf_counter() - began)
        _tell(change)
        for served in change.live:
            await loop.run_in_executor(self._thread, served.machine.learn)
        return change


@contextmanager
def reloading(catalog: FlowCatalog, files: FlowFiles) -> Generator[Reloader, None, None]:
    """Keep a thread for reading flows until the context is left."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="flows")
    try:
        yield Reloader(catalog, files, thread)
    finally:
        thread.shutdown(wait=False, cancel_futures=True)


def _load(files: FlowFiles) -> LoadedFlows:
    """Load the flows without looking for garbage meanwhile, which would hold up all calls for some frames."""
    gc.disable()
    try:
        return files.load()
    finally:
        gc.enable()


def _tell(change: FlowChange) -> None:
    for served in change.live:
        facts = {"flow": served.name, "version": served.version, "seconds": round(change.seconds, 3)}
        log.info("a flow is live", extra=facts)
    for name in change.gone:
        log.info("a flow is gone: calls in progress go on", extra={"flow": name})
    for file in change.files:
        if file.newest.has_errors:
            log.error("%s has errors%s", Path(file.path).name, _meanwhile(file))


def _meanwhile(file: FlowFile) -> str:
    return f", and version {file.serving.version} goes on" if file.serving is not None else ""
