"""Taking up a call on a new media connection."""

from __future__ import annotations

from dataclasses import replace

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import ConnectTo, HangUp, Listen, Play, StartTimer, Text
from flowrunner.engine.machine import Phase
from tests.engine.phone import Phone


def test_what_was_being_said_is_said_again() -> None:
    phone = Phone("""
        anytime: {help: {press: 0, hear: help}}
        states: {first: {say: {first: Welcome., again: Hello.}, go: hangup}}
    """)

    assert phone.rejoins() == (Play(2, (Text("Welcome."),)), Listen(Expected(("help",))))
    assert phone.hears_it_out() == (HangUp(),)


def test_a_question_is_put_again_in_full_and_the_old_timer_means_nothing() -> None:
    phone = Phone("states: {first: {ask: {first: Your long code?, again: Code?}, type: digits, length: 2, go: hangup}}")
    phone.press("1")
    phone.begins_to_speak()

    phone.rejoins()
    assert phone.said == "Your long code?"
    assert (phone.call.timer, phone.call.speaking, phone.call.attempt.digits) == (None, False, "")
    phone.press("34")
    assert phone.call.ended


def test_a_choice_that_was_being_confirmed_is_confirmed_again() -> None:
    phone = Phone("states: {first: {ask: One?, choices: {one: {press: 1, say: One it is., go: hangup}}}}")
    phone.press("1")

    assert phone.rejoins()[0] == Play(3, (Text("One it is."),))
    assert phone.hears_it_out() == (HangUp(),)


def test_a_wait_begins_again() -> None:
    phone = Phone("states: {first: {wait: 7s, go: hangup}}")

    assert phone.rejoins() == (StartTimer(2, 7.0),)


def test_a_request_that_only_reads_is_sent_again() -> None:
    phone = Phone("states: {first: {request: 'GET https://x.example', go: {ok: hangup}}}")
    phone.rejoins()

    assert phone.request.request_id == 2


def test_a_request_that_changes_something_is_not_sent_twice() -> None:
    phone = Phone("""
        states:
          first: {request: 'POST https://x.example', go: {ok: hangup, error: sorry}}
          sorry: {say: Sorry., go: hangup}
    """)

    phone.rejoins()
    assert phone.said == "Sorry."


def test_a_transfer_is_tried_again() -> None:
    phone = Phone("states: {first: {transfer: '+1555'}}")

    assert phone.rejoins() == (ConnectTo(("+1555",)),)


def test_a_call_that_was_leaving_is_hung_up() -> None:
    phone = Phone("start: help\nstates:\n  help: {say: Hello.}")
    phone.hears_it_out()
    assert phone.call.phase is Phase.LEAVING

    assert phone.rejoins() == (HangUp(),)
    assert phone.rejoins() == ()


def test_a_confirmation_that_has_nothing_to_say_any_more_goes_on() -> None:
    phone = Phone("""
        states:
          first: {set: {x: One.}, ask: One?, choices: {one: {press: 1, say: "{{ x }}", go: hangup}}}
    """)
    phone.press("1")
    phone.call = replace(phone.call, variables={})

    assert phone.rejoins() == (HangUp(),)


BRIDGE = "Sorry, we were cut off for a moment."
PIN = "states: {first: {say: Hello., ask: Your long code?, type: digits, length: 4, save: code, go: hangup}}"


def test_after_an_interruption_a_question_that_was_heard_is_not_repeated_and_what_was_typed_counts() -> None:
    phone = Phone(PIN)
    phone.hears_it_out()
    phone.press("12")

    phone.resumes()
    assert phone.said == BRIDGE
    phone.hears_it_out()
    assert phone.timer_s == 3.0
    phone.press("34")
    assert (phone.call.ended, phone.call.variables["code"]) == (True, "1234")


def test_after_an_interruption_a_question_that_was_not_heard_out_is_put_again() -> None:
    phone = Phone(PIN)

    phone.resumes()
    assert phone.said == f"{BRIDGE} Hello. Your long code?"
    phone.press("1234")
    assert phone.call.ended


def test_after_an_interruption_the_caller_may_still_confirm() -> None:
    phone = Phone("states: {first: {ask: Your code?, type: digits, length: 2, confirm: always, go: hangup}}")
    phone.press("12")
    assert "Is that right?" in phone.said

    phone.resumes()
    assert phone.said == f"{BRIDGE} 1 2. Is that right?"
    phone.press("1")
    assert phone.call.ended


def test_after_an_interruption_keys_typed_ahead_still_count() -> None:
    phone = Phone("""
        states:
          first: {request: GET https://x.example, go: second}
          second: {ask: Your code?, type: digits, length: 2, save: code, go: hangup}
    """)
    phone.press("42")

    phone.resumes()
    phone.server_answers()
    assert (phone.call.ended, phone.call.variables["code"]) == (True, "42")


def test_after_an_interruption_a_transfer_is_made_without_a_word() -> None:
    phone = Phone("states: {first: {transfer: '+1555'}}")
    phone.resumes()
    assert phone.did == (ConnectTo(("+1555",)),)


def test_a_call_that_cannot_be_told_any_more_begins_in_its_fallback() -> None:
    phone = Phone("fallback: sorry\nstates: {first: {say: Hello.}, sorry: {say: I am sorry., go: hangup}}")
    call, actions = phone.machine.rescue(phone.call.facts, "another version")
    assert (call.state, call.phase) == ("sorry", Phase.SPEAKING)
    assert Play(1, (Text("I am sorry."),)) in actions
