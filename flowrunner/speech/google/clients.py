"""Google's clients, made when first needed: they belong to the event loop that is running then."""

from __future__ import annotations

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud.speech_v1 import SpeechAsyncClient
from google.cloud.texttospeech_v1 import TextToSpeechAsyncClient

from flowrunner.errors import SpeechError

TROUBLE = (GoogleAPIError, GoogleAuthError)
"""Everything that Google's libraries raise about a request or the account."""


def speech_client() -> SpeechAsyncClient:
    """Return a client for the account of the environment; raises SpeechError."""
    try:
        return SpeechAsyncClient()
    except TROUBLE as error:
        raise failed(error) from error


def text_to_speech_client() -> TextToSpeechAsyncClient:
    """Return a client for the account of the environment; raises SpeechError."""
    try:
        return TextToSpeechAsyncClient()
    except TROUBLE as error:
        raise failed(error) from error


def failed(error: Exception) -> SpeechError:
    """Return what to tell a call; the details are Google's and may quote the caller."""
    return SpeechError(f"google: {type(error).__name__}")
