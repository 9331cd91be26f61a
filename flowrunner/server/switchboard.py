"""Decides what Plivo does next with each call.

Theory of operation. A call is a machine's snapshot that outlives its connections. Each document handed to Plivo
carries a ticket and ends in an address with that ticket, so Plivo comes back with it when the stream or the dial of
that document has ended. Then the machine goes on without sound until it needs some (a new stream, on which the
pending actions are performed), a person (a dial, one number at a time) or nothing more (a hang-up). What was
answered for a ticket is kept, because every request may come twice. A stream that is lost while the call goes on is
opened again with ``rejoin``, ``REJOINS_AT_MOST`` times; after that the call goes to its fallback without sound, if the
fallback is a person, or ends.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal

from flowrunner.call.afterwards import Afterwards
from flowrunner.call.ending import SessionEnd
from flowrunner.call.session import CallSession
from flowrunner.call.transcription import LAST_WORDS_S, TranscribingSession
from flowrunner.engine.actions import ConnectTo, Remember, Transcribe
from flowrunner.engine.events import HungUp, TranscriptionEnded, TransferEnded
from flowrunner.engine.facts import told
from flowrunner.plivo.xml import (
    DialPlan,
    apology_document,
    dial_document,
    dialable,
    empty_document,
    hangup_document,
    listen_document,
    stream_document,
)
from flowrunner.server.calls import CallRecord, Dialing, Live, facts_from
from flowrunner.server.handover import IsOver, NeedsStream, handover
from flowrunner.server.origin import Began, Followed, Rejoined, replayed
from flowrunner.server.plans import stream_plan, track
from flowrunner.server.recordings import KeptRecordings
from flowrunner.trace import causes
from flowrunner.trace.notes import Connected, Dialed, DialEnded, Disconnected, Ended, Machine, Told
from flowrunner.trace.turns import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.call.session import SessionPorts
    from flowrunner.engine.events import Event, TransferOutcome
    from flowrunner.plivo.callbacks import CallRequest
    from flowrunner.plivo.channel import PlivoChannel
    from flowrunner.server.calls import Calls, ServedFlow
    from flowrunner.server.urls import FlowUrls

log = logging.getLogger(__name__)
calls_log = logging.getLogger("flowrunner.calls")
"""One line a call. Nothing here says who called or what was said."""

LOST = ("stream_lost", "failed")
REJOINS_AT_MOST = 3
TEARDOWN_S = 1.0
"""How long a session may take to notice that Plivo has left its stream."""
APOLOGY = "I am sorry, something went wrong with our line. Please call again. Goodbye."


class Switchboard:
    """All calls of a host."""

    def __init__(self, ports: SessionPorts, calls: Calls, calls_at_most: int) -> None:
        self.ports = ports
        self.calls = calls
        self.closing = False
        """True: calls that are under way go on, no others begin."""
        self.afterwards = Afterwards(ports)
        self._calls_at_most = calls_at_most

    async def recall(self, served: ServedFlow, request: CallRequest) -> Mapping[str, object]:
        """Return what a new call is to know of earlier ones; it is there in half a second, or nothing is."""
        is_new = not request.finished and self.calls.find(served.name, request.call_id) is None
        if self.ports.memory is None or not served.remembers or not is_new:
            return {}
        return await self.ports.memory.recall(facts_from(request), served.name)

    def answer(
        self,
        served: ServedFlow,
        request: CallRequest,
        urls: FlowUrls,
        remembered: Mapping[str, object] | None = None,
    ) -> bytes:
        """Return the document that begins a call; the same once more when the request is repeated."""
        record = self.calls.find(served.name, request.call_id)
        if request.finished:
            self.hang_up(record)
            return empty_document()
        if record is None:
            return self._begin(served, request, urls, remembered)
        if record.ended:
            return hangup_document()
        self.calls.tickets.renew(record.ticket)
        return record.answer

    async def carry_on(self, record: CallRecord, ticket: str, outcome: TransferOutcome, urls: FlowUrls) -> bytes:
        """Return what comes after the stream or the dial of ``ticket``; ``outcome`` is that of a dial."""
        async with record.turn:
            self.calls.touch(record)
            known = record.documents.get(ticket)
            return known or self.calls.keep(record, ticket, await self._after(record, outcome, urls))

    def tell(self, record: CallRecord, extra: Mapping[str, str]) -> None:
        """Note what a request says about a call that was not known yet; while it is held, its session knows best."""
        if record.live is None and (call := told(record.call, extra)) is not record.call:
            record.call = call
            self.ports.trace.note(call, Told(call.facts.extra))

    def hang_up(self, record: CallRecord | None) -> None:
        """The caller has gone; harmless when that was known, or when the call never was."""
        if record is None or record.ended:
            return
        if record.live is not None:
            record.live.session.hang_up()  # what is left to do follows when the session is over
        else:
            self._leave(record)
        self._end(record, record.parted)

    async def found_machine(self, record: CallRecord | None) -> None:
        """A machine has answered a call of ours: begin again where the flow begins with one, if that is elsewhere."""
        if record is None or record.ended or record.dialing or record.begin_again:
            return
        if record.call.facts.machine or not record.served.minds_machines:
            return
        record.begin_again = True
        self.ports.trace.note(record.call, Machine())
        self._changed(record)
        if record.live is not None:
            await record.live.channel.close()

    def admits(self, flow: str, ticket: str) -> CallRecord | None:
        """Return the call that may begin a stream with this ticket now: no other stream of it may be alive."""
        record = self.calls.find_by_ticket(flow, ticket)
        if record is None or self.calls.tickets.opens(ticket, flow) is None:
            return None
        dialing = record.dialing and (record.listening is None or record.end)
        taken = record.ended or record.live or dialing or record.ticket != ticket
        return None if taken or not _is_resumable(record) else record

    async def hold(self, record: CallRecord, channel: PlivoChannel, extra: Mapping[str, str] | None = None) -> None:
        """Hold the call over a stream, until the stream ends; ``extra`` is what the stream said about it."""
        self.tell(record, extra or {})
        if record.begin_again:
            self._begin_again(record)
        elif record.end is not None:
            self._rejoin(record)
        session = self._session(record)
        record.live, record.end, record.begun = Live(session, channel), SessionEnd("failed"), True
        record.origin = None  # what waited for the stream waits no more
        record.over.clear()
        self._changed(record)
        self.ports.trace.note(record.call, Connected())
        try:
            record.end = await session.run(channel)
        finally:
            record.call, record.pending, record.live = session.call, session.left, None
            record.oddities += channel.oddities.counts.total()
            self.calls.touch(record)
            self.calls.tickets.renew(record.ticket)
            record.over.set()
            self.ports.trace.note(record.call, Disconnected(record.end.reason))
        if record.end.reason == "caller_left":
            self._leave(record)
            self._end(record, "caller_left")
        self.calls.release(record)

    def _session(self, record: CallRecord) -> CallSession | TranscribingSession:
        machine = record.served.machine
        if record.listening is not None:
            return TranscribingSession(machine, record.call, record.listening, self.ports, record.keeper)
        prompts = KeptRecordings(self.ports.prompts, record.served.sounds)
        return CallSession(machine, record.call, record.pending, replace(self.ports, prompts=prompts), record.keeper)

    async def sweep(self) -> None:
        """Forget what is long over, and end what has vanished."""
        await asyncio.gather(*map(self._vanish, self.calls.vanished(self.closing)))
        self.calls.sweep()

    def _begin(
        self, served: ServedFlow, request: CallRequest, urls: FlowUrls, remembered: Mapping[str, object] | None
    ) -> bytes:
        if self.closing or len(self.calls) >= self._calls_at_most:
            log.warning("refused a call", extra={"kind": "closing" if self.closing else "full"})
            return hangup_document("busy")
        call, pending = served.machine.start(facts_from(request), self.ports.clock(), remembered)
        record = CallRecord(request.call_id, served, call, (), self.calls.clock(), began_at=self.ports.clock())
        self._stand(record, Step(served.machine, causes.Began(remembered or {}), None, call, pending))
        record.origin = Began(record.began_at, remembered or {})
        self.calls.add(record)
        record.answer = self._next_document(record, urls)
        return record.answer

    async def _after(self, record: CallRecord, outcome: TransferOutcome, urls: FlowUrls) -> bytes:
        if record.listening is not None and not (record.dialing and outcome != "ended" and record.dialing.left):
            await self._stop_listening(record)
        if record.dialing is None:
            await self._settle(record)
        if record.ended:
            return hangup_document()
        if record.dialing is not None:
            return self._after_dial(record, record.dialing, outcome, urls)
        return self._after_stream(record, urls)

    def _after_dial(self, record: CallRecord, dialing: Dialing, outcome: TransferOutcome, urls: FlowUrls) -> bytes:
        self.ports.trace.note(record.call, DialEnded(outcome))
        if outcome != "ended" and dialing.left:
            return self._ring(record, dialing.connect, dialing.left, urls)
        record.dialing = None
        if record.listening is not None:
            return self._after_listening(record, "ended" if outcome == "ended" else "failed", urls)
        self._follow(record, TransferEnded(outcome, at=self.ports.clock()))
        return self._next_document(record, urls)

    def _after_listening(self, record: CallRecord, outcome: Literal["ended", "failed"], urls: FlowUrls) -> bytes:
        record.listening = None
        self._follow(record, TranscriptionEnded(outcome, at=self.ports.clock()))
        return self._next_document(record, urls)

    def _after_stream(self, record: CallRecord, urls: FlowUrls) -> bytes:
        end = record.end
        is_lost = end is None or end.reason in LOST
        if record.listening is not None and not is_lost:
            return self._after_listening(record, "ended", urls)
        if is_lost and record.begin_again:
            self._begin_again(record)
        elif end is None or end.reason in LOST:
            if record.rejoins >= REJOINS_AT_MOST:
                listening = record.listening is not None
                return self._after_listening(record, "failed", urls) if listening else self._give_up(record, urls)
            self._rejoin(record)
        elif end.handed_to is not None:
            record.pending = (end.handed_to,)
        return self._next_document(record, urls)

    async def _settle(self, record: CallRecord) -> None:
        """Wait until the session of a stream that Plivo has left is over; cut it off when it does not notice."""
        self.calls.tickets.close(record.ticket)
        if await _within(TEARDOWN_S, record.over) or record.live is None:
            return
        record.live.channel.abort()
        await _within(TEARDOWN_S, record.over)

    async def _stop_listening(self, record: CallRecord) -> None:
        """Close the stream that listens beside a dial, which would go on for as long as the call."""
        if record.live is not None:
            await record.live.channel.close()
            await _within(LAST_WORDS_S + TEARDOWN_S, record.over)

    def _next_document(self, record: CallRecord, urls: FlowUrls) -> bytes:
        while True:
            match handover(record.pending):
                case NeedsStream():
                    return self._open_stream(record, urls)
                case ConnectTo() as connect:
                    numbers = tuple(filter(None, map(dialable, connect.numbers)))
                    if numbers:
                        return self._ring(record, connect, numbers, urls)
                    self._follow(record, TransferEnded("failed", at=self.ports.clock()))
                case Transcribe() as wanted:
                    document = self._listen(record, wanted, urls)
                    if document is not None:
                        return document
                    self._follow(record, TranscriptionEnded("failed", at=self.ports.clock()))
                case IsOver():
                    self._end(record, "hung_up")
                    return hangup_document()

    def _open_stream(self, record: CallRecord, urls: FlowUrls) -> bytes:
        record.listening = None
        return stream_document(stream_plan(record.served, self.calls.ticket(record), urls))

    def _listen(self, record: CallRecord, wanted: Transcribe, urls: FlowUrls) -> bytes | None:
        """Return the document that opens a stream which only listens; None when nobody could hear or be reached."""
        numbers = tuple(filter(None, map(dialable, wanted.numbers)))
        if self.ports.recognizer is None or self.ports.vad is None or (wanted.numbers and not numbers):
            return None
        record.listening, record.pending, record.origin = wanted, (), None
        ticket = self.calls.ticket(record)
        beside = None
        if numbers:
            record.dialing = Dialing(ConnectTo(numbers, wanted.ring_s), numbers[1:])
            self._tell_ring(record, numbers)
            beside = DialPlan(numbers[0], urls.continuing(ticket), wanted.ring_s, limit_s=wanted.max_s)
        return listen_document(
            stream_plan(record.served, ticket, urls), record.served.flow.stream.audio_track or track(numbers), beside
        )

    def _ring(self, record: CallRecord, connect: ConnectTo, numbers: tuple[str, ...], urls: FlowUrls) -> bytes:
        record.dialing = Dialing(connect, numbers[1:])
        self._tell_ring(record, numbers)
        record.pending, record.origin = (), None
        ticket = self.calls.ticket(record)
        caller_id = dialable(connect.caller_id) if connect.caller_id else None
        brief = urls.brief(ticket) if connect.brief else None
        limit_s = record.listening.max_s if record.listening is not None else None
        return dial_document(
            DialPlan(numbers[0], urls.continuing(ticket), connect.ring_s, caller_id, limit_s, confirm_url=brief)
        )

    def _tell_ring(self, record: CallRecord, left: tuple[str, ...]) -> None:
        of = max(len(record.dialing.connect.numbers) if record.dialing else 0, len(left))
        self.ports.trace.note(record.call, Dialed(left[0], of - len(left) + 1, of))

    def _give_up(self, record: CallRecord, urls: FlowUrls) -> bytes:
        """Without sound only two things are left: the person of the fallback, or an apology by Plivo's voice."""
        self._leave(record)
        rescue = record.served.rescue
        if rescue is not None:
            return self._ring(record, rescue, rescue.numbers, urls)
        self._end(record, "stream_lost")
        return apology_document(APOLOGY)

    def _rejoin(self, record: CallRecord) -> None:
        """Go on where a lost stream was; one that never began has missed nothing."""
        record.rejoins += 1
        if record.end is not None:
            origin = Rejoined(record.call, self.ports.clock())
            after = replayed(origin, record.call.facts, record.served)
            self._stand(record, Step(record.served.machine, causes.Rejoined(bridged=True), record.call, *after))
            record.origin = origin

    def _begin_again(self, record: CallRecord) -> None:
        """Begin as if it had been known that a machine answers; what is remembered stays."""
        record.begin_again = False
        facts = replace(record.call.facts, machine=True)
        origin = Began(self.ports.clock(), record.call.variables)
        after = replayed(origin, facts, record.served)
        self._stand(record, Step(record.served.machine, causes.Began(origin.remembered), None, *after))
        record.origin = origin

    def _follow(self, record: CallRecord, event: TransferEnded | TranscriptionEnded) -> None:
        origin = Followed(record.call, event)
        self._step(record, event)
        record.origin = origin

    def _step(self, record: CallRecord, event: Event) -> None:
        machine = record.served.machine
        self._stand(record, Step(machine, event, record.call, *machine.step(record.call, event)))

    def _leave(self, record: CallRecord) -> None:
        """Let a call do what is left to do when its caller has gone."""
        if record.lost:
            return
        if not (record.call.gone or record.call.ended):
            self._step(record, HungUp(at=self.ports.clock()))
        if record.call.gone and (record.pending or not record.call.ended):
            self.afterwards.begin(record.served.machine, record.call, record.pending, record.keeper)
        record.pending = ()

    def _changed(self, record: CallRecord) -> None:
        if record.keeper is not None:
            record.keeper.changed(record.call)

    async def _vanish(self, record: CallRecord) -> None:
        """End a call of which nothing is heard, unless that is because it goes on elsewhere."""
        self._changed(record)
        if record.keeper is not None:
            await record.keeper.kept()
        if not record.lost and record.live is None:
            self._leave(record)
            self._end(record, "vanished")

    def _stand(self, record: CallRecord, step: Step) -> None:
        """Put a call where it stands now. What is to be remembered waits for no stream; there may be none."""
        self.ports.trace.turn(step)
        call = step.after
        record.call, record.pending = call, tuple(each for each in step.actions if not isinstance(each, Remember))
        for action in step.actions:
            if isinstance(action, Remember) and self.ports.memory is not None:
                self.ports.memory.keep(call.facts, call.flow, action.values)

    def _end(self, record: CallRecord, reason: str) -> None:
        if not record.lost and self.calls.end(record, reason):
            self._changed(record)
            oddities = record.oddities + (record.live.channel.oddities.counts.total() if record.live else 0)
            ended = Ended(reason, round(self.calls.clock() - record.began_s, 1), record.rejoins, oddities)
            self.ports.trace.note(record.live.session.call if record.live else record.call, ended)
            facts = {"flow": record.served.name, "call": record.call_id, **asdict(ended)}
            calls_log.info("call ended", extra=facts)


def _is_resumable(record: CallRecord) -> bool:
    """Tell whether a first stream, or one more after a lost one, makes sense."""
    return record.end is None or (record.end.reason in LOST and record.rejoins < REJOINS_AT_MOST)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
