"""Google's voice and recognizer. Their libraries are an extra, and are imported only when Google is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.errors import UsageError

if TYPE_CHECKING:
    from flowrunner.speech.google.recognizer import GoogleRecognizer
    from flowrunner.speech.google.settings import GoogleSettings
    from flowrunner.speech.google.voice import GoogleVoice


def google_voice(settings: GoogleSettings) -> GoogleVoice:
    """Return the voice; raises UsageError without the extra."""
    try:
        from flowrunner.speech.google.voice import HOST, GoogleVoice
    except ModuleNotFoundError:
        raise _missing("voice") from None
    return GoogleVoice(settings.endpoint(HOST), voices=settings.voices)


def google_recognizer(settings: GoogleSettings) -> GoogleRecognizer:
    """Return the recognizer; raises UsageError without the extra."""
    try:
        from flowrunner.speech.google.recognizer import HOST, GoogleRecognizer
    except ModuleNotFoundError:
        raise _missing("recognizer") from None
    return GoogleRecognizer(settings.endpoint(HOST), model=settings.model)


def _missing(what: str) -> UsageError:
    return UsageError(f"the {what} `google` needs an extra: pip install 'flowrunner-ivr[google]'")
