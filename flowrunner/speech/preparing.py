"""Makes many prompts ahead, several at a time, and tells what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError

WORKERS = 4
"""Prompts at a time: more than the threads of a small machine, since a remote voice is mostly waited for."""

Progress = Callable[[int, int], None]
"""Told how many prompts are done, of how many."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a prompt, or of a piece of one; it was there already, unless something else is said."""

    size: int = 0
    """Bytes of sound."""
    is_new: bool = False
    """It had to be made, by this process."""
    is_missing: bool = False
    """It is not there, and nobody wanted it to be made."""
    failure: SpeechError | None = None
    """Why it cannot be said."""
    stood_in: SpeechError | None = None
    """Why the voice that should have said it did not, where another one made it."""

    @staticmethod
    def of(pieces: Iterable[Prepared]) -> Prepared:
        """Return what became of a prompt, given its pieces."""
        found = list(pieces)
        return Prepared(
            sum(each.size for each in found),
            any(each.is_new for each in found),
            any(each.is_missing for each in found),
            next((each.failure for each in found if each.failure), None),
        )


class Preparer(Protocol):
    """Prompts that can be made ahead."""

    async def prepare(self, text: Text, codec: Codec, *, make: bool = True) -> Prepared:
        """Load a prompt into memory; what is not there is made and kept on disk, if that is wanted."""
        ...

    async def prune(self) -> None:
        """Keep the disk from filling up."""
        ...


async def prepare_all(
    prompts: Preparer, texts: Iterable[Text], codec: Codec, progress: Progress | None = None, *, make: bool = True
) -> Mapping[Text, Prepared]:
    """Load prompts into memory; what is not there is made and kept on disk, if that is wanted."""
    wanted = list(dict.fromkeys(texts))
    done: dict[Text, Prepared] = {}
    left = iter(wanted)

    async def work() -> None:
        for text in left:
            done[text] = await prompts.prepare(text, codec, make=make)
            if progress is not None:
                progress(len(done), len(wanted))

    async with asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(work())
    if any(each.is_new for each in done.values()):
        await prompts.prune()
    return {text: done[text] for text in wanted}
