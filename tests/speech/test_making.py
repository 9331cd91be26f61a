"""From a voice's samples to sentences that stand beside others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing

import numpy as np
import pytest

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.level import SPEECH_DBFS, active_level
from flowrunner.engine.actions import Text
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.making import Maker
from flowrunner.speech.pool import Pool
from tests.fake_voices import StreamingVoice

L16 = Codec.L16_8K
FAINT = 700
LONG, SHORT = "a long sentence.", "Yes."


@pytest.fixture
def one_thread() -> Iterator[Pool]:
    pool = Pool("test", threads=1)
    yield pool
    pool.close()


async def made(maker: Maker, text: str, voice: str | None = None) -> list[PCM]:
    return [L16.decode(data) async for data in maker.make(Text(text, "en-US", voice), L16)]


def level(sound: PCM) -> float:
    """Return the level of the part that is certainly loud."""
    found = active_level(sound[800:-4800], 8000)
    assert found is not None
    return found


async def test_the_first_sentence_of_a_voice_that_streams_tells_how_loud_it_is(one_thread: Pool) -> None:
    voice = StreamingVoice(FAINT)
    maker = Maker(voice, one_thread)
    (whole,) = await made(maker, LONG)
    assert level(whole) == pytest.approx(SPEECH_DBFS, abs=0.8)

    voice.given = 0
    async with aclosing(maker.make(Text(LONG), L16)) as sounds:
        first = L16.decode(await anext(sounds))
        assert voice.given == 1
        rest = [L16.decode(data) async for data in sounds]
    assert np.array_equal(np.concatenate([first, *rest]), whole)


async def test_a_word_alone_tells_nothing_and_another_speaker_is_another_matter(one_thread: Pool) -> None:
    maker = Maker(StreamingVoice(FAINT), one_thread)
    assert len(await made(maker, SHORT)) == 1
    assert len(await made(maker, LONG)) == 1
    assert len(await made(maker, SHORT)) > 1
    assert len(await made(maker, SHORT, voice="amy")) == 1


async def test_a_louder_second_sentence_stays_louder_because_nothing_may_jump(one_thread: Pool) -> None:
    voice = StreamingVoice(FAINT)
    maker = Maker(voice, one_thread)
    before = np.concatenate(await made(maker, LONG))
    voice.amplitude = 2 * FAINT
    assert level(np.concatenate(await made(maker, LONG))) == pytest.approx(level(before) + 6.0, abs=0.2)


async def test_a_document_is_passed_on_as_it_comes_with_its_own_pauses(one_thread: Pool) -> None:
    parts = await made(Maker(StreamingVoice(FAINT), one_thread), "<speak>Hi</speak>")
    assert [len(part) for part in parts] == [800] * len("<speak>Hi</speak>")


@pytest.mark.parametrize("speaker", ["heart", "caller"])
async def test_both_offline_speakers_are_equally_loud_and_begin_at_once(
    hibari: HibariVoice, pool: Pool, speaker: str
) -> None:
    for text in ("Your balance is two dollars.", "Yes.", "Would you like to hear it again?"):
        (sound,) = await made(Maker(hibari, pool), text, speaker)
        assert active_level(sound, 8000) == pytest.approx(SPEECH_DBFS, abs=1.0)
        assert np.flatnonzero(abs(sound) > 300)[0] < 0.1 * 8000
        assert not sound[-round(0.25 * 8000) :].any()
