"""Google's voice: text in, samples out, a piece of a long text at a time.

The sound is asked for in the codec of the stream that is to carry it. So Google does the resampling, and mu-law is a
sixth of what would come otherwise. It is decoded here, because prompts are made equally loud, for which samples are
needed; from mu-law to samples and back nothing is lost.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from copy import copy

import grpc
from google.cloud.texttospeech_v1.types import (
    StreamingSynthesisInput,
    StreamingSynthesizeConfig,
    StreamingSynthesizeRequest,
    StreamingSynthesizeResponse,
    SynthesisInput,
    SynthesizeSpeechRequest,
    SynthesizeSpeechResponse,
    VoiceSelectionParams,
)

from flowrunner.audio.codec import PCM, Codec
from flowrunner.errors import SpeechError
from flowrunner.flow.markup import is_ssml
from flowrunner.speech.google.connection import Connection, answering
from flowrunner.speech.google.pieces import pieces
from flowrunner.speech.google.sound import Form, SoundStream
from flowrunner.speech.normalize import without_markup

HOST = "texttospeech.googleapis.com"
METHOD = "/google.cloud.texttospeech.v1.TextToSpeech/SynthesizeSpeech"
STREAM_METHOD = "/google.cloud.texttospeech.v1.TextToSpeech/StreamingSynthesize"
ANSWER_S = 10.0
"""How long Google may take for a piece, or for the next sound of a stream."""
STREAM_S = 120.0
"""How long the sound of one text may take in all."""
LONGEST_SSML = 5000
"""Bytes that Google takes in one request."""
_STREAMING = "-Chirp3-HD-"
"""In the names of the voices that can be heard while they are still being made."""
_VERSION = 2
"""Of what is asked of Google: prompts rendered before a change are stale after it."""

_NAME = re.compile(r"([a-z]{2,3})-(?:[A-Z]{2}|[0-9]{3})(?=-)")


class GoogleVoice:
    """Says text in any of Google's voices; ``endpoint`` is a regional one, or an emulator's.

    ``voices`` names one for each language (BCP 47), for flows that name none.
    """

    def __init__(
        self, endpoint: str | None = None, answer_s: float = ANSWER_S, voices: Mapping[str, str] | None = None
    ) -> None:
        self._connection = Connection(HOST, endpoint)
        self._answer_s = answer_s
        self._voices = voices or {}
        self._form = Form()

    @property
    def identity(self) -> str:
        chosen = "".join(f" {language}={name}" for language, name in sorted(self._voices.items()))
        return f"google-cloud-texttospeech v1 {_VERSION}{chosen}"

    @property
    def sample_rate(self) -> int:
        return self._form.sample_rate

    def tuned(self, codec: Codec) -> GoogleVoice:
        """Return this voice, on the same connection, with sound as ``codec`` wants it."""
        own = copy(self)
        own._form = Form(codec.encoding, codec.sample_rate)
        return own

    async def warm(self) -> None:
        """Find the credentials now; raises ModelError."""
        await self._connection.channel()

    async def aclose(self) -> None:
        """Close the channel to Google."""
        await self._connection.aclose()

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound; nothing for a text without words. Raises SpeechError."""
        who = select(voice, language, self._voices)
        if _STREAMING not in who.name or is_ssml(text):
            for said in _inputs(text):
                yield await self._synthesize(said, who)
            return
        async with aclosing(self._stream(without_markup(text), who)) as sounds:
            async for pcm in sounds:
                yield pcm

    async def _synthesize(self, said: SynthesisInput, who: VoiceSelectionParams) -> PCM:
        request = SynthesizeSpeechRequest(input=said, voice=who, audio_config=self._form.of_a_whole())
        with answering():
            async with asyncio.timeout(self._answer_s):
                channel = await self._connection.channel()
                data = await channel.unary_unary(METHOD, SynthesizeSpeechRequest.serialize)(request)
            answer = SynthesizeSpeechResponse.deserialize(data)
        return self._form.samples(answer.audio_content)

    async def _stream(self, text: str, who: VoiceSelectionParams) -> AsyncGenerator[PCM, None]:
        """Yield sound as it is made."""
        if not text:
            return
        config = StreamingSynthesizeConfig(voice=who, streaming_audio_config=self._form.of_a_stream())
        sound, spoke = SoundStream(self._form), False
        call = await self._call(_requests(config, text))
        try:
            while (data := await self._next(call)) is not None:
                pcm = sound.decode(data)
                if len(pcm):
                    yield pcm
                    spoke = True
        finally:
            call.cancel()
        if not spoke:
            raise SpeechError("google sent no sound")

    async def _call(self, requests: AsyncIterator[StreamingSynthesizeRequest]) -> grpc.aio.StreamStreamCall:
        with answering():
            async with asyncio.timeout(self._answer_s):
                channel = await self._connection.channel()
        return channel.stream_stream(STREAM_METHOD, StreamingSynthesizeRequest.serialize)(requests, timeout=STREAM_S)

    async def _next(self, call: grpc.aio.StreamStreamCall) -> bytes | None:
        """Return the next sound; None: there is no more."""
        with answering():
            async with asyncio.timeout(self._answer_s):
                data = await call.read()
            return None if data is grpc.aio.EOF else StreamingSynthesizeResponse.deserialize(data).audio_content


def select(voice: str | None, language: str, voices: Mapping[str, str] | None = None) -> VoiceSelectionParams:
    """Return Google's voice for a flow's ``voice`` and language.

    A name such as ``en-GB-Neural2-A`` says its own region. It speaks one language only: a text in another is said by
    the one that ``voices`` names for that language, or else by the voice that Google chooses.
    """
    named = voice if voice and _speaks(voice, language) else (voices or {}).get(language)
    own = _NAME.match(named) if named else None
    return VoiceSelectionParams(name=named, language_code=own[0] if own else language)


def _speaks(voice: str, language: str) -> bool:
    own = _NAME.match(voice)
    return own is None or own[1] == language.partition("-")[0].lower()


async def _requests(config: StreamingSynthesizeConfig, text: str) -> AsyncGenerator[StreamingSynthesizeRequest, None]:
    yield StreamingSynthesizeRequest(streaming_config=config)
    for piece in pieces(text):
        yield StreamingSynthesizeRequest(input=StreamingSynthesisInput(text=piece))


def _inputs(text: str) -> Iterator[SynthesisInput]:
    """Yield what is asked for; a document is never divided. Raises SpeechError for one that is too long."""
    if not is_ssml(text):
        yield from (SynthesisInput(text=piece) for piece in pieces(without_markup(text)))
    elif len(text.encode()) <= LONGEST_SSML:
        yield SynthesisInput(ssml=text)
    else:
        raise SpeechError(f"the SSML has {len(text.encode())} bytes, and google takes {LONGEST_SSML}", "unfit")
