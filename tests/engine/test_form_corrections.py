"""Conversations at the end of a form: all answers are read back, and the caller may change them."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Left, Mistaken
from tests.engine.phone import Phone

BOOKING = """
    language: en-IN
    hours:
      clinic: {mon-sat: 9:30-19:00, timezone: Asia/Kolkata}
    anytime:
      person: {press: 0, hear: [reception, a person], go: help}
      back: {hear: go back}
    states:
      first:
        form:
          name: {ask: What name should I book under?, type: name}
          service:
            ask: Is this for a checkup, a cleaning, or a toothache?
            choices:
              checkup: {press: 1, hear: [checkup, regular visit]}
              cleaning: {press: 2, hear: cleaning}
              toothache: {press: 3, hear: [toothache, tooth pain]}
          urgent:
            only_if: service == 'toothache'
            ask: Do you need to be seen today?
            type: yes_no
          day:
            only_if: not urgent
            ask: Which day would you like?
            type: date
            reject: [{if: "not is_open('clinic', day)", say: We are closed that day.}]
          time: {only_if: not urgent, ask: What hour suits you?, type: time}
        confirm: "{{ service }} for {{ name }} {{ 'today' if urgent else day ~ ' ' ~ time }}?"
        go: {done: booked, cancel: cancelled}
      booked: {say: Booked., go: hangup}
      cancelled: {say: Cancelled., go: hangup}
"""
READ_BACK = "cleaning for Asha 2026-11-06 10:00?"


@pytest.fixture
def phone() -> Phone:
    """A caller who hears everything read back."""
    phone = Phone(BOOKING)
    phone.says("a cleaning for Asha on Friday at ten")
    assert phone.said == READ_BACK
    phone.hears_it_out()
    return phone


@pytest.mark.parametrize("words", ["yes", "yes please", "that's right", "yes, Friday at ten"])
def test_yes_ends_the_form(phone: Phone, words: str) -> None:
    phone.says(words)
    assert phone.entered == ["booked"]
    assert Left("done") in phone.did


@pytest.mark.parametrize(
    ("words", "read_back"),
    [
        ("no, at eleven", "cleaning for Asha 2026-11-06 11:00?"),
        ("No, make it 11:30.", "cleaning for Asha 2026-11-06 11:30?"),
        ("No, make it 11.30 on Saturday", "cleaning for Asha 2026-11-07 11:30?"),
        ("know, make it 1130,", "cleaning for Asha 2026-11-06 11:30?"),
        ("no, eleven", "cleaning for Asha 2026-11-06 11:00?"),
        ("Saturday instead", "cleaning for Asha 2026-11-07 10:00?"),
        ("no, make it Saturday at half past eleven", "cleaning for Asha 2026-11-07 11:30?"),
        ("no, not Friday, Saturday", "cleaning for Asha 2026-11-07 10:00?"),
        ("change it from Friday to Saturday", "cleaning for Asha 2026-11-07 10:00?"),
        ("change the day to Saturday", "cleaning for Asha 2026-11-07 10:00?"),
        ("the name is Usha Rao", "cleaning for Usha Rao 2026-11-06 10:00?"),
        ("no, it's for Usha", "cleaning for Usha 2026-11-06 10:00?"),
        ("the name to Usha and the time to eleven", "cleaning for Usha 2026-11-06 11:00?"),
        ("a checkup please", "checkup for Asha 2026-11-06 10:00?"),
        ("yes but at eleven", "cleaning for Asha 2026-11-06 11:00?"),
    ],
)
def test_a_new_value_is_taken_at_once(phone: Phone, words: str, read_back: str) -> None:
    phone.says(words)
    assert phone.said == read_back
    phone.says("yes")
    assert phone.entered == ["booked"]


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("the day is wrong", "Which day would you like?"),
        ("no, the name", "What name should I book under?"),
        ("change the time", "What hour suits you?"),
        ("the hour does not suit me", "What hour suits you?"),
        ("not Friday", "Which day would you like?"),
        ("the service please", "Is this for a checkup, a cleaning, or a toothache?"),
    ],
)
def test_who_names_an_answer_is_asked_for_it(phone: Phone, words: str, question: str) -> None:
    phone.says(words)
    assert phone.said == question


def test_who_only_says_no_is_asked_what_to_change(phone: Phone) -> None:
    phone.says("no")
    assert phone.said == "What should I change?"
    phone.says("the day")
    assert phone.said == "Which day would you like?"
    phone.says("on Monday")
    assert phone.said == "cleaning for Asha 2026-11-09 10:00?"


def test_a_value_answers_what_to_change(phone: Phone) -> None:
    phone.press("2")
    assert phone.said == "What should I change?"
    phone.says("Saturday")
    assert phone.said == "cleaning for Asha 2026-11-07 10:00?"


def test_the_keys_are_read_out_when_nothing_was_understood(phone: Phone) -> None:
    phone.press("2")
    phone.says("bla bla")
    assert (
        phone.said
        == "For name, press 1. For service, press 2. For day, press 3. For time, press 4. To cancel, press 5."
    )
    phone.press("4")
    assert phone.said == "What hour suits you?"
    phone.says("eleven")
    phone.press("1")
    assert phone.entered == ["booked"]


def test_a_correction_brings_back_a_question_that_was_skipped(phone: Phone) -> None:
    phone.says("no, a toothache")
    assert phone.said == "Do you need to be seen today?"
    phone.press("1")
    assert phone.said == "toothache for Asha today?"
    assert phone.call.variables == {"name": "Asha", "service": "toothache", "urgent": True}
    phone.says("no, a checkup")
    assert phone.said == "Which day would you like?"


def test_a_correction_may_be_refused(phone: Phone) -> None:
    phone.says("Sunday instead")
    assert phone.said == "We are closed that day. Which day would you like?"
    phone.says("Monday")
    assert phone.said == "cleaning for Asha 2026-11-09 10:00?"


@pytest.mark.parametrize("words", ["cancel", "never mind", "forget it", "cancel it please"])
def test_cancel_ends_the_form(phone: Phone, words: str) -> None:
    phone.says("no")
    phone.says(words)
    assert phone.entered == ["cancelled"]


def test_cancel_has_a_key(phone: Phone) -> None:
    phone.press("25")
    assert phone.entered == ["cancelled"]


def test_mistakes_at_the_end_climb_a_ladder(phone: Phone) -> None:
    phone.says("bla bla")
    assert phone.said == f"Sorry, I didn't understand. {READ_BACK}"
    phone.waits()
    phone.waits()
    assert Mistaken("silence", 3) in phone.did
    assert phone.entered == ["help"]


def test_a_command_works_at_the_end(phone: Phone) -> None:
    phone.says("a person")
    assert phone.entered == ["help"]


def test_back_at_the_end_asks_the_last_question_again(phone: Phone) -> None:
    phone.says("no")
    phone.says("go back")
    assert phone.said == READ_BACK
    phone.says("go back")
    assert phone.entered == []
    phone.says("Usha")
    assert phone.said == "cleaning for Usha 2026-11-06 10:00?"


def test_an_unsure_correction_is_read_back_first(phone: Phone) -> None:
    phone.says("Saturday instead", confidence=0.4)
    assert "Saturday" in phone.said
    phone.says("yes")
    assert phone.said == "cleaning for Asha 2026-11-07 10:00?"


def test_a_call_that_lost_its_connection_hears_it_read_back_again(phone: Phone) -> None:
    phone.rejoins()
    assert phone.said == READ_BACK
    phone.press("2")
    phone.rejoins()
    assert phone.said == "What should I change?"


def test_the_conversation_may_be_in_hindi() -> None:
    phone = Phone(
        """
        language: hi-IN
        timezone: Asia/Kolkata
        states:
          first:
            form:
              day: {ask: किस दिन आना है?, type: date}
              time: {ask: किस समय आना है?, type: time}
            confirm: "{{ day }} {{ time }} ठीक है?"
            go: {done: bye, cancel: bye}
          bye: {say: धन्यवाद।, go: hangup}
        """
    )
    phone.says("शुक्रवार को दस बजे")
    assert phone.said == "2026-11-06 10:00 ठीक है?"
    phone.says("नहीं")
    assert phone.said == "क्या बदलना है?"
    phone.says("समय")
    assert phone.said == "किस समय आना है?"
    phone.says("ग्यारह बजे")
    assert phone.said == "2026-11-06 11:00 ठीक है?"
    phone.says("शनिवार")
    assert phone.said == "2026-11-07 11:00 ठीक है?"
    phone.says("रहने दो")
    assert phone.entered == ["bye"]
