"""Opens the speech that the settings name."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from flowrunner.errors import ModelError, UsageError
from flowrunner.folders import cache_folder
from flowrunner.policy.breaker import NEVER_OPENS
from flowrunner.policy.circuit import Circuit
from flowrunner.policy.settings import Policy
from flowrunner.speech.adapters import NONE, is_remote, knows, open_recognizer, open_voice
from flowrunner.speech.cache import DiskCache
from flowrunner.speech.chain.prompts import ChainedPrompts, Speaker
from flowrunner.speech.chain.recognizer import ChainedRecognizer, Ear
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer, Voice, VoiceActivity
from flowrunner.speech.prompts import SpokenPrompts
from flowrunner.speech.settings import AdapterSettings
from flowrunner.speech.silero import SileroModel, SileroVad

log = logging.getLogger(__name__)

LOCAL_S = 30.0
"""How long a model of this machine may take for a piece of sound: it is never hung, only loaded or very busy."""


@runtime_checkable
class Closing(Protocol):
    """An adapter that holds a connection."""

    async def aclose(self) -> None: ...


@runtime_checkable
class Warming(Protocol):
    """An adapter that must load something, or find it."""

    async def warm(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything that calls need of speech; shared by all of them."""

    voice: Voice
    """The preferred one."""
    prompts: SpokenPrompts | ChainedPrompts
    recognizer: Recognizer | None
    vad: VoiceActivity | None
    circuits: tuple[Circuit, ...] = ()
    """How the providers are."""
    pools: tuple[Pool, ...] = ()
    chains: tuple[Sequence[object], ...] = ()
    """The adapters themselves, those that stand in for each other together."""

    async def warm(self) -> None:
        """Load every model now rather than with the first call; raises ModelError when nobody of a chain can work."""
        await asyncio.gather(*map(_warm, self.chains))

    async def aclose(self) -> None:
        """Stop everything; what is being made is dropped."""
        await self.prompts.aclose()
        for adapter in (adapter for chain in self.chains for adapter in chain):
            if isinstance(adapter, Closing):
                await adapter.aclose()
        for pool in self.pools:
            pool.close()


def open_speech(
    voice: str | Sequence[str] = "offline",
    recognizer: str | Sequence[str] = "offline",
    cache: Path | None = None,
    policy: Policy | None = None,
    settings: AdapterSettings | None = None,
) -> Speech:
    """Return the speech named, each a chain of the preferred and who stands in for it.

    Rendered prompts are kept in ``cache`` (None: the user's cache folder). A model is loaded when it is first needed.
    Raises UsageError for a name that is unknown or needs an extra, and ModelError for voice activity.
    """
    speaking, hearing = Pool("voice"), Pool("hearing")
    names, listeners = chain_of("voice", voice), chain_of("recognizer", recognizer)
    providers = _Providers(policy or Policy())
    voices = [open_voice(name, speaking, settings) for name in names]
    recognizers = [open_recognizer(name, hearing, settings) for name in listeners if name != NONE]
    disk = DiskCache(prompts_folder(cache))
    speakers = [providers.speaker(name, each, speaking, disk) for name, each in zip(names, voices, strict=True)]
    ears = [providers.ear(name, each) for name, each in zip(listeners, recognizers, strict=False)]
    return Speech(
        speakers[0].voice,
        ChainedPrompts(speakers) if len(speakers) > 1 else speakers[0].prompts,
        ChainedRecognizer(ears) if ears else None,
        SileroVad(SileroModel()) if ears else None,
        tuple(providers.circuits),
        (speaking, hearing),
        tuple(chain for chain in (voices, recognizers) if chain),
    )


def prompts_folder(cache: Path | None) -> Path:
    """Return where rendered prompts are kept (None: in the user's cache folder)."""
    return (cache or cache_folder(os.environ, Path.home())) / "prompts"


def chain_of(what: str, given: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names of a chain; raises UsageError for one that makes no sense."""
    names = (given,) if isinstance(given, str) else tuple(given)
    if len(set(names)) < len(names):
        raise UsageError(f"the {what} names a provider twice: {', '.join(names)}")
    if NONE in names and len(names) > 1:
        raise UsageError(f"the {what} `{NONE}` stands alone, it has nobody beside it")
    return names


def unknown_languages(names: Sequence[str], languages: Iterable[str]) -> tuple[str, ...]:
    """Return which languages (BCP 47) nobody of a chain has."""
    return tuple(each for each in languages if not any(knows(name, each) for name in names))


class _Providers:
    """Puts a guard around each adapter."""

    def __init__(self, policy: Policy) -> None:
        self.circuits: list[Circuit] = []
        """Of those that may be out of reach."""
        self._policy = policy

    def speaker(self, name: str, voice: Voice, pool: Pool, disk: DiskCache) -> Speaker:
        guarded = GuardedVoice(voice, self._circuit(f"{name} voice", name), self._wait_s(name, self._policy.sound_s))
        return Speaker(SpokenPrompts(CachedPieces(guarded, pool, disk)), guarded, partial(knows, name))

    def ear(self, name: str, recognizer: Recognizer) -> Ear:
        answer_s = self._wait_s(name, self._policy.answer_s)
        return Ear(recognizer, self._circuit(f"{name} recognizer", name), answer_s, partial(knows, name))

    def _wait_s(self, name: str, remote_s: float) -> float:
        return remote_s if is_remote(name) else LOCAL_S

    def _circuit(self, provider: str, name: str) -> Circuit:
        if not is_remote(name):
            return Circuit(provider, _now, NEVER_OPENS)
        self.circuits.append(Circuit(provider, _now, self._policy.tolerance))
        return self.circuits[-1]


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _warm(chain: Sequence[object]) -> None:
    """Warm each of a chain; raises ModelError when nobody is left."""
    failures: list[ModelError] = []
    for adapter in chain:
        try:
            if isinstance(adapter, Warming):
                await adapter.warm()
        except ModelError as error:
            failures.append(error)
    if len(failures) == len(chain):
        raise failures[0]
    for failure in failures:
        log.warning("a provider cannot be used, the others stand in for it", extra={"reason": str(failure)})
