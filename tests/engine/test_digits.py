"""Digits by key and by voice."""

from __future__ import annotations

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import Listen, Mistaken, StartTimer, StopPlaying, Understood
from tests.engine.phone import Phone


def pin(length: str = "4", more: str = "") -> Phone:
    return Phone(f"""
        anytime:
          operator: {{press: 0, hear: operator, go: help}}
          repeat: {{press: star, hear: repeat}}
        states:
          first: {{ask: Your PIN?, type: digits, length: {length}, save: pin, go: done{more}}}
          done: {{say: Thanks., go: hangup}}
    """)


def test_the_last_digit_completes_the_answer() -> None:
    phone = pin()

    assert phone.did[-1] == Listen(Expected(("operator", "repeat"), "digits", 4, 4, end_silence_ms=800))
    assert phone.press("1") == (StopPlaying(), StartTimer(1, 3.0))
    assert phone.press("2") == (StartTimer(2, 3.0),)
    assert Understood("key", "done") in phone.press("34")
    assert phone.call.variables == {"pin": "1234"}


def test_zero_is_a_digit_and_no_command() -> None:
    phone = pin()
    phone.press("1000")

    assert phone.call.variables == {"pin": "1000"}


def test_hash_ends_a_number_of_any_length() -> None:
    phone = pin("2..6")
    phone.press("123#")

    assert phone.call.variables == {"pin": "123"}


def test_hash_after_too_few_digits_is_unclear() -> None:
    assert Mistaken("unclear", 1) in pin("2..6").press("1#")


def test_no_more_digits_complete_a_number_that_is_long_enough() -> None:
    phone = pin("2..6")
    phone.press("12")

    assert Understood("key", "done") in phone.waits()


def test_no_more_digits_are_unclear_when_there_are_too_few() -> None:
    phone = pin(more=", between_keys: 1s")

    assert phone.press("12") == (StartTimer(2, 1.0),)
    assert Mistaken("unclear", 1) in phone.waits()


def test_star_is_a_command_and_keeps_nothing_typed() -> None:
    phone = pin()
    phone.press("12*")

    assert phone.said == "Your PIN?"
    phone.press("3456")
    assert phone.call.variables == {"pin": "3456"}


def test_a_key_that_is_no_digit_is_ignored() -> None:
    phone = Phone("states: {first: {ask: PIN?, type: digits, length: 4, end: none, go: hangup}}")

    assert phone.press("*") == ()
    assert phone.press("#") == ()


def test_digits_are_understood_from_speech() -> None:
    phone = pin()

    assert Understood("parsed", "done", 0.7) in phone.says("seven four double nine", confidence=0.7)
    assert phone.call.variables == {"pin": "7499"}


def test_the_recognizers_digits_go_before_its_words() -> None:
    phone = pin()
    phone.says("heaven for nine won", "7491")

    assert phone.call.variables == {"pin": "7491"}


def test_a_number_may_be_said_in_pieces() -> None:
    phone = pin()

    assert phone.says("seven four")[-1] == StartTimer(2, 3.0)
    phone.says("nine one")
    assert phone.call.variables == {"pin": "7491"}


def test_a_number_may_be_said_again_from_the_beginning() -> None:
    phone = pin()
    phone.says("seven four")
    phone.says("sorry, seven four nine one")

    assert phone.call.variables == {"pin": "7491"}


def test_too_many_spoken_digits_are_unclear() -> None:
    assert Mistaken("unclear", 1) in pin().says("one two three four five")


def test_other_words_are_unclear_and_commands_still_work() -> None:
    assert Mistaken("unclear", 1) in pin().says("I forgot it")
    assert Understood("close", "operator") in pin().says("the operator please")


def test_a_noise_between_keys_does_not_forget_them() -> None:
    phone = pin()
    phone.press("12")

    assert phone.coughs() == (StartTimer(4, 3.0),)
    phone.press("34")
    assert phone.call.variables == {"pin": "1234"}


TYPED_AHEAD = """
    states:
      first: {wait: 5s, go: code}
      code: {ask: Your code?, type: digits, length: 4, save: code, go: menu}
      menu: {ask: One or two?, choices: {one: {press: 1}, two: {press: 2}}}
      one: {say: One., go: hangup}
      two: {say: Two., go: hangup}
"""


def test_keys_typed_ahead_answer_one_question_after_another_without_a_prompt() -> None:
    phone = Phone(TYPED_AHEAD)
    phone.press("12342")

    phone.waits()
    assert (phone.entered, phone.said) == (["code", "menu", "two"], "Two.")


def test_some_digits_typed_ahead_wait_for_the_rest_without_a_prompt() -> None:
    phone = Phone(TYPED_AHEAD)
    phone.press("12")

    phone.waits()
    assert (phone.said, phone.timer_s) == ("", 3.0)
    phone.press("34")
    assert phone.said == "One or two?"


def test_a_mistake_typed_ahead_flushes_the_rest_and_the_ladder_speaks() -> None:
    phone = Phone(TYPED_AHEAD)
    phone.press("1234712")

    phone.waits()
    assert (phone.state, phone.said) == ("menu", "Sorry, I didn't understand. One or two?")
    assert phone.call.keys == ""


@pytest.mark.parametrize(
    "words", ["four four one three, no sorry, four four one two", "four thousand four hundred and twelve"]
)
def test_digits_may_be_put_right_or_said_as_one_number(words: str) -> None:
    phone = Phone("states: {first: {ask: Your PIN?, type: digits, length: 4, save: pin, go: hangup}}")
    phone.says(words)
    assert phone.call.variables == {"pin": "4412"}
