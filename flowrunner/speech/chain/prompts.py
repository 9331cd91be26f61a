"""Prompts said by the first voice that can, when one is ill by the next.

Theory of operation. Each voice has its own store of prompts, by its own identity, so what the second voice said while
the first was ill is never taken for the first's. What the first voice said once is used even while it rests. When a
voice stops in the middle of a prompt, the next says the rest of it, from the sentence in which it stopped.

A name of a voice, ``en-US-Neural2-C``, is known to one provider only. Who is asked first is whoever has it; when nobody
who is well does, it is said in a provider's usual voice rather than not at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.speech.chain.troubles import resting, together
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.pieces import pieces
from flowrunner.speech.preparing import Prepared
from flowrunner.speech.prompts import SpokenPrompts


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice of the chain, with the prompts that it said."""

    prompts: SpokenPrompts
    voice: GuardedVoice
    speaks: Callable[[str], bool]
    """Tells whether a language (BCP 47) may be asked of it."""


class ChainedPrompts:
    """``Prompts`` of several voices, the preferred one first."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._speakers = tuple(speakers)

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        """Return the prompt if whoever would say it has it in memory."""
        for speaker, name in self._turns(language, voice):
            data = speaker.prompts.ready(text, voice=name, language=language, codec=codec)
            if data is not None or speaker.voice.admits():
                return data
        return None

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        """Yield the encoded prompt as it is made; raises SpeechError when no voice can say it.

        Who takes over in the middle begins the sentence again: to hear a few words twice is odd, to miss them may cost
        the caller's money.
        """
        left = deque(pieces(Text(text, language, voice)))
        failures: list[SpeechError] = []
        for speaker, name in self._turns(language, voice):
            if not await _can_say(speaker, Text(text, language, name), codec):
                failures.append(resting(speaker.voice.circuit))
                continue
            async with aclosing(_said(speaker, left, name, codec)) as sounds:
                try:
                    async for data in sounds:
                        yield data
                    return
                except SpeechError as error:
                    failures.append(error)
        raise together(failures, f"no voice speaks {language}")

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        return await self._speakers[0].prompts.clip(path, codec=codec)

    async def prepare(self, text: Text, codec: Codec, *, make: bool = True) -> Prepared:
        """Load a prompt into memory, by the first voice that can say it."""
        failures: list[SpeechError] = []
        for speaker, name in self._turns(text.language, text.voice):
            prepared = await speaker.prompts.prepare(replace(text, voice=name), codec, make=make)
            if prepared.failure is None and not prepared.is_missing:
                return replace(prepared, stood_in=next((each for each in failures if each.trouble != "unfit"), None))
            failures += [prepared.failure] if prepared.failure is not None else []
        if not make:
            return Prepared(is_missing=True)
        return Prepared(failure=together(failures, f"no voice speaks {text.language}"))

    async def prune(self) -> None:
        """Keep the disk from filling up."""
        for speaker in self._speakers:
            await speaker.prompts.prune()

    async def aclose(self) -> None:
        """Stop rendering."""
        for speaker in self._speakers:
            await speaker.prompts.aclose()

    def _turns(self, language: str, voice: str | None) -> Iterator[tuple[Speaker, str | None]]:
        """Yield who is asked, in turn, and for which of its voices."""
        able = [speaker for speaker in self._speakers if speaker.speaks(language)]
        yield from ((speaker, voice) for speaker in able)
        if voice is not None:
            yield from ((speaker, None) for speaker in able)


async def _said(speaker: Speaker, left: deque[Text], voice: str | None, codec: Codec) -> AsyncGenerator[bytes, None]:
    """Yield the sound of one piece after the other; what has been said is not ``left`` any more. Raises SpeechError."""
    while left:
        piece = left[0]
        rendering = speaker.prompts.render(piece.text, voice=voice, language=piece.language, codec=codec)
        async with aclosing(rendering) as sounds:
            async for data in sounds:
                yield data
        left.popleft()


async def _can_say(speaker: Speaker, text: Text, codec: Codec) -> bool:
    """Tell whether a voice may be asked, or has said all of it before: who rests is no half of a prompt."""
    return speaker.voice.admits() or not (await speaker.prompts.prepare(text, codec, make=False)).is_missing
