"""Status requests: sent in order, beside the call and never in its way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag

from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.messages import Complain
from flowrunner.emulator.web import NotReached, Web
from flowrunner.emulator.xml import Method


@dataclass(frozen=True, slots=True)
class _Callback:
    url: str
    method: Method
    form: Mapping[str, str]


class Callbacks:
    """A queue of requests whose answers do not matter, except that there should be one."""

    def __init__(self, web: Web, complain: Complain, faults: Faults) -> None:
        self._web = web
        self._complain = complain
        self._faults = faults
        self._late: list[_Callback] = []
        self._queue: asyncio.Queue[_Callback | None] = asyncio.Queue()

    def post(self, url: str, method: Method, form: Mapping[str, str]) -> None:
        """Queue a request."""
        self._queue.put_nowait(_Callback(url, method, form))

    def status(self, url: str, method: Method, form: Mapping[str, str]) -> None:
        """Queue the status of a stream, as the faults will have it."""
        callback = _Callback(urldefrag(url).url, method, form)  # the options of an address do not apply here
        if FaultKind.MISSING_CALLBACKS in self._faults:
            return
        if self._faults.first(FaultKind.LATE_CALLBACKS, FaultKind.SHUFFLED_CALLBACKS):
            self._late.append(callback)
            return
        for _ in range(2 if FaultKind.DUPLICATE_CALLBACKS in self._faults else 1):
            self._queue.put_nowait(callback)

    async def send_late(self) -> None:
        """Send what was held back."""
        is_shuffled = FaultKind.SHUFFLED_CALLBACKS in self._faults
        for callback in reversed(self._late) if is_shuffled else self._late:
            await self._send(callback)

    def finish(self) -> None:
        """Let ``run`` return when everything queued so far has been sent."""
        self._queue.put_nowait(None)

    async def run(self) -> None:
        """Send what is queued, until told to finish."""
        while (callback := await self._queue.get()) is not None:
            await self._send(callback)

    async def _send(self, callback: _Callback) -> None:
        try:
            answer = await self._web.ask(callback.url, callback.method, callback.form)
        except NotReached as failure:
            self._complain("callback not answered", f"{callback.form.get('Event')}: {failure}")
            return
        if not answer.is_well:
            self._complain("callback refused", f"{callback.form.get('Event')}: status {answer.status}")
