"""Reads flows again while calls run, and lets the new versions serve.

Theory of operation. Reading and checking happen in a thread, and the switch is one step of the event loop. What takes
longer and no call needs at once comes after the switch, in the background: menus are learned one at a time, and prompts
rendered. A caller who is quicker than that waits as one does whose prompt was never rendered. The next change puts an
end to it and begins anew with what is not done.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flowrunner.errors import SpeechError, UsageError
from flowrunner.flow.diagnostics import to_text
from flowrunner.server.catalog import FlowCatalog, FlowChange, FlowFile
from flowrunner.server.fixed_prompts import prepare_said, warn_of_unsaid
from flowrunner.server.recordings import keep
from flowrunner.server.spoken import Recorded, spoken
from flowrunner.server.watching import Watch

if TYPE_CHECKING:
    from flowrunner.server.calls import ServedFlow
    from flowrunner.server.fixed_prompts import Ahead
    from flowrunner.server.flows import FlowFiles, LoadedFlows

log = logging.getLogger(__name__)

T = TypeVar("T")


class Reloader:
    """Reloads flows, one reload at a time. Made by ``reloading``."""

    def __init__(self, catalog: FlowCatalog, files: FlowFiles, prompts: Ahead, thread: ThreadPoolExecutor) -> None:
        self._catalog = catalog
        self._files = files
        self._prompts = prompts
        self._thread = thread
        self._turn = asyncio.Lock()
        self._wanted = False
        self._catching_up: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._unready: dict[str, ServedFlow] = {}
        self._readying: asyncio.Task[None] | None = None

    async def reload(self) -> FlowChange:
        """Read again what has changed, and let it serve the calls that begin from now on; what is broken is logged."""
        async with self._turn:
            began = time.perf_counter()
            try:
                found = await self._in_thread(partial(_load, self._files))
            except UsageError as error:
                log.error("the flows cannot be read again, and those that serve go on: %s", error)
                return FlowChange()
            change = self._catalog.switch(found, time.perf_counter() - began)
            _tell(change)
            self._make_ready(change.live)
        return change

    def soon(self) -> None:
        """Reload in the background; called again before that has begun, it is still once."""
        self._wanted = True
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = _in_background(self._catch_up())

    def begin(self, *, watch: bool) -> None:
        """Be ready for changes; ``watch``: reload from now on whenever something was saved."""
        self._tasks.append(_in_background(self.keep_recordings(self._catalog)))
        if watch:
            self._tasks.append(_in_background(Watch(self._files, self.reload).run()))

    async def close(self) -> None:
        """Stop what goes on in the background."""
        tasks = [*self._tasks, *(task for task in (self._catching_up, self._readying) if task is not None)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _catch_up(self) -> None:
        while self._wanted:
            self._wanted = False
            await self.reload()

    def _make_ready(self, live: Iterable[ServedFlow]) -> None:
        self._unready |= {served.name: served for served in live}
        if self._unready and live:
            if self._readying is not None:
                self._readying.cancel()
            self._readying = _in_background(self._ready())

    async def _ready(self) -> None:
        for name, served in list(self._unready.items()):
            if self._catalog.current(name) is served:
                await self.keep_recordings([served])
                for lesson in served.machine.lessons():
                    await self._in_thread(lesson)
                await self._prepare(served)
            del self._unready[name]

    async def keep_recordings(self, flows: Iterable[ServedFlow]) -> None:
        """Read what flows play before it is replaced: the calls of a version hear it as it was."""
        for served in flows:
            said = await self._in_thread(partial(spoken, served.flow)) if served.recordings else ()
            for audio in (each.audio for each in said if isinstance(each, Recorded)):
                with suppress(SpeechError):  # told when the prompts are prepared
                    await keep(self._prompts, served.sounds, audio, served.codec)

    async def _prepare(self, served: ServedFlow) -> None:
        said = await self._in_thread(partial(spoken, served.flow))
        warn_of_unsaid(await prepare_said(said, served.flow, self._prompts))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


@asynccontextmanager
async def reloading(
    catalog: FlowCatalog, files: FlowFiles, prompts: Ahead, *, watch: bool
) -> AsyncGenerator[Reloader, None]:
    """Be ready to reload until the context is left; ``watch``: do so whenever something was saved."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="flows")
    reloader = Reloader(catalog, files, prompts, thread)
    reloader.begin(watch=watch)
    try:
        yield reloader
    finally:
        await reloader.close()
        thread.shutdown(wait=False, cancel_futures=True)


def _in_background(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """Begin something that no call waits for: a fault of ours in it is told, and disturbs none."""
    task = asyncio.create_task(work)
    task.add_done_callback(_tell_a_fault)
    return task


def _tell_a_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("flows are not reloaded as they should be", exc_info=error)


def _load(files: FlowFiles) -> LoadedFlows:
    """Load the flows without looking for garbage meanwhile, which would hold up all calls for some frames."""
    gc.disable()
    try:
        return files.load()
    finally:
        gc.enable()


def _tell(change: FlowChange) -> None:
    """Write one line of what is live, and one with the mistakes of each file that is broken."""
    if change.live or change.gone:
        live = [f"{served.name} is live in version {served.version}" for served in change.live]
        gone = [f"{name} takes no more calls" for name in change.gone]
        log.info("reloaded: %s", ", ".join([*live, *gone]), extra={"seconds": round(change.seconds, 3)})
    for file in change.files:
        if file.newest.has_errors:
            log.error("%s cannot be served%s\n%s", Path(file.path).name, _meanwhile(file), _mistakes(file))


def _meanwhile(file: FlowFile) -> str:
    return f", and version {file.serving.version} goes on" if file.serving is not None else ""


def _mistakes(file: FlowFile) -> str:
    return "\n".join(to_text(each, file.newest.lines) for each in file.newest.diagnostics if each.severity == "error")
