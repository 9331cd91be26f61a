"""Answers with a grammar of their own: keys, words, limits and read-backs. It is noon on Monday, November 2."""

from __future__ import annotations

from datetime import datetime

import pytest

from flowrunner.answers.answer import Value
from flowrunner.engine.masking import masked_call
from flowrunner.engine.reading import OutOfLimits
from flowrunner.engine.typed import context_of, read_typed
from flowrunner.flow.model import Digits, FromToday, Typed, YesNo
from tests.engine.phone import Phone

NOW = datetime(2026, 11, 2, 12, 0)


def asks(kind: str, **fields: object) -> Phone:
    """Return a call that stands at a question of a type, which has been heard."""
    top = f"language: {fields.pop('language')}\n" if "language" in fields else ""
    more = "".join(f"\n    {key}: {value}" for key, value in fields.items())
    question = f"  first:\n    ask: Well?\n    type: {kind}\n    save: it{more}\n    go: after"
    phone = Phone(f"{top}states:\n{question}\n  after: {{say: Done., go: hangup}}")
    phone.hears_it_out()
    return phone


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        ("number", "twelve hundred and fifty", 1250),
        ("money", "twelve dollars fifty", 12.5),
        ("date", "next friday", "2026-11-13"),
        ("time", "half past nine in the evening", "21:30"),
        ("phone", "two one two five five five oh one double nine", "+12125550199"),
        ("name", "my name is ann lee", "Ann Lee"),
        ("email", "ann dot lee at gmail dot com", "ann.lee@gmail.com"),
        ("code", "a b as in boy one two", "AB12"),
    ],
)
def test_an_answer_may_be_said(kind: str, words: str, value: Value) -> None:
    phone = asks(kind)
    phone.says(words)
    assert phone.state == "after"
    assert phone.call.variables == {"it": value}


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("number", "12*5#", 12.5),
        ("money", "1250#", 1250),
        ("date", "1127#", "2026-11-27"),
        ("time", "2130", "21:30"),
        ("phone", "2125550199#", "+12125550199"),
        ("code", "4711#", "4711"),
    ],
)
def test_an_answer_may_be_typed(kind: str, keys: str, value: Value) -> None:
    phone = asks(kind)
    phone.press(keys)
    assert phone.state == "after"
    assert phone.call.variables == {"it": value}


def test_a_number_is_complete_when_no_further_digit_can_follow() -> None:
    phone = asks("number", min=0, max=10)
    phone.press("7")
    assert phone.call.variables == {"it": 7}


def test_a_number_that_may_go_on_waits_for_the_next_key() -> None:
    phone = asks("number", min=0, max=10)
    phone.press("1")
    assert (phone.state, phone.timer_s) == ("first", 3.0)
    phone.waits()
    assert phone.call.variables == {"it": 1}


def test_what_is_outside_the_limits_is_unclear_and_says_why() -> None:
    phone = asks("number", min=1, max=8)
    phone.says("twelve")
    assert phone.said == "Sorry, it has to be between 1 and 8. Well?"


def test_the_words_of_the_author_go_before_ours() -> None:
    phone = asks("number", max=8, unclear="Up to eight, please.")
    phone.says("twelve")
    assert phone.said == "Up to eight, please. Well?"


def test_a_day_may_be_limited_by_the_day_of_the_call() -> None:
    phone = asks("date", min="tomorrow", max="today + 30")
    phone.says("today")
    assert phone.said == "Sorry, it has to be between Tuesday, November 3 and Wednesday, December 2. Well?"
    phone.says("the second of december")
    assert phone.call.variables == {"it": "2026-12-02"}


def test_an_answer_is_read_back_as_people_say_it() -> None:
    phone = asks("time", confirm="always")
    phone.says("half past nine in the evening")
    assert phone.said == "9:30 PM. Is that right?"
    phone.says("no")
    phone.says("nine thirty pm")
    assert phone.said == "9:30 PM, or 21 30 on the 24-hour clock. Is that right?"
    phone.says("yes")
    assert phone.call.variables == {"it": "21:30"}


def test_an_answer_is_read_back_in_the_language_of_the_call() -> None:
    phone = asks("time", confirm="always", language="hi-IN")
    phone.says("रात साढ़े नौ बजे")
    assert phone.said == "रात 9 बजकर 30 मिनट। क्या यह सही है?"


def test_a_telephone_number_may_be_said_in_pieces() -> None:
    phone = asks("phone")
    phone.says("two one two")
    assert (phone.state, phone.said, phone.timer_s) == ("first", "", 3.0)
    phone.says("five five five")
    phone.says("oh one double nine")
    assert phone.call.variables == {"it": "+12125550199"}


def test_a_piece_of_a_telephone_number_is_no_number() -> None:
    phone = asks("phone")
    phone.says("two one two")
    phone.waits()
    assert phone.said == "Sorry, I didn't understand. Well?"
    phone.says("two one two five five five oh one double nine")
    assert phone.call.variables == {"it": "+12125550199"}


def test_a_code_of_known_length_may_be_said_in_pieces() -> None:
    phone = asks("code", length=4)
    phone.says("a b")
    phone.says("one two")
    assert phone.call.variables == {"it": "AB12"}


COMMANDED = """
    anytime:
      reception: {press: [0, star], hear: reception}
    states:
      first: {ask: "Who is calling?", type: name, save: it, go: amount}
      amount: {ask: How much?, type: money, save: much, go: day}
      day: {ask: When?, type: date, save: day, go: hangup}
      reception: {transfer: "+15550100000"}
"""


@pytest.mark.parametrize("words", ["reception", "um, reception please"])
def test_a_command_is_no_answer(words: str) -> None:
    phone = Phone(COMMANDED)
    phone.says(words)
    assert phone.state == "reception"


def test_an_answer_that_holds_a_command_is_an_answer() -> None:
    phone = Phone(COMMANDED)
    phone.says("my name is Reception Smith")
    assert phone.call.variables == {"it": "Reception Smith"}


def test_star_is_a_command_before_the_first_key_and_the_decimal_point_after_it() -> None:
    phone = Phone(COMMANDED)
    phone.says("ann lee")
    phone.press("10*5#")
    assert phone.call.variables["much"] == 10.5
    phone.press("*")
    assert phone.state == "reception"


def test_a_key_does_nothing_where_an_answer_can_only_be_said() -> None:
    phone = Phone(COMMANDED)
    phone.press("5")
    assert (phone.state, phone.said) == ("first", "")


def test_a_whole_number_goes_before_a_piece_of_one() -> None:
    phone = asks("phone")
    phone.says("212 555-199", phrase="2125550199")
    assert phone.call.variables == {"it": "+12125550199"}


def test_what_was_heard_freely_goes_before_the_phrase_that_was_expected() -> None:
    phone = asks("date")
    phone.says("monday the thirtieth of november", phrase="Monday")
    assert phone.call.variables == {"it": "2026-11-30"}


def test_an_answer_that_is_unsure_is_read_back() -> None:
    phone = asks("money")
    phone.says("twelve dollars fifty", confidence=0.3)
    assert phone.said == "12 dollars and 50 cents. Is that right?"
    phone.says("yes")
    assert phone.call.variables == {"it": 12.5}


@pytest.mark.parametrize(("kind", "words", "asks_again"), [("date", "tomorrow", False), ("name", "Ann Lee", True)])
def test_what_a_strict_grammar_reads_is_surer_than_what_may_be_anything(
    kind: str, words: str, asks_again: bool
) -> None:
    phone = asks(kind)
    phone.says(words, confidence=0.5)
    assert phone.said.endswith("Is that right?") == asks_again


def test_an_answer_that_is_refused_is_unclear() -> None:
    phone = Phone("""
        states:
          first:
            ask: How many?
            type: number
            save: many
            reject:
              - {if: many > 8, say: That is too many.}
            go: hangup
    """)
    phone.says("nine")
    assert phone.said == "That is too many. How many?"


def test_keys_typed_ahead_answer_one_question_after_the_other() -> None:
    phone = Phone("""
        states:
          first: {ask: How many?, type: number, min: 1, max: 8, save: many, go: time}
          time: {ask: When?, type: time, save: time, go: menu}
          menu: {ask: "Tea, or coffee?", choices: {tea: {press: 1, go: hangup}, coffee: {press: 2, go: hangup}}}
    """)
    phone.press("4#1930#")
    assert phone.call.variables == {"many": 4, "time": "19:30"}
    assert (phone.state, phone.call.attempt.mistakes) == ("menu", 0)


def test_a_secret_of_any_type_is_typed_and_kept_apart() -> None:
    phone = asks("code", secret="true")
    assert phone.call.listening is None
    phone.press("471")
    assert "471" not in repr(masked_call({"test": phone.flow}, phone.call))
    phone.press("1#")
    assert (phone.call.sealed, phone.call.variables) == ({"it": "4711"}, {})


def test_several_answers_are_found_by_the_same_function() -> None:
    number = Typed("number", least=1, most=8)
    context = context_of(number, NOW, "en-US")
    assert read_typed(number, "we are four", context) == 4
    assert read_typed(number, "twelve", context) == OutOfLimits(12)
    assert read_typed(number, "i do not know", context) is None
    assert read_typed(YesNo(), "yes please", context_of(YesNo(), NOW, "en-US")) is True
    assert read_typed(Digits(4, 4), "double four one two", context_of(Digits(4, 4), NOW, "en-US")) == "4412"


def test_a_moving_limit_is_that_of_the_moment() -> None:
    day = Typed("date", least=FromToday(), most=FromToday(30))
    context = context_of(day, NOW, "en-US")
    assert (context.least, context.most) == ("2026-11-02", "2026-12-02")


@pytest.mark.parametrize(("words", "answer"), [("yes, go ahead", True), ("no it wasn't", False), ("yes or no", None)])
def test_yes_and_no_are_understood_when_every_word_says_the_same(words: str, answer: bool | None) -> None:
    phone = Phone("states: {first: {ask: Well?, type: yes_no, save: it, go: {yes: hangup, no: hangup}}}")
    phone.says(words)
    assert phone.call.variables.get("it") == answer
