"""Codecs by the names Plivo gives them."""

from __future__ import annotations

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.plivo.formats import content_type, find_codec


@pytest.mark.parametrize(
    ("encoding", "rate", "codec"),
    [
        ("audio/x-mulaw", 8000, Codec.MULAW_8K),
        ("audio/x-mulaw", None, Codec.MULAW_8K),
        ("audio/x-l16", 8000, Codec.L16_8K),
        ("audio/l16", 16000, Codec.L16_16K),
        ("AUDIO/X-L16", 16000, Codec.L16_16K),
        ("audio/x-l16;rate=16000", None, Codec.L16_16K),
        ("audio/x-l16;rate=hello", None, Codec.L16_8K),
        ("audio/PCMU", 8000, Codec.MULAW_8K),
        ("audio/x-l16", 24000, None),
        ("audio/x-mulaw", 16000, None),
        ("audio/opus", 48000, None),
        ("", None, None),
    ],
)
def test_finds_a_codec_in_every_spelling(encoding: str, rate: int | None, codec: Codec | None) -> None:
    assert find_codec(encoding, rate) is codec


@pytest.mark.parametrize("codec", Codec)
def test_finds_again_what_it_asked_for(codec: Codec) -> None:
    assert find_codec(content_type(codec), None) is codec
