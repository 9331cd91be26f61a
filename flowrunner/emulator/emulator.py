"""The library's front door: place a call, let the caller follow a script, and return what happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Iterable, Sequence
from pathlib import Path

import aiohttp

from flowrunner.emulator.caller import Caller
from flowrunner.emulator.identity import Identity
from flowrunner.emulator.line import Line, Transcriber
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.plivo import Carrier
from flowrunner.emulator.report import END_OF_XML, CallReport
from flowrunner.emulator.steps import Action, During, Expect, Say, Silence, Step, WaitFor
from flowrunner.emulator.transcript import Show
from flowrunner.emulator.voice import CallerVoice
from flowrunner.emulator.web import Web, check_url
from flowrunner.errors import UsageError
from flowrunner.speech.ports import Voice


class Emulator:
    """A pretend Plivo with a caller, for any number of calls."""

    def __init__(
        self,
        options: EmulatorOptions | None = None,
        *,
        voice: Voice | None = None,
        transcriber: Transcriber | None = None,
        show: Show | None = None,
    ) -> None:
        """``voice`` speaks for the caller, ``transcriber`` writes down the bot, ``show`` gets each line in time."""
        self._options = options or EmulatorOptions()
        self._voice = CallerVoice(voice)
        self._transcriber = transcriber
        self._show = show

    async def call(self, answer_url: str, steps: Iterable[Step] | AsyncIterable[Action | Silence] = ()) -> CallReport:
        """Hold one call and report it; raises UsageError when it cannot be placed or scripted like that.

        ``steps`` is a script, whose steps wait for the bot, or things to do as they come, at once.
        """
        for url in (answer_url, self._options.hangup_url, self._options.fallback_url):
            if url is not None:
                check_url(url)
        if not isinstance(steps, AsyncIterable):
            steps = tuple(steps)
            await self._prepare(steps)
        async with aiohttp.ClientSession() as session:
            line = Line(self._transcriber, self._show)
            identity = Identity(self._options)
            carrier = Carrier(identity, answer_url, Web(session, self._options.auth_token), line)
            document = await carrier.place()
            async with line.tasks as tasks:
                caller = Caller(line, self._voice, self._options)
                acting = tasks.create_task(
                    caller.obey(steps) if isinstance(steps, AsyncIterable) else caller.follow(steps)
                )
                await carrier.hold(document)
                if isinstance(steps, AsyncIterable):
                    acting.cancel()  # nobody can be hurried to a keyboard
            return await self._report(identity, line)

    async def _prepare(self, script: Sequence[Step]) -> None:
        """Find out what cannot be done, and say all words once, before the call rather than in it."""
        if self._transcriber is None and any(isinstance(step, Expect | WaitFor) for step in script):
            raise UsageError("what the bot says can only be expected when it is transcribed")
        if self._options.wav is not None and not self._options.wav.parent.is_dir():
            raise UsageError(f"there is no folder {self._options.wav.parent} for the recording")
        for step in script:
            action = step.action if isinstance(step, During) else step
            if isinstance(action, Say):
                await self._voice.say(action.words)

    async def _report(self, identity: Identity, line: Line) -> CallReport:
        return CallReport(
            call_uuid=identity.call_uuid,
            duration_s=line.duration_s,
            cause=line.cause or END_OF_XML,
            turns=await line.bot_turns(),
            conversation=line.transcript.all(),
            fetched=tuple(line.fetched),
            dialled=tuple(line.dialled),
            violations=line.violations.all(),
            wav=await self._save(line),
            problems=tuple(line.problems),
        )

    async def _save(self, line: Line) -> Path | None:
        if self._options.wav is None:
            return None
        try:
            await asyncio.to_thread(line.recorder.save, self._options.wav)
        except OSError as error:
            line.problems.append(f"the recording could not be written: {error}")
            return None
        return self._options.wav
