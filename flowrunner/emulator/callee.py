"""Who was dialled: says one thing after another to the caller, each when the caller has been quiet for a while."""

from __future__ import annotations

from collections.abc import Iterable

from flowrunner.audio.codec import PCM
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import resample
from flowrunner.emulator.line import Line
from flowrunner.emulator.playback import FRAME_S
from flowrunner.emulator.steps import HangUp, PlayWav, Press, Say, Silence, Step
from flowrunner.emulator.voice import CallerVoice, until_last_sound
from flowrunner.errors import SpeechError, UsageError

CALLER_QUIET_S = 1.5
"""Longer than the caller takes to notice that the other has finished, so that the caller's answer comes first."""


class Callee:
    """Somebody at the other end of a Dial."""

    def __init__(self, line: Line, voice: CallerVoice, talk_s: float) -> None:
        self._line = line
        self._voice = voice
        self._talk_s = talk_s

    async def talk(self, steps: Iterable[Step]) -> None:
        """Do every step, talk for a while of other things, and hang up."""
        for number, step in enumerate(steps):
            if isinstance(step, HangUp):
                return
            if number:
                await self._caller_quiet()
            await self._do(step)
        await self._line.stay(self._talk_s)

    async def _caller_quiet(self) -> None:
        mouth = self._line.mouth
        while await self._line.within(CALLER_QUIET_S, lambda: mouth.is_busy):
            await self._line.until(lambda: not mouth.is_busy, CALLER_QUIET_S)

    async def _do(self, step: Step) -> None:
        match step:
            case Say() | PlayWav():
                await self._say(step)
            case Silence(seconds):
                await self._line.stay(seconds or 0)
            case Press(keys):
                self._line.remark("callee", f"(presses {keys})")
            case _:
                self._line.problems.append(f"step not done ({step}): who was dialled cannot do that")

    async def _say(self, step: Say | PlayWav) -> None:
        try:
            pcm, rate = await self._sound(step)
        except (SpeechError, UsageError, OSError, ValueError) as error:
            self._line.problems.append(f"step not done ({step}): {error}")
            return
        seconds = len(pcm) / rate
        if self._line.rate is None:
            self._line.remark("callee", step.words if isinstance(step, Say) else f"(plays {step.path.name})")
            await self._line.stay(seconds)
            return
        frame = round(self._line.rate * FRAME_S)
        self._line.callee.say(resample(pcm, rate, self._line.rate), frame)
        await self._line.within(seconds + 1, lambda: not self._line.callee.is_busy)

    async def _sound(self, step: Say | PlayWav) -> tuple[PCM, int]:
        pcm, rate = await self._voice.say(step.words) if isinstance(step, Say) else read_sound(step.path)
        return until_last_sound(pcm), rate
