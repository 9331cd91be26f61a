"""The voices and recognizers that settings can name."""

from __future__ import annotations

from collections.abc import Sequence

from flowrunner.errors import UsageError
from flowrunner.modelfiles.catalogue import WHISPER_BASE
from flowrunner.speech.espeak import open_espeak
from flowrunner.speech.google import google_recognizer, google_voice
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer, Voice
from flowrunner.speech.settings import AdapterSettings
from flowrunner.speech.silent import NoVoice
from flowrunner.speech.whisper.combined import base_recognizer, ctranslate2_recognizer
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

NONE = "none"
VOICES = ("offline", "google", "espeak", NONE)
RECOGNIZERS = ("offline", "google", "ctranslate2", WHISPER_BASE.name, NONE)
ENGLISH_ONLY = ("offline", "ctranslate2")


def open_voice(name: str, pool: Pool, settings: AdapterSettings | None = None) -> Voice:
    """Return the voice of this name, which works in ``pool`` if it is heavy; raises UsageError."""
    if name == "offline":
        return HibariVoice(pool)
    if name == "google":
        return google_voice((settings or AdapterSettings()).google)
    if name == "espeak":
        return open_espeak()
    if name == NONE:
        return NoVoice()
    raise _unknown("voice", name, VOICES)


def open_recognizer(name: str, pool: Pool, settings: AdapterSettings | None = None) -> Recognizer:
    """Return the recognizer of this name, which works in ``pool`` if it is heavy; raises UsageError."""
    if name == "offline":
        return WhisperRecognizer(pool)
    if name == "google":
        return google_recognizer((settings or AdapterSettings()).google)
    if name == "ctranslate2":
        return ctranslate2_recognizer(pool)
    if name == WHISPER_BASE.name:
        return base_recognizer(pool, (settings or AdapterSettings()).models)
    raise _unknown("recognizer", name, RECOGNIZERS)


def knows(name: str, language: str) -> bool:
    """Tell whether the voice or the recognizer of this name may be asked for a language (BCP 47)."""
    return name not in ENGLISH_ONLY or language.partition("-")[0].lower() == "en"


def is_remote(name: str) -> bool:
    """Tell whether it may be out of reach; what runs on this machine is busy at worst."""
    return name == "google"


def _unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    return UsageError(f"there is no {what} `{name}`, only {', '.join(known)}")
