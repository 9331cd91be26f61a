"""Two models behind one recognizer: ours where a grammar knows what can be said, one of CTranslate2 for the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.modelfiles.adding import added, models_folder
from flowrunner.modelfiles.catalogue import WHISPER_BASE
from flowrunner.modelfiles.pinned import WHISPER_VOCABULARY, WHISPER_WEIGHTS, locate
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.model import WhisperModel
from flowrunner.speech.whisper.open_model import Files, OpenModel
from flowrunner.speech.whisper.recognizer import WhisperRecognizer, is_english


class CombinedModel:
    """Hears menus and digits in English by their grammar, and all else freely; raises ModelError."""

    def __init__(self, files: Files, threads: int) -> None:
        self._closed, self._open = WhisperModel(), OpenModel(files, threads)

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition:
        """Return what was said, or give up once ``wanted`` says no; raises SpeechError."""
        is_closed = expected.kind != "open" and is_english(expected.language)
        model = self._closed if is_closed else self._open
        return model.recognize(pcm, rate, expected, wanted)


def ctranslate2_recognizer(pool: Pool) -> WhisperRecognizer:
    """Return a recognizer with the model that comes with flowrunner, in both; nothing is loaded yet."""
    return WhisperRecognizer(pool, lambda: CombinedModel(tiny_files(), pool.threads))


def base_recognizer(pool: Pool, models: Path | None) -> WhisperRecognizer:
    """Return a recognizer with the added model in ``models``, which knows many languages; nothing is loaded yet."""
    return WhisperRecognizer(pool, lambda: CombinedModel(base_files(models), pool.threads), lambda _: True)


def tiny_files() -> Files:
    """Return the model that comes with flowrunner, as another library reads it."""
    return Files(locate(WHISPER_WEIGHTS).parent, locate(WHISPER_VOCABULARY), is_multilingual=False)


def base_files(models: Path | None) -> Files:
    """Return the added model; raises ModelError with advice."""
    found = added(WHISPER_BASE, models or models_folder(os.environ, Path.home()))
    return Files(found["model.bin"].parent, found["vocabulary.json"], is_multilingual=True)
