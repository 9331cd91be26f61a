"""The carrier: asks the host what to do with a call, and does it.

A call is a chain of documents. The first comes from the answer address; its elements are carried out one by one, from
top to bottom. ``<Redirect>``, and a ``<Dial>`` whose action may redirect, replace the rest of the document by another.
When there is no next element the call ends. A ``<Stream>`` that keeps the call alive is an element like any other: it
lasts as long as its socket, and whatever ends the socket (the host, its crash, the network, a timeout) the next
element runs, so the document is the host's policy of recovery. A stream that does not keep the call alive runs beside
the elements that follow, and ends with them.

A transfer that was ordered over REST replaces the rest of the document, as soon as the element under way is over; all
but a stream are cut short for it.

The caller may hang up at any moment. Then nothing more of the document is carried out, and as after every end the
host is told: at the hang-up address or, like in production, at the answer address when there is none.

This file shares no code with the host. Facts are from Plivo's audio streaming guide and XML reference.
"""

from __future__ import annotations

import asyncio
from typing import assert_never

from flowrunner.emulator import report, xml
from flowrunner.emulator.callbacks import Callbacks
from flowrunner.emulator.dialling import SPEAKING_S, Dialling, dial_fields
from flowrunner.emulator.faults import FaultKind, Faults
from flowrunner.emulator.identity import Identity
from flowrunner.emulator.line import Line
from flowrunner.emulator.report import Fetched, HangupCause
from flowrunner.emulator.streams import Streams
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.web import XML_TYPES, Answer, NotReached, Web
from flowrunner.emulator.xml import (
    Dial,
    Document,
    Element,
    Hangup,
    Method,
    NotCarriedOut,
    Play,
    PreAnswer,
    Redirect,
    Speak,
    Stream,
    Wait,
)
from flowrunner.errors import UsageError, WireError

MAX_DOCUMENTS = 70
OVERLAP_S = 1.0
"""How long a stream may take to end when the next begins."""
PLAYING_S = 2.0
"""How long a recording is taken to last: none is fetched."""

_FAILURES = {"StartApp": (7011, 8011), "Dial": (7012, 8012), "Transfer": (7013, 8013), "Redirect": (7014, 8014)}
"""Codes for an address that does not answer, and for one that answers something else than Plivo XML."""


class _CallOver(Exception):  # noqa: N818 - the way out of a document
    def __init__(self, cause: HangupCause) -> None:
        self.cause = cause
        super().__init__(cause.name)


class Carrier:
    """Carries one call."""

    def __init__(self, identity: Identity, answer_url: str, web: Web, line: Line) -> None:
        self._identity = identity
        self._options = identity.options
        self._answer_url = answer_url
        self._web = web
        self._line = line
        self._dialling = Dialling(self._options, line)
        self._callee_voice = CallerVoice(None)
        self._transfer: Redirect | None = None
        self._faults = Faults(self._options.faults)
        self.callbacks = Callbacks(web, line.violations.note, self._faults)
        self.streams = Streams(identity, line, web, self.callbacks, self._faults)
        line.mouth.bursts = FaultKind.DTMF_BURST in self._faults

    def transfer(self, to: Redirect) -> None:
        """Go on with another document."""
        self._transfer = to
        if self._options.transfer_cuts_stream:
            self.streams.stop()
        self._line.pulse()

    async def place(self) -> Document | None:
        """Ask what to do with the call; None when that ended it; raises UsageError when nothing listens there."""
        try:
            return await self._answered()
        except _CallOver as over:
            self._line.end(over.cause)
            return None

    async def hold(self, document: Document | None, callee_voice: CallerVoice) -> None:
        """Carry out the documents to the end of the call, and report the end."""
        self._callee_voice = callee_voice
        limit = asyncio.get_running_loop().call_later(self._options.max_call_s, self._too_long)
        async with asyncio.TaskGroup() as beside:
            beside.create_task(self.callbacks.run())
            beside.create_task(self._tell_hangup_early())
            async with self.streams.beside:
                self._line.end(await self._cause_of_end(document))
            self.callbacks.finish()
        limit.cancel()
        if not self._line.hangup_told.is_set():
            await self.tell_hangup()
        await self.callbacks.send_late()

    async def _tell_hangup_early(self) -> None:
        if self._faults.first(FaultKind.EARLY_HANGUP, FaultKind.SILENT_HANGUP):
            await self._line.ending.wait()
            await self.tell_hangup()

    def _too_long(self) -> None:
        if not self._line.ending.is_set():
            self._line.problems.append(f"the call was longer than {self._options.max_call_s:g} s")
            self._line.end(report.TOO_LONG)

    async def _cause_of_end(self, document: Document | None) -> HangupCause:
        try:
            for _ in range(MAX_DOCUMENTS):
                if document is None:
                    return report.END_OF_XML
                document = await self._run(document)
        except _CallOver as over:
            return over.cause
        self._line.violations.note("loop of documents", f"more than {MAX_DOCUMENTS}")
        return report.LOOP_DETECTED

    async def _run(self, document: Document) -> Document | None:
        """Carry out the elements; return the document that replaces the rest, None at the end."""
        for number, element in enumerate(document.elements):
            following = await self._carry_out(element, is_first=number == 0)
            self._check_ending()
            if self._transfer is not None:
                return await self._transferred(self._transfer)
            if following is not None:
                return following
        return None

    async def _transferred(self, to: Redirect) -> Document:
        self._transfer = None
        return await self._fetch("Transfer", to.url, to.method, self._form("Redirect"))

    async def _carry_out(self, element: Element, is_first: bool) -> Document | None:
        match element:
            case Stream():
                await self._stream(element)
            case Redirect():
                return await self._fetch("Redirect", element.url, element.method, self._form("Redirect"))
            case Dial():
                return await self._dial(element)
            case Hangup():
                self._hang_up(element, is_first)
            case PreAnswer(elements):
                return await self._run(Document(elements))
            case Speak() | Play() | Wait() | NotCarriedOut():
                await self._perform(element)
            case _:
                assert_never(element)
        return None

    async def _perform(self, element: Speak | Play | Wait | NotCarriedOut) -> None:
        match element:
            case Speak(text, loop):
                self._line.remark("carrier", f"speaks: {text}")
                await self._spend(len(text) * SPEAKING_S * max(loop, 1))
            case Play(url, loop):
                self._line.remark("carrier", f"plays {url}")
                await self._spend(PLAYING_S * max(loop, 1))
            case Wait(seconds):
                await self._spend(seconds)
            case NotCarriedOut(name):
                self._line.remark("carrier", f"passes over <{name}>, which this emulator does not carry out")
            case _:
                assert_never(element)

    async def _spend(self, seconds: float) -> None:
        """Let time pass; a caller who hangs up cuts it short, and a transfer."""
        await self._line.within(seconds, self._is_transferred)
        self._check_ending()

    def _is_transferred(self) -> bool:
        return self._transfer is not None

    def _check_ending(self) -> None:
        if self._line.cause is not None:
            raise _CallOver(self._line.cause)

    async def _stream(self, element: Stream) -> None:
        if not await self._line.within(OVERLAP_S, lambda: not self.streams.running):
            self._check_ending()
            if FaultKind.HALF_DEAD_SOCKET not in self._faults:  # the host may have ended it long ago
                self._line.violations.note("two streams at once", "a call may have one")
        if element.keep_call_alive:
            await self.streams.hold(element)
        else:
            self.streams.begin(element)

    def _hang_up(self, element: Hangup, is_first: bool) -> None:
        if element.schedule_s:
            asyncio.get_running_loop().call_later(element.schedule_s, self._line.end, report.HANGUP_ELEMENT)
            return
        self._line.remark("carrier", "hangs up, as the host wishes")
        refused = report.BUSY if element.reason == "busy" else report.REJECTED
        raise _CallOver(refused if is_first and self._is_ringing else report.HANGUP_ELEMENT)

    @property
    def _is_ringing(self) -> bool:
        return len(self._line.fetched) == 1

    async def _dial(self, element: Dial) -> Document | None:
        outcome = await self._dialling.dial(element, self._callee_voice, self._is_transferred, self._words_at)
        self._check_ending()
        if element.action is None or self._is_transferred():
            return None
        form = self._form("Dial", **dial_fields(outcome, self._identity.call_uuid))
        if element.redirect:
            return await self._fetch("Dial", element.action, element.method, form)
        self.callbacks.post(element.action, element.method, form)
        return None

    async def _words_at(self, url: str) -> str:
        """Return what is said to who was dialled; a document that cannot be had is the host's fault, and no more."""
        try:
            document = _document(await self._web.ask(url, "POST", self._form("Dial")))
        except WireError as error:
            self._line.violations.note("no document for confirmSound", str(error))
            return ""
        return " ".join(element.text for element in document.elements if isinstance(element, Speak))

    def _form(self, event: str, **more: str) -> dict[str, str]:
        return self._identity.form(event, "in-progress", **more)

    async def _answered(self) -> Document:
        form = self._identity.form("StartApp", "ringing" if self._options.direction == "inbound" else "in-progress")
        try:
            return await self._fetch("StartApp", self._answer_url, self._options.method, form)
        except _CallOver:
            if self._options.fallback_url is None:
                raise
        return await self._fetch("StartApp", self._options.fallback_url, self._options.method, form)

    async def _fetch(self, event: str, url: str, method: Method, form: dict[str, str]) -> Document:
        """Ask for a document; an answer that is none ends the call."""
        unreachable, invalid = _FAILURES[event]
        at_s = self._line.now()
        try:
            answer = await self._asked(url, method, form)
        except NotReached as failure:
            if failure.refused and event == "StartApp" and self._options.fallback_url is None:
                raise UsageError(f"nothing answers at {url}: {failure.detail}") from failure
            raise self._failed(Fetched(at_s, event, method, url, None, str(failure)), unreachable) from failure
        try:
            document = _document(answer)
        except WireError as error:
            code = invalid if answer.is_well else unreachable
            raise self._failed(Fetched(at_s, event, method, url, answer.status, str(error)), code) from error
        self._line.fetched.append(Fetched(at_s, event, method, url, answer.status, str(document)))
        self._line.pulse()
        for kind, detail in document.complaints:
            self._line.violations.note(kind, detail)
        return document

    async def _asked(self, url: str, method: Method, form: dict[str, str]) -> Answer:
        if FaultKind.DUPLICATE_ANSWER in self._faults:
            await self._web.ask(url, method, form)
        return await self._web.ask(url, method, form)

    def _failed(self, fetched: Fetched, code: int) -> _CallOver:
        self._line.fetched.append(fetched)
        self._line.violations.note(f"no document for {fetched.event}", fetched.document)
        self._line.remark("carrier", f"gets no document for {fetched.event}: {fetched.document}")
        return _CallOver(HangupCause(code, f"No Document For {fetched.event}", "Plivo"))

    async def tell_hangup(self, status: str = "completed") -> None:
        """Report the end of the call; another ``status`` than ``completed`` says that nobody answered."""
        cause = self._line.cause or report.END_OF_XML
        form = self._identity.hangup_form(cause, self._line.duration_s, status)
        url = self._options.hangup_url or self._answer_url
        method: Method = "POST" if self._options.hangup_url else self._options.method
        told = 0 if FaultKind.MISSING_CALLBACKS in self._faults else 1
        for _ in range(told * (2 if FaultKind.DUPLICATE_CALLBACKS in self._faults else 1)):
            await self._tell_hangup_once(url, method, form)
        self._line.hangup_told.set()

    async def _tell_hangup_once(self, url: str, method: Method, form: dict[str, str]) -> None:
        try:
            answer = await self._web.ask(url, method, form)
        except NotReached as failure:
            self._line.violations.note("callback not answered", f"Hangup: {failure}")
            return
        self._judge_hangup_answer(answer)

    def _judge_hangup_answer(self, answer: Answer) -> None:
        if not answer.is_well:
            self._line.violations.note("callback refused", f"Hangup: status {answer.status}")
        elif b"<Stream" in answer.body:
            self._line.violations.note("stream for a dead call", "the answer to Event=Hangup begins a session")


def _document(answer: Answer) -> Document:
    if not answer.is_well:
        raise WireError("status", str(answer.status))
    if answer.content_type not in XML_TYPES:
        raise WireError("content type", f"{answer.content_type}, not {' or '.join(XML_TYPES)}")
    return xml.parse(answer.body)
