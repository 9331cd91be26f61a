"""``<Dial>``: numbers ring, somebody answers or does not, talks, and hangs up."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import chain, repeat

from flowrunner.emulator.callee import Callee
from flowrunner.emulator.line import Line
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.people import DialOutcome, Person
from flowrunner.emulator.report import Dialled
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.xml import Dial

SPEAKING_S = 0.065
"""How long the carrier's voice takes for a character."""

Tell = Callable[[str], Awaitable[str]]
"""Returns what the document at an address says; empty when there is none."""


class Dialling:
    """The dials of one call."""

    def __init__(self, options: EmulatorOptions, line: Line) -> None:
        self._options = options
        self._line = line
        self._outcomes = _outcomes(options.dial)

    async def dial(self, element: Dial, voice: CallerVoice, cut_short: Callable[[], bool], tell: Tell) -> DialOutcome:
        """Hold one to its end: the call's, that of the talk, or when ``cut_short`` says so after a pulse."""
        person = self._person(element)
        outcome = person.outcome if self._options.ring_s <= element.timeout_s else DialOutcome.NO_ANSWER
        self._line.dialled.append(Dialled(self._line.now(), element.numbers, outcome))
        self._line.remark("carrier", f"dials {', '.join(element.numbers)}: {outcome.word}")
        rung = await self._line.within(min(self._options.ring_s, element.timeout_s), cut_short)
        if outcome is DialOutcome.ANSWERED and not rung and not self._line.ending.is_set():
            if element.confirm_sound is not None:
                await self._brief(await tell(element.confirm_sound), cut_short)
            await self._connect(person, element.time_limit_s, voice, cut_short)
        return outcome

    async def _brief(self, words: str, cut_short: Callable[[], bool]) -> None:
        """Tell who picked up something that the caller does not hear."""
        if words:
            self._line.dialled[-1] = replace(self._line.dialled[-1], brief=words)
            self._line.remark("carrier", f"tells the one who picks up: {words}")
            await self._line.within(len(words) * SPEAKING_S, cut_short)

    async def _connect(self, person: Person, limit_s: int, voice: CallerVoice, cut_short: Callable[[], bool]) -> None:
        callee = Callee(self._line, voice, self._options.talk_s)
        talking = self._line.tasks.create_task(callee.talk(person.steps))
        talking.add_done_callback(lambda _: self._line.pulse())
        await self._line.within(limit_s, lambda: talking.done() or cut_short())
        talking.cancel()
        self._line.callee.stop()

    def _person(self, element: Dial) -> Person:
        """Return who takes it: the first of the known people who does, else one whose outcome is next in turn."""
        known = [self._options.people.get(number.removeprefix("+")) for number in element.numbers]
        people = sorted(filter(None, known), key=lambda person: person.outcome is not DialOutcome.ANSWERED)
        return people[0] if people else Person(self._options.callee, next(self._outcomes))


def dial_fields(outcome: DialOutcome, call_uuid: str) -> dict[str, str]:
    """Return what the request to the action says of it."""
    status, cause = outcome.value
    fields = {
        "DialStatus": status,
        "DialRingStatus": "false" if outcome is DialOutcome.FAILED else "true",
        "DialHangupCause": cause,
        "DialALegUUID": call_uuid,
    }
    return fields | ({"DialBLegUUID": str(uuid.uuid4())} if outcome is DialOutcome.ANSWERED else {})


def _outcomes(chosen: tuple[DialOutcome, ...]) -> Iterator[DialOutcome]:
    return chain(chosen, repeat(chosen[-1] if chosen else DialOutcome.ANSWERED))
