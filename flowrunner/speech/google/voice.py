"""Google's synthesis as a voice."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from google.cloud import texttospeech_v1 as google

from flowrunner.audio.codec import PCM, decode_l16
from flowrunner.errors import SpeechError
from flowrunner.speech.google.clients import TROUBLE, failed, text_to_speech_client
from flowrunner.speech.normalize import without_markup

REQUEST_LIMIT_S = 10.0
LONGEST_BYTES = 5000
"""Of one request, by Google's limits."""
_WAV_HEADER = 44


class GoogleVoice:
    """Says text in every language that Google says; ``voice`` is one of Google's names, such as ``en-US-Neural2-C``."""

    identity = "google-cloud-texttospeech 1"
    sample_rate = 24000

    def __init__(self, make_client: Callable[[], google.TextToSpeechAsyncClient] = text_to_speech_client) -> None:
        self._make_client = make_client
        self._client: google.TextToSpeechAsyncClient | None = None

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield the sound in one piece; raises SpeechError."""
        words = without_markup(text)
        if not words:
            return
        if len(words.encode()) > LONGEST_BYTES:
            raise SpeechError(f"a text of more than {LONGEST_BYTES} bytes is too long for google")
        yield decode_l16(await self._synthesize(words, voice, language))

    async def _synthesize(self, words: str, voice: str | None, language: str) -> bytes:
        if self._client is None:
            self._client = self._make_client()
        request = google.SynthesizeSpeechRequest(
            input=google.SynthesisInput(text=words),
            voice=google.VoiceSelectionParams(language_code=language, name=voice or ""),
            audio_config=google.AudioConfig(
                audio_encoding=google.AudioEncoding.LINEAR16, sample_rate_hertz=self.sample_rate
            ),
        )
        try:
            answer = await self._client.synthesize_speech(request, timeout=REQUEST_LIMIT_S)
        except TROUBLE as error:
            raise failed(error) from error
        sound: bytes = answer.audio_content
        return sound[_WAV_HEADER:] if sound.startswith(b"RIFF") else sound
