"""Opens the speech that the settings name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from flowrunner.errors import UsageError
from flowrunner.speech.cache import DiskCache, default_folder
from flowrunner.speech.google import google_recognizer, google_voice
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer, Voice, VoiceActivity
from flowrunner.speech.prompts import CachedPrompts
from flowrunner.speech.silent import NoVoice
from flowrunner.speech.silero import SileroModel, SileroVad
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

NAMES = ("offline", "google", "none")
Warm = Callable[[], Awaitable[None]]


@runtime_checkable
class Closing(Protocol):
    """An adapter that holds a connection."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything that calls need of speech; shared by all of them."""

    voice: Voice
    prompts: CachedPrompts
    recognizer: Recognizer | None
    vad: VoiceActivity | None
    pools: tuple[Pool, ...] = ()
    warms: tuple[Warm, ...] = ()

    async def warm(self) -> None:
        """Load every model now rather than with the first call; raises ModelError."""
        await asyncio.gather(*(warm() for warm in self.warms))

    async def aclose(self) -> None:
        """Stop everything; what is being made is dropped."""
        await self.prompts.aclose()
        adapters: tuple[object, ...] = (self.voice, self.recognizer)
        for adapter in adapters:
            if isinstance(adapter, Closing):
                await adapter.aclose()
        for pool in self.pools:
            pool.close()


def open_speech(voice: str = "offline", recognizer: str = "offline", cache: Path | None = None) -> Speech:
    """Return the speech named, with rendered prompts kept in ``cache`` (None: the user's cache folder).

    A model is loaded when it is first needed. Raises UsageError for a name that is unknown or needs an extra, and
    ModelError for voice activity.
    """
    voices, hearing = Pool("voice"), Pool("hearing")
    speaking, warm_voice = _voice(voice, voices)
    ears, warm_ears = _recognizer(recognizer, hearing)
    folder = cache or default_folder(os.environ, Path.home())
    return Speech(
        speaking,
        CachedPrompts(speaking, voices, DiskCache(folder / "prompts")),
        ears,
        SileroVad(SileroModel()) if ears is not None else None,
        (voices, hearing),
        tuple(warm for warm in (warm_voice, warm_ears) if warm is not None),
    )


def unknown_languages(name: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Return which languages (BCP 47) the voice or the recognizer of this name does not have."""
    return tuple(each for each in languages if name == "offline" and each.partition("-")[0].lower() != "en")


def _voice(name: str, pool: Pool) -> tuple[Voice, Warm | None]:
    if name == "offline":
        hibari = HibariVoice(pool)
        return hibari, hibari.warm
    if name == "google":
        google = google_voice()
        return google, google.warm
    if name == "none":
        return NoVoice(), None
    raise _unknown("voice", name)


def _recognizer(name: str, pool: Pool) -> tuple[Recognizer | None, Warm | None]:
    if name == "offline":
        whisper = WhisperRecognizer(pool)
        return whisper, whisper.warm
    if name == "google":
        google = google_recognizer()
        return google, google.warm
    if name == "none":
        return None, None
    raise _unknown("recognizer", name)


def _unknown(what: str, name: str) -> UsageError:
    return UsageError(f"there is no {what} `{name}`, only {', '.join(NAMES)}")
