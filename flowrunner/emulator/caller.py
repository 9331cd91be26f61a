"""The scripted caller: does one thing after another, each when the bot has finished speaking."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import assert_never

from flowrunner.audio.codec import PCM
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import resample
from flowrunner.emulator import words
from flowrunner.emulator.line import Line
from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.playback import FRAME_S
from flowrunner.emulator.report import CALLER_HUNG_UP
from flowrunner.emulator.steps import Action, During, Expect, HangUp, PlayWav, Press, Say, Silence, Step, Then, WaitFor
from flowrunner.emulator.voice import CallerVoice, until_last_sound
from flowrunner.errors import SpeechError, UsageError


class Caller:
    """Somebody with a telephone."""

    def __init__(self, line: Line, voice: CallerVoice, options: EmulatorOptions) -> None:
        self._line = line
        self._turns = line.turns
        self._voice = voice
        self._options = options

    async def follow(self, steps: Iterable[Step]) -> None:
        """Do every step, stay while the bot still speaks, and hang up; a step that cannot be done ends the script."""
        for step in steps:
            if not await self._do(step):
                break
        else:
            await self._linger()
        self._hang_up()

    async def obey(self, actions: AsyncIterable[Action | Silence]) -> None:
        """Do things as they are asked for, at once, and hang up when there are no more."""
        async for action in actions:
            if isinstance(action, Silence):
                self._stay_silent(action)
            else:
                await self.act(action)
        self._hang_up()

    async def act(self, action: Action) -> bool:
        """Do something now, and return when it is done; False when it cannot be done."""
        match action:
            case HangUp():
                self._hang_up()
                return True
            case Press(keys):
                return await self._utter(action, f"(presses {keys})", None)
            case Say(text):
                return await self._utter(action, text, await self._sound(action))
            case PlayWav(path):
                return await self._utter(action, f"(plays {path.name})", await self._sound(action))
            case _:
                assert_never(action)

    async def _do(self, step: Step) -> bool:
        match step:
            case HangUp() if self._line.ending.is_set():
                return True
            case Press() | Say() | PlayWav() | HangUp():
                return await self._bot_done(step) and await self.act(step)
            case Silence():
                return await self._bot_done(step) and await self._be_silent(step)
            case During(action, after_s):
                return await self._bot_in_the_middle(step, after_s) and await self.act(action)
            case Then(action, after_s):
                await self._line.stay(after_s)
                return self._still_on(step) and await self.act(action)
            case Expect(wanted):
                return await self._expect(wanted)
            case WaitFor(wanted):
                return await self._wait_for(wanted)
            case _:
                assert_never(step)

    async def _bot_done(self, step: Step) -> bool:
        if await self._line.until(lambda: self._line.bot_listens, self._options.patience_s):
            return self._still_on(step)
        return self._impossible(step, f"the bot said nothing for {self._options.patience_s:g} s")

    async def _bot_in_the_middle(self, step: During, after_s: float) -> bool:
        def far_enough() -> bool:
            spoken = self._turns.spoken_for(self._line.now())
            return self._turns.bot_is_done or (spoken is not None and spoken >= after_s)

        if not await self._line.until(far_enough, self._options.patience_s):
            return self._impossible(step, f"the bot said nothing for {self._options.patience_s:g} s")
        if self._turns.bot_is_done:
            return self._impossible(step, "the bot had finished speaking by then")
        return self._still_on(step)

    def _still_on(self, step: Step) -> bool:
        return not self._line.ending.is_set() or self._impossible(step, "")

    def _impossible(self, step: Step, reason: str) -> bool:
        over = self._line.ending.is_set()
        self._line.problems.append(f"step not done ({step}): {'the call was over' if over else reason}")
        return False

    async def _be_silent(self, step: Silence) -> bool:
        self._stay_silent(step)
        if step.seconds is None:
            return True
        await self._line.stay(step.seconds)
        return True

    def _stay_silent(self, step: Silence) -> None:
        self._line.remark("caller", "(says nothing)")
        if step.seconds is None:
            self._turns.acted(str(step), self._line.now(), is_timed=False)

    async def _sound(self, action: Say | PlayWav) -> tuple[PCM, int] | None:
        try:
            return await self._voice.say(action.words) if isinstance(action, Say) else read_sound(action.path)
        except (SpeechError, UsageError, OSError, ValueError) as error:
            self._impossible(action, str(error))
            return None

    async def _utter(self, action: Action, shown: str, sound: tuple[PCM, int] | None) -> bool:
        if sound is None and not isinstance(action, Press):
            return False
        if not await self._line.within(self._options.patience_s, lambda: self._line.rate is not None):
            return self._impossible(action, "there was no stream to hear it")
        self._line.remark("caller", shown)
        self._turns.acted(str(action), self._line.now())
        if isinstance(action, Press):
            self._line.mouth.press(action.keys)
        elif sound is not None:
            self._say(*sound)
        await self._line.within(self._options.max_call_s, lambda: not self._line.mouth.is_busy)
        self._turns.acted_until(self._line.now())
        return True

    def _say(self, pcm: PCM, rate: int) -> None:
        line_rate = self._line.rate or rate
        self._line.mouth.say(resample(until_last_sound(pcm), rate, line_rate), round(line_rate * FRAME_S))

    async def _expect(self, wanted: str) -> bool:
        has_answered = await self._line.until(lambda: self._turns.bot_is_done, self._options.patience_s)
        said = await self._last_words() if has_answered else ""
        if not words.contains(said, wanted):
            self._line.problems.append(f"expected {wanted!r}, but the bot said {said!r}")
        return True

    async def _wait_for(self, wanted: str) -> bool:
        heard = 0
        while await self._new_turn(heard):
            heard = len(self._turns.all)
            if words.contains(await self._last_words(), wanted):
                return True
        return self._impossible(WaitFor(wanted), "the bot said other things")

    async def _new_turn(self, heard: int) -> bool:
        def is_there() -> bool:
            return self._turns.bot_is_done and len(self._turns.all) > heard

        return await self._line.until(is_there, self._options.patience_s)

    async def _last_words(self) -> str:
        if not self._turns.all:
            return ""
        return await self._line.words(self._turns.all[-1]) or ""

    async def _linger(self) -> None:
        """Hear the bot out, and give the host a moment to end the call."""
        while await self._line.until(lambda: self._line.bot_listens, self._options.patience_s):
            if not await self._line.within(self._options.linger_s, lambda: not self._line.bot_listens):
                return

    def _hang_up(self) -> None:
        if not self._line.ending.is_set():
            self._line.remark("caller", "(hangs up)")
            self._line.end(CALLER_HUNG_UP)
