"""The library's front door: place a call, let the caller follow a script, and return what happened."""

from __future__ import annotations

from collections.abc import AsyncIterable, Sequence

import aiohttp

from flowrunner.emulator.faults import Faults
from flowrunner.emulator.identity import Identity
from flowrunner.emulator.line import Line, Transcriber
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.placed import PlacedCall, Script
from flowrunner.emulator.report import CallReport
from flowrunner.emulator.steps import During, Expect, Say, Step, Then, WaitFor
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

    async def call(self, answer_url: str, steps: Script = ()) -> CallReport:
        """Hold one call and report it; raises UsageError when it cannot be placed or scripted like that.

        ``steps`` is a script, whose steps wait for the bot, or things to do as they come, at once.
        """
        for url in (answer_url, self._options.hangup_url, self._options.fallback_url):
            if url is not None:
                check_url(url)
        if not isinstance(steps, AsyncIterable):
            steps = tuple(steps)
            await self._prepare(steps)
        # a connection that was kept could be one to a host that has died since, which would look like no answer
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            web = Web(session, self._options.auth_token, Faults(self._options.faults))
            line = Line(self._transcriber, self._show)
            return await PlacedCall(Identity(self._options), answer_url, web, line).hold(steps, self._voice)

    async def _prepare(self, script: Sequence[Step]) -> None:
        """Find out what cannot be done, and say all words once, before the call rather than in it."""
        if self._transcriber is None and any(isinstance(step, Expect | WaitFor) for step in script):
            raise UsageError("what the bot says can only be expected when it is transcribed")
        if self._options.wav is not None and not self._options.wav.parent.is_dir():
            raise UsageError(f"there is no folder {self._options.wav.parent} for the recording")
        await _rehearse(script, self._voice)
        for steps in (self._options.callee, *(person.steps for person in self._options.people.values())):
            await _rehearse(steps, self._voice.of_callee())


async def _rehearse(script: Sequence[Step], voice: CallerVoice) -> None:
    for step in script:
        action = step.action if isinstance(step, During | Then) else step
        if isinstance(action, Say):
            await voice.say(action.words)
