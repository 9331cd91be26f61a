"""States that say something, and states that wait."""

from __future__ import annotations

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import (
    Clip,
    Entered,
    Gap,
    HangUp,
    Listen,
    Play,
    StartTimer,
    StopPlaying,
    Text,
    Understood,
)
from flowrunner.engine.events import KeyPressed, PromptFinished
from flowrunner.engine.machine import CallFacts, Phase
from tests.engine.phone import Phone

GREETING = """
    anytime:
      operator: {press: 0, hear: [operator, a person]}
    states:
      first: {say: Welcome., go: second}
      second: {say: We are closed., go: hangup}
      operator: {say: I am the operator., go: hangup}
"""


def test_a_greeting_is_said_and_then_the_call_goes_on() -> None:
    phone = Phone(GREETING)

    assert phone.did == (
        Entered("first"),
        Play(1, (Text("Welcome."),)),
        Listen(Expected(("operator", "a person"))),
    )
    assert phone.hears_it_out() == (Entered("second"), Play(2, (Text("We are closed."),)))
    assert phone.hears_it_out() == (HangUp(),)
    assert phone.call.ended


def test_nothing_is_listened_to_when_no_word_counts() -> None:
    phone = Phone("states: {first: {say: Welcome., go: hangup}}")

    assert phone.did == (Entered("first"), Play(1, (Text("Welcome."),)))
    assert phone.begins_to_speak() == ()


def test_a_command_key_cuts_the_prompt_and_acts_at_once() -> None:
    phone = Phone(GREETING)

    assert phone.press("0") == (
        StopPlaying(),
        Understood("key", "operator"),
        Entered("operator"),
        Play(2, (Text("I am the operator."),)),
    )


def test_a_spoken_command_cuts_the_prompt_when_it_is_understood() -> None:
    phone = Phone(GREETING)

    assert phone.begins_to_speak() == ()
    assert phone.says("a person please", confidence=0.8) == (
        StopPlaying(),
        Understood("close", "operator", 0.8),
        Entered("operator"),
        Play(2, (Text("I am the operator."),)),
    )


def test_other_speech_does_not_cut_a_greeting() -> None:
    phone = Phone(GREETING)

    assert phone.says("hello there") == ()
    assert phone.is_not_heard() == ()
    assert phone.hears_it_out()[0] == Entered("second")


def test_any_other_key_cuts_the_prompt_and_is_kept_for_the_question() -> None:
    phone = Phone("""
        states:
          first: {say: Welcome., go: menu}
          menu:
            ask: Sales or support?
            choices: {sales: {press: 1}, support: {press: 2}}
          sales: {say: Sales here., go: hangup}
          support: {say: Support here., go: hangup}
    """)

    assert phone.press("2") == (
        StopPlaying(),
        Entered("menu"),
        Understood("key", "support"),
        Entered("support"),
        Play(2, (Text("Support here."),)),
    )


def test_a_protected_prompt_hears_nothing() -> None:
    phone = Phone("""
        anytime: {operator: {press: 0, hear: operator}}
        states:
          first: {say: This call is recorded., interrupt: false, go: menu}
          menu: {ask: Yes or no?, type: yes_no, go: hangup}
          operator: {transfer: "+1555"}
    """)

    assert phone.press("012") == ()
    assert phone.says("operator") == ()
    phone.hears_it_out()
    assert (phone.state, phone.said) == ("menu", "Yes or no?")


def test_prompts_have_pauses_clips_and_variables() -> None:
    phone = Phone("""
        voice: amy
        states:
          first:
            set: {who: Kim}
            say: ["Hello {{ who }}.", {pause: 1s}, {audio: tune.wav, text: Music for you}, "{{ nothing }}"]
            forget: nothing
            go: hangup
    """)

    items = (Text("Hello Kim.", voice="amy"), Gap(1.0), Clip("tune.wav", "Music for you", voice="amy"))
    assert phone.did == (Entered("first"), Play(1, items))


def test_the_again_form_is_said_on_a_later_visit() -> None:
    phone = Phone("states: {first: {say: {first: Welcome., again: Welcome back.}, go: first}}")

    assert phone.said == "Welcome."
    phone.hears_it_out()
    assert phone.said == "Welcome back."


def test_a_state_that_says_nothing_after_all_goes_on() -> None:
    phone = Phone("""
        states:
          first: {set: {name: ""}, say: "{{ name }}", go: second}
          second: {say: Second., go: hangup}
    """)

    assert phone.entered == ["first", "second"]


def test_waiting_takes_its_time_and_keeps_keys() -> None:
    phone = Phone("""
        states:
          first: {say: Please hold., wait: 10s, go: code}
          code: {ask: Your code?, type: digits, length: 2, save: code, go: done}
          done: {say: "{{ code }}", go: hangup}
    """)

    assert phone.hears_it_out() == (StartTimer(1, 10.0),)
    assert phone.press("42") == ()
    phone.waits()
    assert (phone.entered, phone.said) == (["code", "done"], "42")


def test_a_command_ends_the_wait() -> None:
    phone = Phone("""
        anytime: {operator: {press: 0, hear: operator}}
        states:
          first: {wait: 10s, go: hangup}
          operator: {say: Here I am., go: hangup}
    """)

    assert phone.call.phase is Phase.WAITING
    phone.press("10")
    assert (phone.said, phone.call.timer, phone.call.keys) == ("Here I am.", None, "")


def test_only_so_many_keys_are_kept() -> None:
    phone = Phone("states: {first: {wait: 10s, go: hangup}}")
    phone.press("1" * 100)

    assert phone.call.keys == "1" * 64


def test_a_failed_prompt_sends_the_call_to_the_fallback() -> None:
    phone = Phone(GREETING.replace("start", "start") + "\n      help: {say: Help., go: hangup}")

    phone.prompt_fails()
    assert phone.entered == ["help"]


def test_in_the_fallback_a_failed_prompt_is_skipped() -> None:
    phone = Phone("start: help\nstates:\n  help: {say: Connecting you., transfer: '+1555'}")

    phone.prompt_fails()
    assert phone.call.phase is Phase.TRANSFERRING


def test_events_that_answer_nothing_change_nothing() -> None:
    phone = Phone(GREETING)
    before = phone.call

    assert phone.feed(PromptFinished(99)) == ()
    assert phone.feed(KeyPressed("A")) == ()
    assert phone.feed(KeyPressed("")) == ()
    assert phone.feed(KeyPressed("12")) == ()
    assert phone.server_answers() == ()
    assert phone.comes_back("busy") == ()
    assert phone.call is before


def test_the_caller_may_leave_at_any_time() -> None:
    phone = Phone(GREETING)

    assert phone.hangs_up() == ()
    assert phone.call.ended
    assert phone.press("0") == ()
    assert phone.hangs_up() == ()


def test_leaving_stops_the_timer() -> None:
    phone = Phone("states: {first: {wait: 10s, go: hangup}}")

    assert [type(action).__name__ for action in phone.hangs_up()] == ["CancelTimer"]


def test_the_first_state_depends_on_how_the_call_came_about() -> None:
    flow = """
        start: {inbound: a, outbound: b, machine: c}
        states: {a: {say: A., go: hangup}, b: {say: B., go: hangup}, c: {say: C., go: hangup}}
    """

    assert Phone(flow).said == "A."
    assert Phone(flow, CallFacts("c", direction="outbound")).said == "B."
    assert Phone(flow, CallFacts("c", direction="outbound", machine=True)).said == "C."
