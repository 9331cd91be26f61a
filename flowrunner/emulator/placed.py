"""A call from its placing to its report: the carrier with its documents on one side, the caller on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Iterable
from pathlib import Path

from flowrunner.emulator.caller import Caller
from flowrunner.emulator.identity import Identity
from flowrunner.emulator.line import Line
from flowrunner.emulator.plivo import Carrier
from flowrunner.emulator.report import END_OF_XML, CallReport
from flowrunner.emulator.steps import Action, Silence, Step
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.web import Web

Script = Iterable[Step] | AsyncIterable[Action | Silence]
"""Steps that wait for the bot, or things to do as they come, at once."""


class PlacedCall:
    """One call."""

    def __init__(self, identity: Identity, answer_url: str, web: Web, line: Line) -> None:
        self.identity = identity
        self.line = line
        self.carrier = Carrier(identity, answer_url, web, line)

    async def hold(self, steps: Script, voice: CallerVoice) -> CallReport:
        """Hold the call to its end and report it; raises UsageError when nothing listens at the answer address."""
        document = await self.carrier.place()
        async with self.line.tasks as tasks:
            caller = Caller(self.line, voice, self.identity.options)
            acting = tasks.create_task(caller.obey(steps) if isinstance(steps, AsyncIterable) else caller.follow(steps))
            await self.carrier.hold(document, voice.of_callee())
            if isinstance(steps, AsyncIterable):
                acting.cancel()  # nobody can be hurried to a keyboard
        return await self.report()

    async def report(self) -> CallReport:
        """Return what is known of the call, which is over."""
        line = self.line
        return CallReport(
            call_uuid=self.identity.call_uuid,
            duration_s=line.duration_s,
            cause=line.cause or END_OF_XML,
            turns=await line.bot_turns(),
            conversation=line.transcript.all(),
            fetched=tuple(line.fetched),
            dialled=tuple(line.dialled),
            violations=line.violations.all(),
            wav=await self._save(self.identity.options.wav),
            problems=tuple(line.problems),
        )

    async def _save(self, wav: Path | None) -> Path | None:
        if wav is None:
            return None
        try:
            await asyncio.to_thread(self.line.recorder.save, wav)
        except OSError as error:
            self.line.problems.append(f"the recording could not be written: {error}")
            return None
        return wav
