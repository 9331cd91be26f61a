"""Google's voice: text in, samples out, a piece of a long text at a time."""

from __future__ import annotations

import asyncio
import io
import re
import wave
from collections.abc import AsyncGenerator, Iterator

import grpc
from google.cloud.texttospeech_v1.types import (
    AudioConfig,
    AudioEncoding,
    SynthesisInput,
    SynthesizeSpeechRequest,
    SynthesizeSpeechResponse,
    VoiceSelectionParams,
)

from flowrunner.audio.codec import PCM, decode_l16
from flowrunner.errors import SpeechError
from flowrunner.flow.markup import is_ssml
from flowrunner.speech.google.connection import Connection, refused
from flowrunner.speech.normalize import without_markup

HOST = "texttospeech.googleapis.com"
METHOD = "/google.cloud.texttospeech.v1.TextToSpeech/SynthesizeSpeech"
ANSWER_S = 10.0
"""How long Google may take for a piece."""
LONGEST_PIECE = 1500
"""Bytes. Google takes 5,000; less is heard sooner, and a minute or two of sound in one message keeps nobody waiting."""
LONGEST_SSML = 5000
"""Bytes that Google takes in one request."""
_VERSION = 1
"""Of what is asked of Google: prompts rendered before a change are stale after it."""

_write, _read = SynthesizeSpeechRequest.serialize, SynthesizeSpeechResponse.deserialize
_SENTENCE = re.compile(r"(?<=[.!?…।॥]\s)|(?<=[。！？])")
_NAME = re.compile(r"([a-z]{2,3})-(?:[A-Z]{2}|[0-9]{3})(?=-)")


class GoogleVoice:
    """Says text in any of Google's voices; ``endpoint`` is a regional one, or an emulator's."""

    sample_rate = 24000
    identity = f"google-cloud-texttospeech v1 {_VERSION}"

    def __init__(self, endpoint: str | None = None, answer_s: float = ANSWER_S) -> None:
        self._connection = Connection(HOST, endpoint)
        self._answer_s = answer_s

    async def warm(self) -> None:
        """Find the credentials now; raises ModelError."""
        await self._connection.channel()

    async def aclose(self) -> None:
        """Close the channel to Google."""
        await self._connection.aclose()

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound at 24 kHz; nothing for a text without words. Raises SpeechError."""
        who = select(voice, language)
        for said in _inputs(text):
            yield samples(await self._synthesize(said, who), self.sample_rate)

    async def _synthesize(self, said: SynthesisInput, who: VoiceSelectionParams) -> bytes:
        config = AudioConfig(audio_encoding=AudioEncoding.LINEAR16, sample_rate_hertz=self.sample_rate)
        request = SynthesizeSpeechRequest(input=said, voice=who, audio_config=config)
        try:
            async with asyncio.timeout(self._answer_s):
                channel = await self._connection.channel()
                answer = await channel.unary_unary(METHOD, _write, _read)(request)
        except TimeoutError:
            raise SpeechError("google took too long to answer", "timeout") from None
        except grpc.aio.AioRpcError as error:
            raise refused(error.code().name) from None
        audio: bytes = answer.audio_content
        return audio


def select(voice: str | None, language: str) -> VoiceSelectionParams:
    """Return Google's voice for a flow's ``voice`` and language.

    A name such as ``en-GB-Neural2-A`` says its own region. It speaks one language only: a text in another is said by
    the voice that Google chooses for that.
    """
    own = _NAME.match(voice) if voice else None
    if own is None:
        return VoiceSelectionParams(name=voice, language_code=language)
    if own[1] != language.partition("-")[0].lower():
        return VoiceSelectionParams(language_code=language)
    return VoiceSelectionParams(name=voice, language_code=own[0])


def _inputs(text: str) -> Iterator[SynthesisInput]:
    """Yield what is asked for; a document is never divided. Raises SpeechError for one that is too long."""
    if not is_ssml(text):
        yield from (SynthesisInput(text=piece) for piece in pieces(without_markup(text)))
    elif len(text.encode()) <= LONGEST_SSML:
        yield SynthesisInput(ssml=text)
    else:
        raise SpeechError(f"the SSML has {len(text.encode())} bytes, and google takes {LONGEST_SSML}", "unfit")


def pieces(text: str, longest: int = LONGEST_PIECE) -> Iterator[str]:
    """Cut at ends of sentences into pieces of at most ``longest`` bytes; within a sentence only if it is longer."""
    piece = ""
    for part in _parts(text, longest):
        if len(f"{piece}{part}".rstrip().encode()) > longest:
            yield piece.rstrip()
            piece = ""
        piece += part
    if piece.strip():
        yield piece.rstrip()


def _parts(text: str, longest: int) -> Iterator[str]:
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if len(sentence.rstrip().encode()) <= longest:
            yield sentence
        else:
            yield from _chunks(sentence, longest)


def _chunks(sentence: str, longest: int) -> Iterator[str]:
    """Cut a sentence after its last space that is early enough, or anywhere when it has none."""
    while sentence:
        fitting = sentence.encode()[:longest].decode(errors="ignore")
        if len(fitting) < len(sentence) and " " in fitting:
            fitting = fitting[: fitting.rfind(" ") + 1]
        yield fitting
        sentence = sentence[len(fitting) :]


def samples(audio: bytes, rate: int) -> PCM:
    """Return the samples of a WAV file, which is how Google sends them; raises SpeechError for anything else."""
    try:
        with wave.open(io.BytesIO(audio)) as file:
            if (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, rate):
                return decode_l16(file.readframes(file.getnframes()))
    except (wave.Error, EOFError):
        pass
    raise SpeechError("google sent sound that is not what was asked for")
