"""The voices and recognizers that settings can name."""

from __future__ import annotations

from collections.abc import Sequence

from flowrunner.errors import UsageError
from flowrunner.speech.espeak import open_espeak
from flowrunner.speech.google import google_recognizer, google_voice
from flowrunner.speech.google.settings import GoogleSettings
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer, Voice
from flowrunner.speech.silent import NoVoice
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

NONE = "none"
VOICES = ("offline", "google", "espeak", NONE)
RECOGNIZERS = ("offline", "google", NONE)


def open_voice(name: str, pool: Pool, google: GoogleSettings | None = None) -> Voice:
    """Return the voice of this name, which works in ``pool`` if it is heavy; raises UsageError."""
    if name == "offline":
        return HibariVoice(pool)
    if name == "google":
        return google_voice(google or GoogleSettings())
    if name == "espeak":
        return open_espeak()
    if name == NONE:
        return NoVoice()
    raise _unknown("voice", name, VOICES)


def open_recognizer(name: str, pool: Pool, google: GoogleSettings | None = None) -> Recognizer:
    """Return the recognizer of this name, which works in ``pool`` if it is heavy; raises UsageError."""
    if name == "offline":
        return WhisperRecognizer(pool)
    if name == "google":
        return google_recognizer(google or GoogleSettings())
    raise _unknown("recognizer", name, RECOGNIZERS)


def knows(name: str, language: str) -> bool:
    """Tell whether the voice or the recognizer of this name may be asked for a language (BCP 47)."""
    return name != "offline" or language.partition("-")[0].lower() == "en"


def is_remote(name: str) -> bool:
    """Tell whether it may be out of reach; what runs on this machine is busy at worst."""
    return name == "google"


def _unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    return UsageError(f"there is no {what} `{name}`, only {', '.join(known)}")
