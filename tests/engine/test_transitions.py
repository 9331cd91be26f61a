"""Where outcomes lead: the three shapes of ``go``, chances, and the four places."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from flowrunner.engine.actions import Entered, HangUp, Rescued, Understood
from flowrunner.engine.machine import CallFacts
from flowrunner.flow.model import Always
from tests.engine.phone import Phone, flow_of


def test_conditions_are_tried_in_order() -> None:
    flow = """
        states:
          first:
            set: {{balance: {balance}}}
            go: [{{if: balance < 0, to: low}}, {{if: balance == 0, to: zero}}, {{else: high}}]
          low: {{say: Low., go: hangup}}
          zero: {{say: Zero., go: hangup}}
          high: {{say: High., go: hangup}}
    """

    assert [Phone(flow.format(balance=each)).said for each in (-1, 0, 7)] == ["Low.", "Zero.", "High."]


def test_no_condition_holding_is_unhandled() -> None:
    phone = Phone("states: {first: {go: [{if: missing > 1, to: first}]}}".replace("missing", "confidence"))

    assert phone.did[:3] == (
        Entered("first"),
        Rescued("first", "nothing handles `done`"),
        Entered("help"),
    )


def test_conditions_are_not_asked_about_failures() -> None:
    phone = Phone("""
        states:
          first: {ask: Sales?, tries: 1, choices: {sales: {press: 1}}, go: [{else: first}]}
          sales: {say: Sales., go: hangup}
    """)

    phone.waits()
    assert phone.state == "help"


def test_the_go_of_the_state_goes_before_the_name_of_the_choice() -> None:
    flow = """
        states:
          first: {{ask: "?", choices: {{a: {{press: 1}}, b: {{press: 2}}, c: {{press: 3, go: d}}}}, go: {go}}}
          a: {{say: A., go: hangup}}
          b: {{say: B., go: hangup}}
          d: {{say: D., go: hangup}}
    """

    def said(go: str, key: str) -> str:
        phone = Phone(flow.format(go=go))
        phone.press(key)
        return phone.said

    assert said("{a: b}", "1") == "B."
    assert said("{a: b}", "2") == "B."
    assert said("{a: b, otherwise: d}", "2") == "D."
    assert said("{a: b, otherwise: b}", "3") == "D."
    assert said("b", "1") == "B."
    assert said("[{if: heard, to: d}, {else: b}]", "1") == "B."


CHANCE = """
    states:
      first: {go: [{chance: 20%, to: a}, {chance: 30%, to: b}, {else: c}]}
      a: {say: A., go: hangup}
      b: {say: B., go: hangup}
      c: {say: C., go: hangup}
"""


def test_a_chance_falls_the_same_way_for_the_same_caller() -> None:
    def fall(number: str, call: str = "c") -> str:
        return Phone(CHANCE, CallFacts(call, number, "+1555")).said

    said = [fall(f"+1555{number:07}") for number in range(400)]
    assert said == [fall(f"+1555{number:07}", "another") for number in range(400)]
    shares = [said.count(each) / 400 for each in ("A.", "B.", "C.")]
    assert all(abs(share - meant) < 0.07 for share, meant in zip(shares, (0.2, 0.3, 0.5), strict=True))


def test_on_a_call_of_ours_the_person_called_decides_the_chance() -> None:
    said = {Phone(CHANCE, CallFacts("c", "+1999", f"+1555{number:07}", "outbound")).said for number in range(50)}

    assert said == {"A.", "B.", "C."}


PLACES = """
    anytime:
      repeat: {press: star, hear: say that again}
      back: {press: hash}
      hangup: {hear: goodbye}
    states:
      first: {say: {first: Welcome to us., again: Welcome.}, go: menu}
      menu:
        say: You have mail.
        ask: {first: "Read or delete? Press 1 or 2.", again: Read or delete?}
        choices: {read: {press: 1}, delete: {press: 2}, done: {press: 3, say: Bye., go: hangup}}
        silence: Hello? Read or delete?
      read: {say: You have won., go: menu}
      delete: {set: {gone: "{{ visits('menu') }}"}, go: menu}
"""


def menu() -> Phone:
    phone = Phone(PLACES)
    phone.hears_it_out()
    assert phone.said == "You have mail. Read or delete? Press 1 or 2."
    return phone


def test_repeat_says_everything_in_full_and_is_no_mistake() -> None:
    phone = menu()
    phone.waits()
    assert phone.said == "Hello? Read or delete?"

    phone.press("*")
    assert phone.said == "You have mail. Read or delete? Press 1 or 2."
    assert phone.call.attempt.mistakes == 1
    assert phone.call.journey.visits["menu"] == 1


def test_repeat_in_a_state_that_only_speaks_says_it_again() -> None:
    phone = Phone(PLACES)

    phone.says("please say that again")
    assert phone.said == "Welcome to us."


def test_coming_back_asks_in_the_again_form() -> None:
    phone = menu()
    phone.press("2")

    assert phone.entered == ["delete", "menu"]
    assert phone.said == "You have mail. Read or delete?"
    assert phone.call.variables == {"gone": 1}


def test_back_goes_to_the_state_before() -> None:
    phone = menu()
    phone.press("1")
    assert phone.state == "read"

    phone.press("#")
    assert phone.state == "menu"
    phone.press("#")
    assert (phone.state, phone.said) == ("first", "Welcome.")


def test_back_does_not_stop_at_states_that_only_route() -> None:
    phone = menu()
    phone.press("2")

    phone.press("#")
    assert phone.state == "first"


def test_back_in_the_first_state_is_repeat() -> None:
    phone = Phone(PLACES)

    phone.press("#")
    assert (phone.entered, phone.said) == ([], "Welcome to us.")


def test_history_is_bounded() -> None:
    phone = Phone("""
        anytime: {back: {press: hash}}
        states: {first: {say: One., go: second}, second: {say: Two., go: first}}
    """)
    for _ in range(80):
        phone.hears_it_out()

    assert len(phone.call.journey.history) == 50


def test_hangup_waits_for_what_is_being_said() -> None:
    phone = menu()
    phone.press("3")
    assert phone.said == "Bye."

    assert phone.hears_it_out() == (HangUp(),)


def test_hangup_by_word() -> None:
    phone = menu()

    assert phone.says("goodbye")[-2:] == (Understood("exact", "hangup"), HangUp())


def test_return_outside_a_subflow_hangs_up() -> None:
    flow = flow_of("states: {first: {go: hangup}}")
    first = replace(flow.states["first"], go=Always("return"))

    assert Phone(replace(flow, states={**flow.states, "first": first})).did == (Entered("first"), HangUp())


def test_an_outcome_that_repeats_is_asked_in_full() -> None:
    phone = Phone("""
        states:
          first:
            ask: {first: Your long code?, again: Code?}
            type: digits
            length: 1
            save: code
            go: [{if: code == 0, to: repeat}, {else: hangup}]
    """)

    phone.press("0")
    assert phone.said == "Your long code?"
    phone.press("1")
    assert phone.call.ended


@settings(max_examples=30)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_number_has_its_lot(one: str, other: str) -> None:
    assert Phone(CHANCE, CallFacts("c", one, other)).said in {"A.", "B.", "C."}
