"""A pretend Plivo that takes orders over HTTP, and the people whom it can call.

``async with taking_orders(Exchange({"15550199": Person(steps)})) as url:`` gives the address to use in place of
``https://api.plivo.com``. Every call that is ordered is held like those of the emulator, and reported when it is over.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from flowrunner.emulator.faults import Faults
from flowrunner.emulator.identity import ACCOUNT
from flowrunner.emulator.line import Line, Transcriber
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.outbound import CallOrder, OutboundCall
from flowrunner.emulator.people import Person
from flowrunner.emulator.report import CallReport
from flowrunner.emulator.transcript import Show
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.web import Web
from flowrunner.speech.ports import Voice

KEEP_AT_MOST = 1000
"""Calls that are over and can still be looked up."""
ENDING_S = 60.0
"""How long calls may take to end that were hung up, with their last callbacks."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who may give orders."""

    auth_id: str = ACCOUNT
    auth_token: str = field(default="emulator", repr=False)


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message that was sent."""

    src: str
    dst: str
    text: str
    message_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Stumble:
    """An answer that goes wrong; ``carried_out`` tells whether the order was obeyed before it did.

    ``status`` None breaks the connection.
    """

    status: int | None
    carried_out: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


class Exchange:
    """Takes orders for one account."""

    def __init__(
        self,
        people: Mapping[str, Person] | None = None,
        account: Account | None = None,
        options: EmulatorOptions | None = None,
        *,
        voice: Voice | None = None,
        transcriber: Transcriber | None = None,
        show: Show | None = None,
    ) -> None:
        """``people`` are by their number without plus; ``*`` has all other numbers, and only listens when not given."""
        self.account = account or Account()
        self.options = options or EmulatorOptions(auth_token=self.account.auth_token)
        self.calls: dict[str, OutboundCall] = {}
        """By CallUUID, those that are over too."""
        self.messages: list[TextMessage] = []
        self.stumbles: deque[Stumble] = deque()
        """What goes wrong with the next answers."""
        self._people = people or {}
        self._voice = CallerVoice(voice)
        self._transcriber = transcriber
        self._show = show
        self._held: dict[str, asyncio.Task[CallReport]] = {}
        self._reports: deque[CallReport] = deque(maxlen=KEEP_AT_MOST)
        self._reported = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None, None]:
        """Be able to hold calls; all are ended when the context is left."""
        async with aiohttp.ClientSession() as self._session:
            try:
                yield
            finally:
                await self._end_all()

    def place(self, order: CallOrder) -> OutboundCall:
        """Begin to call somebody."""
        assert self._session is not None
        anybody = self._people.get("*", Person())
        person = self._people.get(order.options.to_number.removeprefix("+"), anybody)
        web, line = (
            Web(self._session, self.options.auth_token, Faults(self.options.faults)),
            Line(self._transcriber, self._show),
        )
        call = OutboundCall(order, person, web, line, self.account.auth_id)
        self._forget_old()
        self.calls[call.call_uuid] = call
        self._held[call.call_uuid] = asyncio.create_task(self._hold(call))
        return call

    async def report(self, call_uuid: str) -> CallReport:
        """Wait for a call to be over, and return what happened."""
        return await asyncio.shield(self._held[call_uuid])

    async def next_report(self) -> CallReport:
        """Wait for the next call to be over, and return what happened."""
        while not self._reports:
            self._reported.clear()
            await self._reported.wait()
        return self._reports.popleft()

    async def all_reports(self) -> tuple[CallReport, ...]:
        """Wait for all calls to be over, and return what happened, the oldest first."""
        return tuple([await self.report(call_uuid) for call_uuid in tuple(self._held)])

    async def _hold(self, call: OutboundCall) -> CallReport:
        report = await call.run(self._voice)
        self._reports.append(report)
        self._reported.set()
        return report

    async def _end_all(self) -> None:
        for call in self.calls.values():
            call.hang_up()
        async with asyncio.timeout(ENDING_S):
            await asyncio.gather(*self._held.values())

    def _forget_old(self) -> None:
        over = [call_uuid for call_uuid, call in self.calls.items() if call.stage == "over"]
        for call_uuid in over[: max(0, len(self.calls) - KEEP_AT_MOST)]:
            del self.calls[call_uuid], self._held[call_uuid]
