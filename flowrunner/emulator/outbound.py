"""A call that was ordered: it rings, is answered or not, perhaps by a machine, and is then a call like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from flowrunner.emulator import report
from flowrunner.emulator.identity import Identity
from flowrunner.emulator.line import Line
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.people import DialOutcome, Person
from flowrunner.emulator.placed import PlacedCall
from flowrunner.emulator.report import CallReport, HangupCause
from flowrunner.emulator.sounds import Sounds
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.web import NotReached, Web
from flowrunner.emulator.xml import Method
from flowrunner.errors import UsageError

Stage = Literal["queued", "ringing", "in-progress", "over"]
Detection = Literal["", "true", "hangup"]

NOT_ANSWERED = {
    DialOutcome.BUSY: ("busy", HangupCause(3010, "Busy Line", "Callee")),
    DialOutcome.NO_ANSWER: ("no-answer", HangupCause(3000, "No Answer", "Callee")),
    DialOutcome.FAILED: ("failed", HangupCause(2000, "Invalid Destination Address", "Plivo")),
}
"""``CallStatus`` and cause of a call that nobody took."""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where something is told."""

    url: str
    method: Method = "POST"


@dataclass(frozen=True, slots=True)
class CallOrder:
    """What was ordered, beside what ``EmulatorOptions`` has."""

    answer_url: str
    options: EmulatorOptions
    ring: Callback | None = None
    ring_timeout_s: float = 120
    time_limit_s: float = 14_400
    detection: Detection = ""
    detection_s: float = 5
    detected: Callback | None = None
    """None: the answer waits for the detection."""


class OutboundCall:
    """One call, from its order to its end."""

    def __init__(self, order: CallOrder, person: Person, web: Web, line: Line, account: str) -> None:
        self.order = order
        self.stage: Stage = "queued"
        self.identity = Identity(replace(order.options, direction="outbound"), account)
        self.line = line
        self.placed = PlacedCall(self.identity, order.answer_url, web, line)
        self.sounds = Sounds(line)
        self.ended: datetime | None = None
        self.status = "completed"
        self._person = person
        self._web = web
        self._timers: list[asyncio.TimerHandle] = []
        self._late: list[tuple[Callback, Mapping[str, str]]] = []

    @property
    def call_uuid(self) -> str:
        """By what it is known."""
        return self.identity.call_uuid

    async def run(self, voice: CallerVoice) -> CallReport:
        """Carry the call to its end and report it."""
        try:
            return await self._run(voice)
        finally:
            for timer in self._timers:
                timer.cancel()
            self.stage, self.ended = "over", datetime.now(UTC)

    def hang_up(self) -> None:
        """End the call, wherever it is."""
        self.line.end(report.API_HANGUP if self.stage == "in-progress" else report.CANCELLED)

    def tell(self, callback: Callback, form: Mapping[str, str]) -> None:
        """Tell the host something: beside the call, or after its end."""
        if self.line.ending.is_set():
            self._late.append((callback, form))
        else:
            self.placed.carrier.callbacks.post(callback.url, callback.method, form)

    async def _run(self, voice: CallerVoice) -> CallReport:
        await self._ring()
        if self.line.cause is None:
            self.stage = "in-progress"
            self._at(self.order.time_limit_s, report.TOO_LONG)
            await self._detect()
        if self.line.cause is not None:
            await self.placed.carrier.tell_hangup(self.status)
            return await self.placed.report()
        return await self._hold(voice)

    async def _hold(self, voice: CallerVoice) -> CallReport:
        try:
            held = await self.placed.hold(self._person.steps, voice)
        except UsageError as error:
            self.line.end(HangupCause(7011, "No Document For StartApp", "Plivo"))
            self.line.problems.append(str(error))
            held = await self.placed.report()
        self.sounds.stop_all()
        for callback, form in self._late:
            await self._ask(callback, form)
        return held

    async def _ring(self) -> None:
        self.stage = "ringing"
        if self.order.ring is not None:
            await self._ask(self.order.ring, self.identity.form("Ring", "ringing"))
        rings_s = self.order.options.ring_s
        await self.line.stay(min(rings_s, self.order.ring_timeout_s))
        self.line.answered()
        outcome = self._person.outcome
        if self.line.cause is not None:
            self.status = "cancel"
        elif outcome is not DialOutcome.ANSWERED or rings_s > self.order.ring_timeout_s:
            self.status, cause = NOT_ANSWERED.get(outcome, NOT_ANSWERED[DialOutcome.NO_ANSWER])
            self.line.end(cause)

    async def _detect(self) -> None:
        """Find out who answered: before the answer, or beside the call when somebody wants to be told."""
        if not self.order.detection:
            return
        if self.order.detected is not None:
            loop = asyncio.get_running_loop()
            self._timers.append(loop.call_later(self.order.detection_s, self._detected, self.order.detected))
            return
        await self.line.stay(self.order.detection_s)
        self.identity.more["Machine"] = self._machine
        self._leave_a_machine()

    def _detected(self, callback: Callback) -> None:
        if_machine = "hangup" if self.order.detection == "hangup" else "continue"
        more = {"Machine": self._machine, "IfMachine": if_machine}
        self.tell(callback, self.identity.form("MachineDetection", "in-progress", **more))
        self._leave_a_machine()

    def _leave_a_machine(self) -> None:
        if self._person.is_machine and self.order.detection == "hangup":
            self.line.end(report.MACHINE)

    @property
    def _machine(self) -> str:
        return "true" if self._person.is_machine else "false"

    def _at(self, seconds: float, cause: HangupCause) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, self.line.end, cause))

    async def _ask(self, callback: Callback, form: Mapping[str, str]) -> None:
        try:
            answer = await self._web.ask(callback.url, callback.method, form)
        except NotReached as failure:
            self.line.violations.note("callback not answered", f"{form.get('Event')}: {failure}")
            return
        if not answer.is_well:
            self.line.violations.note("callback refused", f"{form.get('Event')}: status {answer.status}")
