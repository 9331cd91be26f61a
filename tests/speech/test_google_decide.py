"""What Google's results mean for a question."""

from __future__ import annotations

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.speech.google.decide import UNSAID_CONFIDENCE, decide
from flowrunner.speech.google.results import Alternative, Word
from flowrunner.speech.ports import Recognition

MENU = Expected(("sales", "technical support"))
PIN = Expected(("operator",), "digits", 4, 4)


def said(*transcripts: str) -> list[Alternative]:
    """Return one result, with what else it may have been."""
    return [Alternative(transcript, 0.5 if place == 0 else 0.0) for place, transcript in enumerate(transcripts)]


@pytest.mark.parametrize("transcript", ["sales", "Sales.", " SALES "])
def test_case_and_punctuation_do_not_matter(transcript: str) -> None:
    assert decide([said(transcript)], MENU) == Recognition(transcript.strip(), "sales", 0.5)


def test_other_words_are_left_to_the_flow() -> None:
    assert decide([said("I want to buy something")], MENU) == Recognition("I want to buy something", None, 0.5)


def test_a_choice_is_found_in_a_less_likely_alternative() -> None:
    assert decide([said("sails", "sale", "sales")], MENU) == Recognition("sails", "sales", 0.5 / 3)


def test_an_open_answer_is_taken_as_it_was_heard() -> None:
    assert decide([said("sails", "sales")], Expected(("sales",), "open")) == Recognition("sails", None, 0.5)
    assert decide([said("sales")], Expected(("sales",), "open")).phrase == "sales"


@pytest.mark.parametrize("transcript", ["7491", "7 4 9 1", "74 91", "seven four nine one"])
def test_digits_are_written_as_digits(transcript: str) -> None:
    assert decide([said(transcript)], PIN).phrase == "7491"


def test_digits_of_the_wrong_length_are_left_to_the_flow() -> None:
    assert decide([said("749")], PIN) == Recognition("749", None, 0.5)
    assert decide([said("74 900 1", "7491")], PIN) == Recognition("74 900 1", "7491", 0.25)


def test_a_command_is_heard_among_digits() -> None:
    assert decide([said("Operator")], PIN).phrase == "operator"


def test_digits_mean_nothing_in_a_menu() -> None:
    assert decide([said("7491")], MENU).phrase is None


def sure(**confidences: float) -> list[Alternative]:
    """Return what was said word by word, each as sure as it is."""
    words = tuple(Word(text, confidence) for text, confidence in confidences.items())
    return [Alternative(" ".join(confidences), 0.9, words)]


def test_a_number_is_as_sure_as_its_least_sure_digit() -> None:
    assert decide([sure(seven=0.9, four=0.4, nine=0.9, one=0.8)], PIN) == Recognition(
        "seven four nine one", "7491", 0.4
    )


def test_a_phrase_is_as_sure_as_the_words_that_tell_it_from_others() -> None:
    phrases = Expected(("technical support", "sales support"))
    assert decide([sure(sales=0.5, support=0.9)], phrases) == Recognition("sales support", "sales support", 0.5)
    assert decide([sure(sales=0.75, support=0.25)], Expected(("sales support",))).confidence == 0.5
    assert decide([sure(sales=0.0, support=0.0)], phrases).confidence == 0.9, "the words do not say how sure they are"


def test_other_words_are_as_sure_as_the_whole() -> None:
    assert decide([sure(blue=0.1, whale=0.2)], MENU).confidence == 0.9


def test_parts_are_joined_and_as_sure_as_the_least() -> None:
    parts = [[Alternative("technical", 0.9)], [Alternative("", 0.1)], [], [Alternative(" support", 0.6)]]
    assert decide(parts, MENU) == Recognition("technical support", "technical support", 0.6)


def test_a_confidence_that_google_does_not_say_is_assumed() -> None:
    assert decide([[Alternative("sales")]], MENU).confidence == UNSAID_CONFIDENCE
    assert decide([[Alternative("technical")], [Alternative("support")]], MENU).confidence == UNSAID_CONFIDENCE


@pytest.mark.parametrize("results", [[], [[]], [[Alternative("")], [Alternative(" ")]]])
def test_nothing_is_nothing(results: list[list[Alternative]]) -> None:
    assert decide(results, MENU) == Recognition("")
