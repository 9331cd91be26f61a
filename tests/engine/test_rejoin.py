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
