"""Conversations with a form: its questions in turn, several answers in one sentence, and what is skipped."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Left, Mistaken, Understood
from tests.engine.phone import Phone

BOOKING = """
    language: en-IN
    hours:
      clinic: {mon-sat: 9:30-19:00, timezone: Asia/Kolkata}
    anytime:
      repeat: {press: star, hear: repeat}
      back: {hear: go back}
      person: {press: 0, hear: [reception, a person], go: help}
    states:
      first:
        say: Welcome.
        form:
          name: {ask: What name?, type: name}
          service:
            ask: {first: "A checkup, a cleaning, or a toothache?", again: Which one?}
            choices:
              checkup: {press: 1, hear: [checkup, regular visit]}
              cleaning: {press: 2, hear: cleaning, say: Very good.}
              toothache: {press: 3, hear: [toothache, tooth pain, it hurts]}
          urgent:
            only_if: service == 'toothache'
            ask: Do you need to be seen today?
            type: yes_no
          day:
            only_if: not urgent
            ask: Which day?
            type: date
            reject:
              - if: not is_open('clinic', day)
                say: We are closed that day.
          time: {only_if: not urgent, ask: What time?, type: time}
        go: {done: booked, cancel: cancelled, give_up: gave_up}
      booked: {say: "Booked {{ service }} for {{ name }} on {{ day }} at {{ time }}.", go: hangup}
      cancelled: {say: Cancelled., go: hangup}
      gave_up: {say: Bye., go: hangup}
"""


def answered(phone: Phone) -> dict[str, object]:
    return dict(phone.call.variables)


def test_the_questions_are_put_in_their_order() -> None:
    phone = Phone(BOOKING)
    assert phone.said == "Welcome. What name?"
    phone.says("Asha Rao")
    assert phone.said == "A checkup, a cleaning, or a toothache?"
    phone.press("1")
    assert phone.said == "Which day?"
    phone.says("on Friday")
    assert phone.said == "What time?"
    phone.says("half past ten")
    assert phone.entered == ["booked"]
    assert phone.said == "Booked checkup for Asha Rao on 2026-11-06 at 10:30."


def test_one_sentence_answers_everything() -> None:
    phone = Phone(BOOKING)
    phone.says("I'd like a cleaning for Asha on Friday at ten")
    assert phone.entered == ["booked"]
    assert answered(phone) == {"name": "Asha", "service": "cleaning", "day": "2026-11-06", "time": "10:00"}


@pytest.mark.parametrize(
    ("words", "told", "then"),
    [
        ("on Friday at ten", "All right: Friday, November 6, 10 AM. What name?", "name"),
        ("Asha Rao for a cleaning", "All right: cleaning. Which day?", "day"),
        ("this is Asha, regular visit", "All right: checkup. Which day?", "day"),
    ],
)
def test_what_was_said_beside_the_question_is_acknowledged(words: str, told: str, then: str) -> None:
    phone = Phone(BOOKING)
    phone.says(words)
    assert phone.said == told
    assert phone.call.form is not None
    assert phone.call.form.slot == then


def test_what_was_answered_already_is_not_asked() -> None:
    phone = Phone(BOOKING)
    phone.says("on Friday at ten")
    phone.says("Asha")
    phone.press("1")
    assert phone.entered == ["booked"]


def test_a_question_whose_condition_does_not_hold_is_skipped() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.says("it hurts")
    assert phone.said == "Do you need to be seen today?"
    phone.says("yes")
    assert phone.entered == ["booked"]
    assert answered(phone) == {"name": "Asha", "service": "toothache", "urgent": True}


def test_an_answer_that_no_longer_applies_is_emptied() -> None:
    phone = Phone(BOOKING)
    phone.says("this is Asha and I have a toothache, on Friday")
    assert answered(phone)["day"] == "2026-11-06"
    phone.press("1")
    assert phone.entered == ["booked"]
    assert "day" not in answered(phone)


def test_a_refused_answer_is_asked_again() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.press("1")
    phone.says("on Sunday")
    assert phone.said == "We are closed that day. Which day?"
    assert Mistaken("unclear", 1) in phone.did
    phone.says("on Monday")
    assert phone.said == "What time?"


def test_an_answer_refused_beside_the_question_is_told_and_asked_for_in_its_turn() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha, on Sunday at ten")
    assert phone.said.startswith("We are closed that day.")
    assert phone.said.endswith("A checkup, a cleaning, or a toothache?")
    phone.press("1")
    assert phone.said == "Which day?"


def test_each_question_has_a_ladder_of_its_own() -> None:
    phone = Phone(BOOKING)
    phone.waits()
    phone.waits()
    assert Mistaken("silence", 2) in phone.did
    phone.says("Asha")
    phone.waits()
    assert Mistaken("silence", 1) in phone.did
    phone.waits()
    phone.waits()
    assert Left("give_up") in phone.did
    assert phone.entered == ["gave_up"]


def test_keys_typed_ahead_answer_the_questions_to_come() -> None:
    phone = Phone(
        BOOKING.replace("name: {ask: What name?, type: name}", "name: {ask: What code?, type: digits, length: 2}")
    )
    phone.press("42361105")
    assert answered(phone) == {"name": "42", "service": "toothache", "urgent": True}


def test_a_choice_says_its_own_before_the_next_question() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.press("2")
    assert phone.said == "Very good. Which day?"


def test_repeat_says_the_question_once_more_and_in_full() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.says("what did you say")
    assert phone.said.endswith("Which one?")
    phone.press("*")
    assert phone.said == "A checkup, a cleaning, or a toothache?"


def test_back_goes_to_the_question_before() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.press("1")
    phone.says("go back")
    assert phone.said == "Which one?"
    assert answered(phone) == {"name": "Asha"}
    phone.says("go back")
    assert phone.said == "What name?"


def test_back_from_the_first_question_leaves_the_form() -> None:
    phone = Phone(
        """
        start: pick
        anytime: {back: {hear: go back}}
        states:
          pick: {ask: What now?, choices: {book: {press: 1, hear: book}}}
          book: {form: {day: {ask: Which day?, type: date}}, go: help}
        """
    )
    phone.press("1")
    phone.says("go back")
    assert phone.entered == ["pick"]


def test_a_command_leaves_the_form_and_the_answers_stay() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.says("a person please")
    assert phone.entered == ["help"]
    assert answered(phone) == {"name": "Asha"}


def test_cancel_leaves_the_form_at_any_question() -> None:
    phone = Phone(BOOKING)
    phone.says("never mind")
    assert phone.entered == ["cancelled"]


def test_cancelling_does_not_go_where_a_filled_form_goes() -> None:
    phone = Phone(
        "states: {first: {form: {day: {ask: Which day?, type: date}}, go: done}, done: {say: Done., go: hangup}}"
    )
    phone.says("cancel")
    assert phone.entered == ["help"]


def test_an_unsure_answer_is_read_back() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha")
    phone.says("cleaning", confidence=0.5)
    assert phone.said == "cleaning. Is that right?"
    phone.says("yes")
    assert phone.said == "Very good. Which day?"


def test_unsure_answers_beside_the_question_are_read_back_in_their_turn() -> None:
    phone = Phone(BOOKING)
    phone.says("this is Asha, a cleaning on Friday", confidence=0.5)
    assert phone.said == "Asha. Is that right?"
    phone.says("yes")
    assert phone.said == "cleaning. Is that right?"
    phone.says("yes")
    assert phone.said.endswith("Is that right?")
    phone.says("no")
    assert phone.said.endswith("Which day?")


@pytest.mark.parametrize(
    "words",
    ["well I suppose a cleaning would be nice", "I'd like a cleaning", "book a cleaning", "Can I get a cleaning?"],
)
def test_a_name_is_not_taken_from_the_middle_of_a_sentence(words: str) -> None:
    phone = Phone(BOOKING)
    phone.says(words)
    assert "name" not in answered(phone)
    assert phone.said == "All right: cleaning. What name?"


def test_a_call_that_lost_its_connection_hears_the_question_again() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha, on Friday")
    phone.rejoins()
    assert phone.said == "A checkup, a cleaning, or a toothache?"
    phone.press("1")
    assert phone.said == "What time?"


def test_a_secret_of_a_form_comes_by_keys_and_stays_hidden() -> None:
    phone = Phone(
        """
        states:
          first:
            form:
              pin: {ask: Your PIN?, type: digits, length: 4, secret: true}
              day: {ask: Which day?, type: date}
            go: send
          send:
            request: POST https://example.com/
            body: {pin: "{{ pin }}"}
            go: {otherwise: help}
        """
    )
    assert phone.call.listening is None
    phone.press("1234")
    assert phone.said == "Which day?"
    assert answered(phone) == {}
    assert "1234" not in repr(phone.call)
    phone.says("tomorrow")
    assert phone.request.body == {"pin": "1234"}


def test_the_trace_tells_which_question_an_answer_is_to() -> None:
    phone = Phone(BOOKING)
    phone.says("Asha on Friday")
    assert Understood("parsed", "done", slot="day") in phone.did
    assert Understood("parsed", "done", slot="name") in phone.did


def test_a_form_with_all_its_answers_is_done_at_once() -> None:
    phone = Phone(
        """
        remember: day
        states:
          first: {form: {day: {ask: Which day?, type: date}}, go: done}
          done: {say: "{{ day }}.", go: hangup}
        """,
        remembered={"day": "2026-11-06"},
    )
    assert phone.said == "2026-11-06."


def test_while_a_form_asks_the_answers_to_all_its_questions_are_listened_for() -> None:
    phone = Phone(BOOKING)
    assert phone.call.listening is not None
    assert phone.call.listening.kind == "open"
    assert {"cleaning", "reception"} <= set(phone.call.listening.phrases)


def test_the_last_question_of_a_form_listens_for_its_own_answer() -> None:
    phone = Phone(BOOKING)
    phone.says("a toothache for Asha on Friday at ten")
    assert phone.said.endswith("Do you need to be seen today?")
    assert phone.call.listening is not None
    assert phone.call.listening.kind == "phrases"
