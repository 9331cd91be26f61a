"""The optional recognizers, real library and models: what they hear, and what they say when parts are missing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.errors import ModelError, SpeechError
from flowrunner.speech.espeak import open_espeak
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Voice
from flowrunner.speech.registry import unknown_languages
from flowrunner.speech.whisper.combined import CombinedModel, base_recognizer, ctranslate2_recognizer
from flowrunner.speech.whisper.open_model import Files, OpenModel
from tests.embedding.models import FOLDER
from tests.speech.install import installed

RATE = 8000
BASE = Files(FOLDER / "whisper-base", FOLDER / "whisper-base" / "vocabulary.json", is_multilingual=True)
OPEN = Expected((), "open")


@pytest.fixture(scope="module")
def base() -> CombinedModel:
    return CombinedModel(BASE, threads=1)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool("test")
    yield pool
    pool.close()


def spoken(voice: Voice, text: str, language: str = "en-US") -> PCM:
    async def collect() -> PCM:
        return np.concatenate([pcm async for pcm in voice.speak(text, voice=None, language=language)])

    return resample(asyncio.run(collect()), voice.sample_rate, RATE)


def always() -> bool:
    return True


def test_an_open_answer_is_written_down(base: CombinedModel, pool: Pool) -> None:
    sound = spoken(HibariVoice(pool), "I would like to change the date of my appointment.")
    heard = base.recognize(sound, RATE, OPEN, always)
    assert heard.transcript.lower() == "i would like to change the date of my appointment."
    assert heard.phrase is None
    assert heard.confidence > 0.5


def test_a_menu_in_english_is_heard_by_its_grammar(base: CombinedModel, pool: Pool) -> None:
    menu = Expected(("balance", "block my card"))
    heard = base.recognize(spoken(HibariVoice(pool), "Block my card."), RATE, menu, always)
    assert heard.phrase == "block my card"


def test_another_language_is_heard(base: CombinedModel) -> None:
    installed()
    sound = spoken(open_espeak(), "Quiero saber mi saldo, por favor.", "es")
    heard = base.recognize(sound, RATE, Expected((), "open", language="es-MX"), always)
    assert heard.transcript.lower().startswith("quiero saber mi sal")


def test_silence_is_nothing(base: CombinedModel) -> None:
    assert base.recognize(np.zeros(RATE, np.int16), RATE, OPEN, always).transcript == ""


def test_nobody_waits_for_what_is_not_wanted_any_more(base: CombinedModel) -> None:
    assert base.recognize(np.zeros(RATE, np.int16), RATE, OPEN, lambda: False).transcript == ""


def test_a_language_that_no_model_knows_is_refused(base: CombinedModel) -> None:
    with pytest.raises(SpeechError, match="does not understand tlh"):
        base.recognize(np.zeros(RATE, np.int16), RATE, Expected((), "open", language="tlh"), always)


@pytest.mark.parametrize("files", [Files(Path("nowhere"), BASE.vocabulary, True), Files(BASE.folder, Path("no"), True)])
def test_a_model_that_cannot_be_read_is_told(files: Files) -> None:
    with pytest.raises(ModelError, match="cannot be read as a"):
        OpenModel(files, 1)


async def test_the_model_that_comes_along_is_run_by_the_other_library_too(pool: Pool) -> None:
    await ctranslate2_recognizer(pool).warm()


async def test_a_model_that_was_not_added_comes_with_advice(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the model whisper-base is not here; run: flowrunner models add whisper-base"):
        await base_recognizer(pool, tmp_path).warm()


def test_only_the_larger_one_knows_other_languages() -> None:
    assert unknown_languages(["ctranslate2"], ["de-DE"]) == ("de-DE",)
    assert unknown_languages(["whisper-base"], ["de-DE"]) == ()
