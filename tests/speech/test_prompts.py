from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import write_wav
from flowrunner.audio.level import SPEECH_DBFS, active_level
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.speech.cache import SUFFIX, DiskCache
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pool import WAITING_PER_THREAD, Pool
from flowrunner.speech.preparing import Prepared, prepare_all
from flowrunner.speech.prompts import SpokenPrompts
from tests.fake_voices import SentenceVoice

WELCOME, HELP = "Welcome to the bank.", "How can I help?"
HELLO = f"{WELCOME} {HELP}"
MULAW = Codec.MULAW_8K
PAUSE_S = 0.41


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("test", threads=2)
    yield pool
    pool.close()


@pytest.fixture
def voice() -> SentenceVoice:
    return SentenceVoice()


def store(voice: SentenceVoice, pool: Pool, folder: Path) -> SpokenPrompts:
    """Return prompts as a process has them that begins now."""
    return SpokenPrompts(CachedPieces(voice, pool, DiskCache(folder)))


@pytest.fixture
def prompts(voice: SentenceVoice, pool: Pool, tmp_path: Path) -> SpokenPrompts:
    return store(voice, pool, tmp_path)


async def rendered(prompts: SpokenPrompts, text: str, codec: Codec = MULAW, voice: str | None = None) -> list[bytes]:
    return [data async for data in prompts.render(text, voice=voice, language="en-US", codec=codec)]


def ready(prompts: SpokenPrompts, text: str, codec: Codec = MULAW) -> bytes | None:
    return prompts.ready(text, voice=None, language="en-US", codec=codec)


async def made(prompts: SpokenPrompts) -> int:
    """Return how many of the texts had to be made."""
    return sum(each.is_new for each in (await prepare_all(prompts, TEXTS, MULAW)).values())


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


@pytest.mark.parametrize("codec", Codec)
async def test_a_prompt_comes_a_sentence_at_a_time_and_is_then_ready(prompts: SpokenPrompts, codec: Codec) -> None:
    assert ready(prompts, HELLO, codec) is None
    sentences = await rendered(prompts, HELLO, codec)
    assert [len(data) / codec.bytes_per_second for data in sentences] == [0.4 + PAUSE_S] * 2
    assert ready(prompts, HELLO, codec) == b"".join(sentences)


async def test_a_prompt_begins_while_its_second_sentence_is_not_there_yet(
    prompts: SpokenPrompts, voice: SentenceVoice
) -> None:
    voice.stops_before = HELP
    voice.may_go_on.clear()
    async with aclosing(prompts.render(HELLO, voice=None, language="en-US", codec=MULAW)) as sounds:
        first = await anext(sounds)
        voice.may_go_on.set()
        assert [first, *[data async for data in sounds]] == await rendered(prompts, HELLO)


async def test_what_stands_in_several_prompts_is_made_once(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    await prepare_all(prompts, [Text(WELCOME)], MULAW)
    sentences = await rendered(prompts, f"{WELCOME} It is Monday.")
    assert sentences[0] == ready(prompts, WELCOME)
    assert voice.said == [WELCOME, "It is Monday."]


async def test_words_of_a_caller_never_become_marks_for_the_voice(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    await rendered(prompts, "Hello. <speak>loud</speak>")
    assert voice.said == ["Hello.", " <speak>loud</speak>"]


async def test_every_sentence_has_the_same_level(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    voice.amplitudes = {WELCOME: 900, HELP: 30_000}
    for data in await rendered(prompts, HELLO):
        level = active_level(MULAW.decode(data), 8000)
        assert level == pytest.approx(SPEECH_DBFS, abs=2)  # the pause after the tone counts a little


async def test_another_voice_language_or_codec_is_another_prompt(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    await rendered(prompts, HELLO)
    await rendered(prompts, HELLO, Codec.L16_16K)
    await rendered(prompts, HELLO, voice="caller")
    await rendered(prompts, HELLO)
    assert voice.said == [WELCOME, HELP] * 3


async def test_two_calls_that_want_the_same_render_it_once(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    first, second = await asyncio.gather(rendered(prompts, HELLO), rendered(prompts, HELLO))
    assert first == second
    assert voice.said == [WELCOME, HELP]


async def test_who_comes_late_hears_it_from_the_beginning(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    first = prompts.render(HELLO, voice=None, language="en-US", codec=MULAW)
    async with aclosing(first):
        begun = await anext(first)
        late = asyncio.create_task(rendered(prompts, HELLO))
        rest = [data async for data in first]
    assert await late == [begun, *rest]
    assert voice.said == [WELCOME, HELP]


async def test_a_prompt_is_finished_though_the_caller_has_gone(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    sounds = prompts.render(HELLO, voice=None, language="en-US", codec=MULAW)
    await anext(sounds)
    await sounds.aclose()
    assert b"".join(await rendered(prompts, HELLO)) == ready(prompts, HELLO)
    assert voice.said == [WELCOME, HELP]


async def test_a_prompt_without_words_is_no_sound(prompts: SpokenPrompts) -> None:
    assert await rendered(prompts, "") == []
    assert ready(prompts, "") == b""


async def test_a_failure_is_told_to_everybody_and_tried_again(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    failures = await asyncio.gather(*(rendered(prompts, "broken") for _ in range(2)), return_exceptions=True)
    assert [type(failure) for failure in failures] == [SpeechError] * 2
    with pytest.raises(SpeechError):
        await rendered(prompts, "broken")
    assert voice.said == ["broken"] * 2


TEXTS = [Text("Hello."), Text("Goodbye."), Text("Hello."), Text("One moment please.")]


async def test_prompts_are_prepared_before_anybody_calls(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    told: list[tuple[int, int]] = []
    prepared = await prepare_all(prompts, TEXTS, MULAW, lambda done, total: told.append((done, total)))
    assert [prepared[text].is_new for text in TEXTS] == [True] * 4
    assert sorted(voice.said) == ["Goodbye.", "Hello.", "One moment please."]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert all(ready(prompts, text.text) for text in TEXTS)


async def test_a_second_start_renders_nothing(voice: SentenceVoice, pool: Pool, tmp_path: Path) -> None:
    first = store(voice, pool, tmp_path)
    await prepare_all(first, TEXTS, MULAW)
    second_voice = SentenceVoice()
    second = store(second_voice, pool, tmp_path)
    assert await made(second) == 0
    assert second_voice.said == []
    assert all(ready(second, text.text) == ready(first, text.text) for text in TEXTS)


async def test_another_voice_renders_everything_again(voice: SentenceVoice, pool: Pool, tmp_path: Path) -> None:
    await prepare_all(store(voice, pool, tmp_path), TEXTS, MULAW)
    other = SentenceVoice("another voice")
    assert await made(store(other, pool, tmp_path)) == 3


async def test_a_spoilt_file_is_rendered_again(voice: SentenceVoice, pool: Pool, tmp_path: Path) -> None:
    await prepare_all(store(voice, pool, tmp_path), TEXTS, MULAW)
    files(tmp_path)[0].write_bytes(b"spoilt")
    assert await made(store(voice, pool, tmp_path)) == 1
    assert await made(store(voice, pool, tmp_path)) == 0


async def test_what_is_missing_is_told_without_making_it(
    prompts: SpokenPrompts, voice: SentenceVoice, pool: Pool, tmp_path: Path
) -> None:
    await prepare_all(store(voice, pool, tmp_path), [Text(WELCOME)], MULAW)
    del voice.said[:]
    found = await prepare_all(prompts, [Text(WELCOME), Text(HELLO)], MULAW, make=False)
    assert found[Text(WELCOME)] == Prepared(round(8000 * (0.4 + PAUSE_S)))
    assert found[Text(HELLO)].is_missing
    assert voice.said == []


async def test_what_is_said_to_one_caller_is_not_left_on_disk(prompts: SpokenPrompts, tmp_path: Path) -> None:
    await rendered(prompts, "Your balance is 40 dollars.")
    assert files(tmp_path) == []


async def test_one_prompt_that_cannot_be_said_does_not_stop_the_others(prompts: SpokenPrompts) -> None:
    told: list[int] = []
    prepared = await prepare_all(prompts, [Text("broken"), *TEXTS], MULAW, lambda done, _: told.append(done))
    assert [text.text for text, each in prepared.items() if each.failure] == ["broken"]
    assert all(ready(prompts, text.text) for text in TEXTS)
    assert told == [1, 2, 3, 4]


async def test_what_is_prepared_while_too_much_waits_has_failed_and_is_made_later(
    prompts: SpokenPrompts, pool: Pool
) -> None:
    gate = threading.Event()
    waiting = [pool.submit(gate.wait) for _ in range(pool.threads * (1 + WAITING_PER_THREAD))]
    text = Text("Welcome.", "en-US")
    failed = await prompts.prepare(text, MULAW)
    await prompts.prune()
    assert failed.failure is not None
    assert failed.failure.trouble == "busy"
    gate.set()
    await asyncio.gather(*waiting)
    assert (await prompts.prepare(text, MULAW)).is_new


async def test_without_a_folder_prompts_are_kept_in_memory(
    voice: SentenceVoice, pool: Pool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    prompts = store(voice, pool, tmp_path / "file")
    assert await made(prompts) == 3
    assert all(ready(prompts, text.text) for text in TEXTS)
    assert f"rendered prompts cannot be kept in {tmp_path / 'file'}: file exists" in caplog.text


async def test_a_recording_is_played_at_the_rate_of_the_line(prompts: SpokenPrompts, tmp_path: Path) -> None:
    path = tmp_path / "hello.wav"
    write_wav(path, (np.sin(np.arange(44100) / 20) * 900).astype(np.int16), 44100)
    for codec in Codec:
        data = await prompts.clip(str(path), codec=codec)
        assert len(data) == codec.bytes_per_second
        assert active_level(codec.decode(data), codec.sample_rate) == pytest.approx(SPEECH_DBFS, abs=0.1)


async def test_a_recording_that_is_replaced_is_read_again(prompts: SpokenPrompts, tmp_path: Path) -> None:
    path = tmp_path / "hello.wav"
    write_wav(path, np.zeros(8000, np.int16), 8000)
    assert await prompts.clip(str(path), codec=MULAW) is await prompts.clip(str(path), codec=MULAW)
    write_wav(path, np.zeros(4000, np.int16), 8000)
    assert len(await prompts.clip(str(path), codec=MULAW)) == 4000


async def test_a_recording_that_cannot_be_played_says_why(prompts: SpokenPrompts, tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match=r"cannot read hello\.wav: no such file"):
        await prompts.clip(str(tmp_path / "hello.wav"), codec=MULAW)
    (tmp_path / "hello.wav").write_text("hello")
    with pytest.raises(
        SpeechError, match=r"hello\.wav is no sound file that can be read; take WAV, AIFF, FLAC, MP3 or Ogg"
    ):
        await prompts.clip(str(tmp_path / "hello.wav"), codec=MULAW)


async def test_who_is_interrupted_keeps_what_is_made(
    prompts: SpokenPrompts, voice: SentenceVoice, tmp_path: Path
) -> None:
    voice.stops_before = HELP
    voice.may_go_on.clear()
    done = asyncio.Event()
    texts = [Text(WELCOME), Text(HELP)]
    building = asyncio.create_task(prepare_all(prompts, texts, MULAW, lambda *_: done.set()))
    await done.wait()
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await building
    await prompts.aclose()
    assert len(files(tmp_path)) == 1
    assert ready(prompts, WELCOME)


async def test_closing_stops_what_is_being_rendered(prompts: SpokenPrompts, voice: SentenceVoice) -> None:
    voice.may_go_on.clear()
    caller = asyncio.create_task(rendered(prompts, WELCOME))
    await voice.began.wait()
    await prompts.aclose()
    with pytest.raises(asyncio.CancelledError):
        await caller
