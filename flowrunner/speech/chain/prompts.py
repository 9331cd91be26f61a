"""Prompts said by the first voice that can, when one is ill by the next.

Theory of operation. Each voice has its own store of prompts, by its own identity, so what the second voice said while
the first was ill is never taken for the first's. What the first voice said once is used even while it rests. When a
voice stops in the middle of a prompt, the next goes on with the sentence in which it stopped.

A name of a voice, ``en-US-Neural2-C``, is known to one provider only. Who is asked first is whoever has it; when nobody
who is well does, it is said in a provider's usual voice rather than not at all.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.speech.chain.troubles import together
from flowrunner.speech.chain.unsaid import unsaid
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.prompts import CachedPrompts


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice of the chain, with the prompts that it said."""

    prompts: CachedPrompts
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
        """Yield the encoded prompt as it is made; raises SpeechError when no voice can say it."""
        rest, heard_s, failures = text, 0.0, list[SpeechError]()
        for speaker, name in self._turns(language, voice):
            try:
                sounds = speaker.prompts.render(rest, voice=name, language=language, codec=codec)
                async with aclosing(sounds):
                    async for data in sounds:
                        heard_s += len(data) / codec.bytes_per_second
                        yield data
                return
            except SpeechError as error:
                failures.append(error)
                rest = unsaid(text, heard_s)
            if not rest:
                return
        raise together(failures, f"no voice speaks {language}")

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file; raises SpeechError."""
        return await self._speakers[0].prompts.clip(path, codec=codec)

    async def prepare(
        self, texts: Iterable[Text], codec: Codec, progress: Callable[[int, int], None] | None = None
    ) -> int:
        """Load the prompts into memory, each by the first voice that can say it; return how many were rendered.

        Raises SpeechError for the first prompt that nobody can say, after having prepared the others.
        """
        left, rendered, failures = dict.fromkeys(texts), 0, list[SpeechError]()
        for speaker, named in [(speaker, named) for named in (True, False) for speaker in self._speakers]:
            asked = _asked(speaker, left, named=named)
            try:
                rendered += await speaker.prompts.prepare(asked.values(), codec, progress)
                made = set(asked)
            except SpeechError as error:
                failures.append(error)
                made = {text for text, said in asked.items() if _is_ready(speaker, said, codec)}
            left = {text: None for text in left if text not in made}
            if not left:
                return rendered
        raise together(failures, f"no voice speaks {next(iter(left)).language}")

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


def _asked(speaker: Speaker, texts: Iterable[Text], *, named: bool) -> dict[Text, Text]:
    """Return what the speaker is asked for instead of each text: the same, or the same in its usual voice."""
    mine = [text for text in texts if speaker.speaks(text.language) and (named or text.voice)]
    return {text: text if named else replace(text, voice=None) for text in mine}


def _is_ready(speaker: Speaker, text: Text, codec: Codec) -> bool:
    data = speaker.prompts.ready(text.text, voice=text.voice, language=text.language, codec=codec)
    return data is not None
