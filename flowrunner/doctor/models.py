"""The files of models: those that are installed with flowrunner, and those that were added."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from flowrunner.doctor.finding import Finding, Patient, ill, unused, well
from flowrunner.doctor.troubles import trouble
from flowrunner.embedding.registry import open_embedding
from flowrunner.errors import ModelError, UsageError
from flowrunner.modelfiles.adding import added, is_added, models_folder
from flowrunner.modelfiles.catalogue import CATALOGUE
from flowrunner.modelfiles.pinned import (
    HIBARI_VOICE,
    SILERO_VAD,
    WHISPER_VOCABULARY,
    WHISPER_WEIGHTS,
    ModelFile,
    locate,
)
from flowrunner.speech.adapters import NONE


async def models(patient: Patient) -> AsyncIterator[Finding]:
    """Look at the files that the settings need, and at whatever was added."""
    settings = patient.settings
    yield await asyncio.to_thread(_pinned, _files(settings.voice, settings.recognizer))
    folder = _added(patient)
    for model in CATALOGUE.values():
        if is_added(model, folder):
            try:
                await asyncio.to_thread(added, model, folder)
            except ModelError as error:
                yield trouble(f"model {model.name}", error)
            else:
                yield well(f"model {model.name}", f"{folder / model.name}, the one that was measured")


async def understanding(patient: Patient) -> AsyncIterator[Finding]:
    """Open the model of meaning, if the settings name one."""
    name = patient.settings.understanding
    try:
        model = await asyncio.to_thread(open_embedding, name, _added(patient))
    except ModelError as error:
        yield trouble("understanding", error)
    except UsageError as error:
        yield ill("understanding", str(error), "set `understanding` to one of them")
    else:
        told = f"by {name}" if model is not None else "by words; `flowrunner models` has what finds paraphrases better"
        yield well("understanding", told)


def _added(patient: Patient) -> Path:
    return patient.settings.models or models_folder(patient.environment, patient.home)


def _pinned(wanted: Sequence[ModelFile]) -> Finding:
    if not wanted:
        return unused("models", "none are needed")
    try:
        size = sum(locate(model).stat().st_size for model in wanted)
    except ModelError as error:
        return trouble("models", error)
    return well("models", f"{len(wanted)} files, {size / 2**20:.0f} MB, each the one that was measured")


def _files(voices: Sequence[str], recognizers: Sequence[str]) -> list[ModelFile]:
    files = [HIBARI_VOICE] if "offline" in voices else []
    files += [WHISPER_WEIGHTS, WHISPER_VOCABULARY] if "offline" in recognizers else []
    return files + ([SILERO_VAD] if NONE not in recognizers else [])
