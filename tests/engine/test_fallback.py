"""Nothing gets stuck: the fallback, the bound on visits, and the apology."""

from __future__ import annotations

from dataclasses import replace

from flowrunner.engine.actions import Entered, HangUp, Listen, Play, Rescued, Text
from flowrunner.engine.machine import Phase
from flowrunner.engine.sentences import sentences
from flowrunner.flow.model import Always
from tests.engine.phone import Phone, flow_of

APOLOGY = sentences("en-US").apology


def test_a_state_that_leads_nowhere_is_rescued() -> None:
    phone = Phone("states: {first: {say: Hello.}}")

    assert phone.hears_it_out()[:2] == (Rescued("first", "nothing handles `done`"), Entered("help"))


def test_a_template_that_fails_is_rescued() -> None:
    phone = Phone("states: {first: {say: '{{ 1 / confidence }}', go: hangup}}")

    assert phone.did[0] == Entered("first")
    assert isinstance(phone.did[1], Rescued)
    assert phone.state == "help"


def test_a_condition_that_fails_is_rescued() -> None:
    phone = Phone("states: {first: {say: Hello., go: [{if: 1 / confidence, to: hangup}]}}")

    phone.hears_it_out()
    assert phone.state == "help"


def test_a_fallback_that_leads_nowhere_ends_in_an_apology() -> None:
    phone = Phone("states:\n  first: {say: Hello.}\n  help: {say: I am the fallback.}")
    phone.hears_it_out()
    assert phone.said == "I am the fallback."

    assert phone.hears_it_out() == (Rescued("help", "nothing handles `done`"), Play(3, (Text(APOLOGY),)))
    assert phone.call.phase is Phase.LEAVING
    assert phone.press("0") == ()
    assert phone.hears_it_out() == (HangUp(),)


def test_an_apology_that_cannot_be_said_ends_the_call() -> None:
    phone = Phone("start: help\nstates:\n  help: {say: I am the fallback.}")
    phone.hears_it_out()

    assert phone.prompt_fails() == (HangUp(),)


def test_a_fallback_whose_template_fails_ends_in_an_apology() -> None:
    phone = Phone("start: help\nstates:\n  help: {say: '{{ 1 / confidence }}', go: hangup}")

    assert phone.said == APOLOGY


def test_nothing_is_listened_to_during_the_apology() -> None:
    phone = Phone("start: help\nanytime: {hangup: {hear: goodbye}}\nstates:\n  help: {say: I am the fallback.}")

    assert phone.hears_it_out()[-1] == Listen(None)


def test_a_loop_ends_in_the_fallback() -> None:
    phone = Phone("states: {first: {set: {n: 1}, go: second}, second: {go: first}}")

    assert len(phone.entered) == 501
    assert phone.entered[-1] == "help"
    assert Rescued("second", "more than 500 state visits") in phone.did


def test_a_loop_through_the_fallback_ends_in_an_apology() -> None:
    phone = Phone("states:\n  first: {go: help}\n  help: {go: first}")

    assert len(phone.entered) == 550
    assert phone.said == APOLOGY


def test_a_loop_of_repeats_ends() -> None:
    phone = Phone("states: {first: {set: {n: 1}, go: repeat}}")

    assert phone.state == "help"


def test_a_slow_loop_ends_too() -> None:
    phone = Phone("states: {first: {say: Round and round., go: first}}")
    for _ in range(499):
        phone.hears_it_out()
    assert phone.state == "first"

    phone.hears_it_out()
    assert phone.state == "help"


def test_asking_to_repeat_is_no_loop() -> None:
    phone = Phone("""
        anytime: {repeat: {press: star}}
        states: {first: {ask: One?, choices: {one: {press: 1, go: hangup}}}}
    """)
    phone.press("*" * 600)

    assert phone.state == "first"


def test_a_target_that_is_not_there_is_rescued() -> None:
    flow = flow_of("states: {first: {go: hangup}}")
    first = replace(flow.states["first"], go=Always("nowhere"))
    phone = Phone(replace(flow, states={**flow.states, "first": first}))

    assert phone.did[1] == Rescued("first", "there is no state `nowhere`")
