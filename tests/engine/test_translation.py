"""A flow in the words of its translation."""

from __future__ import annotations

from pathlib import Path

from flowrunner.engine.actions import Listen, Play
from flowrunner.flow.loader import load_flow
from tests.engine.phone import Phone
from tests.flow.translation.folder import HINDI, write


def in_hindi(folder: Path, hindi: str = HINDI) -> Phone:
    flow = load_flow(write(folder, hindi)).flow
    assert flow is not None
    phone = Phone(flow)
    phone.press("5")
    return phone


def languages(phone: Phone) -> list[str]:
    return [getattr(item, "language", "") for each in phone.did if isinstance(each, Play) for item in each.items]


def test_texts_are_those_of_the_language(tmp_path: Path) -> None:
    phone = in_hindi(tmp_path)
    assert phone.said == "नमस्ते, समय या नंबर?"
    phone.says("कब खुला है")
    assert phone.said == "हम दस बजे खुलते हैं। [1.0s]"
    phone.hears_it_out()
    phone.hears_it_out()
    phone.waits()
    assert phone.said == "सुनाई नहीं दिया। नमस्ते, समय या नंबर?"
    assert languages(phone) == ["hi-IN", "hi-IN"]


def test_the_words_of_the_written_language_are_heard_too(tmp_path: Path) -> None:
    phone = in_hindi(tmp_path)
    (listen,) = [each.expected for each in phone.did if isinstance(each, Listen) and each.expected]
    assert listen.phrases[:4] == ("समय", "कब खुला है", "opening hours", "नंबर")
    assert listen.language == "hi-IN"
    phone.says("a number")
    assert phone.said == "ठीक है।"
    phone.hears_it_out()
    phone.says("person")
    assert phone.state == "person"


def test_reasons_and_confirmations_are_translated(tmp_path: Path) -> None:
    phone = in_hindi(tmp_path)
    phone.press("2")
    phone.hears_it_out()
    assert phone.said == "कौन सा नंबर?"
    phone.press("00")
    assert phone.said == "वह नहीं। कौन सा नंबर?"
    phone.press("47")
    assert phone.said == "4 7। सही?"
    phone.says("हाँ")
    assert phone.said == "47 के लिए धन्यवाद।"


def test_a_text_that_is_missing_is_said_in_the_language_it_is_written_in(tmp_path: Path) -> None:
    phone = in_hindi(tmp_path, HINDI.replace("[हम दस बजे खुलते हैं।, {pause: 1s}]", ""))
    phone.press("1")
    assert phone.said == "We open at ten."
    assert languages(phone) == ["en-IN"]
    phone.hears_it_out()
    assert phone.said == "नमस्ते, समय या नंबर?"


def test_words_that_only_the_translation_knows_choose_nothing_in_the_written_language(tmp_path: Path) -> None:
    flow = load_flow(write(tmp_path)).flow
    assert flow is not None
    phone = Phone(flow)
    phone.says("कब खुला है")
    assert phone.state == "hello"
