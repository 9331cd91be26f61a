"""Questions: when they are cut, what is listened to, and when an answer is due."""

from __future__ import annotations

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.answers.yes_no import words_for
from flowrunner.engine.actions import (
    CancelTimer,
    ConnectTo,
    Entered,
    Listen,
    Mistaken,
    Play,
    Rescued,
    StartTimer,
    StopPlaying,
    Text,
    Understood,
)
from tests.engine.phone import Phone, without_listening

MENU = """
    defaults: {confirm: never}
    anytime:
      operator: {press: 0, hear: [operator, a person]}
      repeat: {press: star, hear: repeat}
    states:
      first:
        ask: {first: "Sales or support? Press 1 or 2.", again: Sales or support?}
        choices:
          sales: {press: 1, hear: [sales, buy something]}
          support: {press: 2, hear: support}
      sales: {say: Sales here., go: hangup}
      support: {say: Support here., go: hangup}
      operator: {say: Operator here., go: hangup}
"""


def test_silence_is_counted_from_the_end_of_the_question() -> None:
    phone = Phone(MENU)

    assert phone.did == (
        Entered("first"),
        Play(1, (Text("Sales or support? Press 1 or 2."),)),
        Listen(Expected(("sales", "buy something", "support", "operator", "a person", "repeat"))),
    )
    assert phone.hears_it_out() == (StartTimer(1, 5.0),)


def test_a_key_during_the_question_answers_it() -> None:
    phone = Phone(MENU)

    assert without_listening(phone.press("1")) == (
        StopPlaying(),
        Understood("key", "sales"),
        Entered("sales"),
        Play(2, (Text("Sales here."),)),
    )


def test_a_key_after_the_question_stops_the_timer() -> None:
    phone = Phone(MENU)
    phone.hears_it_out()

    assert phone.press("2")[:2] == (CancelTimer(), Understood("key", "support"))


def test_speech_cuts_the_question_and_has_a_limited_time_to_be_understood() -> None:
    phone = Phone(MENU)

    assert phone.begins_to_speak() == (StopPlaying(), StartTimer(1, 20.0))
    assert phone.begins_to_speak() == ()
    assert phone.says("um, sales please", confidence=0.5)[:3] == (
        CancelTimer(),
        Understood("close", "sales", 0.5),
        Entered("sales"),
    )


def test_speech_that_is_never_heard_is_unclear() -> None:
    phone = Phone(MENU)
    phone.hears_it_out()
    phone.begins_to_speak()

    assert Mistaken("unclear", 1) in phone.waits()
    assert not phone.call.speaking


def test_the_recognizers_phrase_is_exact_with_its_confidence() -> None:
    phone = Phone(MENU)

    assert Understood("exact", "sales", 0.6) in phone.says("bye some thing", "buy something", 0.6)


def test_a_phrase_of_an_earlier_state_is_judged_by_its_words() -> None:
    phone = Phone(MENU)

    assert Understood("exact", "support", 0.9) in phone.says("support", "the weather", 0.9)


def test_a_cough_is_no_mistake_but_three_are_silence() -> None:
    phone = Phone(MENU)
    phone.hears_it_out()

    assert phone.coughs() == (StartTimer(3, 5.0),)
    assert phone.coughs() == (StartTimer(5, 5.0),)
    assert Mistaken("silence", 1) in phone.coughs()


def test_a_cough_that_cut_the_question_starts_the_silence() -> None:
    phone = Phone(MENU)

    assert phone.coughs() == (StartTimer(2, 5.0),)
    assert phone.waits()[0] == Mistaken("silence", 1)


def test_a_recognizer_that_fails_is_a_mistake() -> None:
    phone = Phone(MENU)
    phone.begins_to_speak()

    assert Mistaken("unclear", 1) in phone.is_not_heard()


def test_a_choice_of_the_state_wins_over_anytime() -> None:
    phone = Phone("""
        anytime: {operator: {press: 1, hear: sales}}
        states:
          first: {ask: Sales?, choices: {sales: {press: 1, hear: sales}}}
          sales: {say: Sales., go: hangup}
          operator: {say: Operator., go: hangup}
    """)

    assert Understood("key", "sales") in phone.press("1")


def test_commands_work_while_a_question_is_asked() -> None:
    assert Play(2, (Text("Operator here."),)) in Phone(MENU).press("0")
    assert Understood("close", "operator") in Phone(MENU).says("to a person please")


def test_a_key_without_a_choice_is_unclear() -> None:
    assert Phone(MENU).press("7")[:2] == (StopPlaying(), Mistaken("unclear", 1))


def test_a_choice_may_be_confirmed_aloud_and_kept() -> None:
    phone = Phone("""
        states:
          first:
            ask: Which colour?
            choices:
              red: {press: 1, say: Red it is.}
              blue: {press: 2, go: done}
            save: colour
            go: {red: done}
          done: {say: "{{ colour }}", go: hangup}
    """)

    phone.press("1")
    assert (phone.said, phone.state) == ("Red it is.", "first")
    phone.hears_it_out()
    assert (phone.said, phone.call.variables) == ("red", {"colour": "red"})


def test_hear_anything_takes_what_nothing_else_does() -> None:
    flow = """
        states:
          first:
            ask: How can I help?
            choices:
              hours: {hear: opening hours}
              other: {hear: anything}
          hours: {say: All day., go: hangup}
          other: {say: "You said {{ heard }}, {{ confidence }}.", go: hangup}
    """

    assert Phone(flow).did[-1] == Listen(Expected(("opening hours",), "open", end_silence_ms=900))
    assert Understood("close", "hours") in Phone(flow).says("the opening hours")
    phone = Phone(flow)
    phone.says("my dog is ill", confidence=0.5)
    assert phone.said == "You said my dog is ill, 0.5."


def test_a_protected_question_hears_nothing_until_it_has_been_said() -> None:
    phone = Phone("""
        states:
          first: {ask: Sales?, interrupt: false, choices: {sales: {press: 1, hear: sales}}}
          sales: {say: Sales., go: hangup}
    """)

    assert phone.did[1:] == (Play(1, (Text("Sales?"),)),)
    assert phone.press("1") == ()
    assert phone.says("sales") == ()
    assert phone.hears_it_out() == (StartTimer(1, 5.0), Listen(Expected(("sales",))))
    assert Understood("key", "sales") in phone.press("1")


def test_a_protected_question_is_heard_even_by_who_typed_ahead() -> None:
    phone = Phone("""
        states:
          first: {wait: 2s, go: second}
          second: {ask: Sales?, interrupt: false, choices: {sales: {press: 1, go: hangup}}}
    """)
    phone.press("1")

    phone.waits()
    assert (phone.said, phone.call.keys) == ("Sales?", "")


def test_keys_only_means_that_speech_is_not_listened_to() -> None:
    phone = Phone("states: {first: {ask: Sales?, listen: keys, choices: {sales: {press: 1, go: hangup}}}}")

    assert phone.did == (Entered("first"), Play(1, (Text("Sales?"),)))
    assert phone.says("sales") == ()


def test_voice_only_means_that_keys_are_no_answer() -> None:
    phone = Phone("""
        anytime: {repeat: {press: star}}
        states: {first: {ask: Sales?, listen: voice, choices: {sales: {press: 1, hear: sales, go: hangup}}}}
    """)

    assert phone.press("1") == ()
    assert phone.press("*")[:2] == (StopPlaying(), Understood("key", "repeat"))


YES_NO = """
    states:
      first: {ask: Are you sure?, type: yes_no, save: sure, go: {yes: done, no: undo}}
      done: {say: Done., go: hangup}
      undo: {say: Undone., go: hangup}
"""


def test_yes_and_no_have_keys_and_many_words() -> None:
    words = words_for("en-US")
    expected = Expected((*words.yes, *words.no), end_silence_ms=400)
    assert Phone(YES_NO).did[-1] == Listen(expected)
    assert Understood("key", "yes") in Phone(YES_NO).press("1")
    assert Understood("key", "no") in Phone(YES_NO).press("2")
    assert Understood("parsed", "yes") in Phone(YES_NO).says("um yes please")
    assert Mistaken("unclear", 1) in Phone(YES_NO).says("yes no")
    assert Mistaken("unclear", 1) in Phone(YES_NO).press("3")


def test_yes_is_kept_as_true() -> None:
    phone = Phone(YES_NO)
    phone.says("nope")

    assert (phone.state, phone.call.variables) == ("undo", {"sure": False})


def test_free_text_takes_whatever_is_said() -> None:
    phone = Phone("""
        anytime: {operator: {press: 0, hear: operator, go: hangup}}
        states:
          first: {ask: What is it about?, type: text, save: about, go: done}
          done: {say: "{{ about }}", go: hangup}
    """)

    assert phone.press("5") == ()
    assert Understood("anything", "done", 0.4) in phone.says("the operator was rude", confidence=0.4)
    assert phone.said == "the operator was rude"


def test_keys_are_no_free_text_but_commands_are_commands() -> None:
    phone = Phone("""
        anytime: {operator: {press: 0, go: hangup}}
        states: {first: {ask: What is it about?, type: text, listen: both, go: hangup}}
    """)

    assert phone.press("5") == ()
    assert phone.press("0")[1] == Understood("key", "operator")


def test_a_question_without_words_waits_at_once() -> None:
    phone = Phone("""
        states: {first: {set: {words: ""}, ask: "{{ words }}", silence: "{{ words }}", type: yes_no, go: hangup}}
    """)
    assert phone.timer_s == 5.0

    assert phone.waits() == (Mistaken("silence", 1), StartTimer(2, 5.0))


def test_a_question_without_words_lets_an_earlier_prompt_be_heard() -> None:
    phone = Phone("""
        states:
          first: {request: GET https://x.example, meanwhile: One moment., go: second}
          second: {set: {words: ""}, ask: "{{ words }}", type: yes_no, go: hangup}
    """)
    phone.waits()

    phone.server_answers()
    assert phone.timer_s is None
    phone.hears_it_out()
    assert phone.timer_s == 5.0


def test_a_command_said_alone_is_no_free_text() -> None:
    phone = Phone("""
        anytime: {operator: {press: 0, hear: operator}}
        states:
          first: {ask: What is it about?, type: text, go: hangup}
          operator: {transfer: "+1555"}
    """)

    assert phone.says("Operator!")[-1] == ConnectTo(("+1555",))


def test_what_was_begun_in_one_state_is_judged_by_the_next() -> None:
    phone = Phone(
        """
        anytime: {repeat: {hear: repeat}}
        states:
          first: {say: Welcome., go: menu}
          menu: {ask: Sales?, choices: {sales: {press: 1, hear: sales}}}
          sales: {say: Sales., go: hangup}
    """
    )
    phone.begins_to_speak()

    phone.hears_it_out()
    assert (phone.state, phone.call.speaking) == ("menu", True)
    assert phone.says("sales")[:2] == (StopPlaying(), Understood("exact", "sales"))


def test_a_question_heard_out_while_the_caller_speaks_waits_for_the_words() -> None:
    phone = Phone(
        """
        anytime: {repeat: {hear: repeat}}
        states:
          first: {say: Welcome., go: menu}
          menu: {ask: Sales?, choices: {sales: {press: 1, hear: sales, go: hangup}}}
    """
    )
    phone.begins_to_speak()
    phone.hears_it_out()

    assert phone.hears_it_out() == (StartTimer(1, 20.0),)


def test_a_noise_while_the_question_is_being_said_does_not_matter() -> None:
    phone = Phone(
        """
        anytime: {repeat: {hear: repeat}}
        states:
          first: {say: Welcome., go: menu}
          menu: {ask: Sales?, choices: {sales: {press: 1, hear: sales, go: hangup}}}
    """
    )
    phone.begins_to_speak()
    phone.hears_it_out()

    assert phone.coughs() == ()
    assert phone.hears_it_out() == (StartTimer(1, 5.0),)


def test_a_question_that_cannot_be_said_climbs_the_ladder() -> None:
    phone = Phone(MENU)

    assert Mistaken("unclear", 1) in phone.prompt_fails()
    assert Mistaken("unclear", 2) in phone.prompt_fails()
    assert phone.prompt_fails()[:2] == (Mistaken("unclear", 3), Rescued("first", "nothing handles `give_up`"))


def test_in_the_fallback_a_question_that_cannot_be_said_is_skipped() -> None:
    phone = Phone("start: help\nstates:\n  help: {ask: Press 1., choices: {one: {press: 1, go: hangup}}}")

    assert phone.prompt_fails() == (StartTimer(1, 5.0),)


@pytest.mark.parametrize("confidence", [float("nan"), -1.0, 7.0])
def test_a_senseless_confidence_is_none(confidence: float) -> None:
    assert Understood("exact", "sales", 0.0) in Phone(MENU).says("sales", confidence=confidence)
