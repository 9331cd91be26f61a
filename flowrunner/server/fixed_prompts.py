"""Prompts that never vary, and recordings: they are made before anybody calls."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, assert_never

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.flow.model import Flow
from flowrunner.server.flows import stream_codec
from flowrunner.server.spoken import Fixed, Late, Place, Recorded, Spoken, spoken
from flowrunner.speech.preparing import Prepared, Preparer, Progress, prepare_all

log = logging.getLogger(__name__)


class Ahead(Preparer, Protocol):
    """Prompts and recordings that can be made ahead."""

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        """Return a recorded file, and keep it; raises SpeechError."""
        ...


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something that callers cannot hear, and why."""

    place: Place
    what: str
    """The text, or the path of the recording."""
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the prompts of a flow."""

    flow: str
    said: tuple[Spoken, ...]
    codec: Codec
    prepared: Mapping[Text, Prepared]
    recordings: Mapping[str, int | SpeechError]
    """The bytes of each, or why it cannot be played."""

    @property
    def late(self) -> tuple[Late, ...]:
        """What is left to run time."""
        return tuple(each for each in self.said if isinstance(each, Late))

    @property
    def unsaid(self) -> tuple[Unsaid, ...]:
        """What cannot be said or played; a text beside a recording counts only when that cannot be played."""
        return tuple(unsaid for each in self.said if (unsaid := self._unsaid(each)) is not None)

    @property
    def replaced(self) -> tuple[Unsaid, ...]:
        """What another voice made than the one that should have; a call tries again, while the caller waits."""
        return tuple(
            Unsaid(each.place, each.text.text, str(trouble))
            for each in self.said
            if isinstance(each, Fixed) and (trouble := self.prepared[each.text].stood_in) is not None
        )

    @property
    def missing(self) -> tuple[Fixed, ...]:
        """What is not there and was not to be made."""
        return tuple(each for each in self.said if isinstance(each, Fixed) and self.prepared[each.text].is_missing)

    def _unsaid(self, said: Spoken) -> Unsaid | None:
        match said:
            case Recorded(place, audio):
                problem = self.recordings[audio]
                return Unsaid(place, audio, str(problem)) if isinstance(problem, SpeechError) else None
            case Fixed(place, text, recording):
                failure = self.prepared[text].failure
                is_spare = recording is not None and isinstance(self.recordings[recording], int)
                return None if failure is None or is_spare else Unsaid(place, text.text, str(failure))
            case Late():
                return None
            case _:
                assert_never(said)


async def prepare(flow: Flow, prompts: Ahead, progress: Progress | None = None, *, make: bool = True) -> Outcome:
    """Load every recording and every fixed prompt of a flow; what is not there is made, if that is wanted."""
    return await prepare_said(spoken(flow), flow, prompts, progress, make=make)


async def prepare_said(
    said: tuple[Spoken, ...], flow: Flow, prompts: Ahead, progress: Progress | None = None, *, make: bool = True
) -> Outcome:
    """Do the same, given what the flow says."""
    codec = stream_codec(flow)
    recordings = {each.audio: await _clip(prompts, each.audio, codec) for each in said if isinstance(each, Recorded)}
    texts = [each.text for each in said if isinstance(each, Fixed)]
    prepared = await prepare_all(prompts, texts, codec, progress, make=make)
    return Outcome(flow.name, said, codec, prepared, recordings)


def warn_of_unsaid(outcome: Outcome) -> None:
    """Tell in the log what callers of a flow cannot hear."""
    if outcome.unsaid:
        first = outcome.unsaid[0]
        log.warning(
            "%d prompts cannot be said, and calls that reach them go to the fallback; the first is at %s:%d: %s",
            len(outcome.unsaid),
            first.place.path,
            first.place.line,
            first.why,
            extra={"flow": outcome.flow},
        )


async def _clip(prompts: Ahead, path: str, codec: Codec) -> int | SpeechError:
    try:
        return len(await prompts.clip(path, codec=codec))
    except SpeechError as error:
        return error
