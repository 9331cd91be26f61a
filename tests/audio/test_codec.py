import hashlib
import importlib
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.audio.codec import Codec, decode_mulaw, encode_mulaw

EVERY_SAMPLE = np.arange(-32768, 32768).astype(np.int16)
EVERY_BYTE = bytes(range(256))


def test_mulaw_encodes_as_everybody_else_does() -> None:
    digest = hashlib.sha256(encode_mulaw(np.roll(EVERY_SAMPLE, 32768))).hexdigest()
    assert digest == "617fa4850d68d3906597e949f7625fb2fc46db479e29707f33159b3d131721cb"


def test_mulaw_agrees_with_the_standard_library_where_it_still_has_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            audioop = importlib.import_module("audioop")
        except ModuleNotFoundError:
            pytest.skip("this Python has no audioop")
    assert encode_mulaw(EVERY_SAMPLE) == audioop.lin2ulaw(EVERY_SAMPLE.tobytes(), 2)
    assert decode_mulaw(EVERY_BYTE).tobytes() == audioop.ulaw2lin(EVERY_BYTE, 2)


def test_mulaw_keeps_what_it_has_once_encoded() -> None:
    once = decode_mulaw(EVERY_BYTE)
    assert np.array_equal(decode_mulaw(encode_mulaw(once)), once)


def test_mulaw_is_off_by_a_part_of_the_loudness_only() -> None:
    error = np.abs(decode_mulaw(encode_mulaw(EVERY_SAMPLE)).astype(int) - EVERY_SAMPLE)
    assert np.all(error <= np.abs(EVERY_SAMPLE.astype(int)) / 16 + 8)


@given(st.lists(st.integers(-32768, 32767)))
def test_16_bits_come_back_as_they_were(samples: list[int]) -> None:
    pcm = np.array(samples, np.int16)
    assert np.array_equal(Codec.L16_16K.decode(Codec.L16_16K.encode(pcm)), pcm)


def test_16_bits_are_little_endian_and_half_a_sample_is_dropped() -> None:
    assert Codec.L16_8K.encode(np.array([1, -2], np.int16)) == b"\x01\x00\xfe\xff"
    assert Codec.L16_8K.decode(b"\x01\x00\xfe\xff\x07").tolist() == [1, -2]
    assert Codec.L16_8K.decode(b"\x07").tolist() == []


@pytest.mark.parametrize("codec", Codec)
def test_silence_lasts_as_long_as_asked_and_is_silent(codec: Codec) -> None:
    silence = codec.silence(0.25)
    assert len(silence) == codec.bytes_per_second // 4
    assert not codec.decode(silence).any()
