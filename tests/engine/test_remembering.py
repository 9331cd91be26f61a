"""What is kept for the caller's next call."""

from datetime import date

from flowrunner.engine.actions import Entered, Remember
from flowrunner.engine.call import CallFacts
from flowrunner.engine.machine import Machine
from tests.engine.phone import Phone, flow_of

DESK = """
start: first
remember: [name, day]
states:
  first:
    ask: Welcome{{ ', ' ~ name if name else '' }}. Which digits?
    type: digits
    length: 2
    save: digits
    go: keep
  keep:
    set: {name: "{{ digits }}", day: "{{ today }}"}
    go: menu
  menu:
    ask: Shall I keep it?
    choices:
      yes: {press: 1, go: bye}
      no: {press: 2, go: drop}
  drop:
    forget: [name, day]
    go: bye
  bye:
    say: Bye.
    go: hangup
"""
INSIDE = """
  inside:
    run: inner
    go: {done: bye}
"""
INNER = """
flow: inner
start: begin
fallback: begin
states:
  begin:
    set: {name: somebody else}
    ask: More?
    choices: {more: {press: 1, go: return}}
"""


def remembered(phone: Phone) -> list[Remember]:
    return [action for action in phone.did if isinstance(action, Remember)]


def test_what_was_kept_of_an_earlier_call_is_there_from_the_beginning() -> None:
    phone = Phone(DESK, remembered={"name": "Asha"})
    assert phone.said == "Welcome, Asha. Which digits?"
    assert remembered(phone) == []


def test_a_change_is_kept_when_it_happens() -> None:
    phone = Phone(DESK)
    phone.press("47")
    assert remembered(phone) == [Remember({"name": "47", "day": date(2026, 11, 2)})]
    phone.hangs_up()
    assert remembered(phone) == []


def test_a_value_that_is_forgotten_is_kept_no_longer() -> None:
    phone = Phone(DESK, remembered={"name": "Asha"})
    phone.press("47")
    phone.press("2")
    assert remembered(phone) == [Remember({})]


def test_a_value_that_did_not_change_is_not_told_again() -> None:
    phone = Phone(DESK, remembered={"name": "47", "day": date(2026, 11, 2)})
    phone.press("47")
    assert remembered(phone) == []
    assert Entered("keep") in phone.did


def test_what_the_flow_does_not_remember_any_more_is_left_out() -> None:
    assert Phone(DESK, remembered={"colour": "red", "name": ""}).call.variables == {}


def test_a_flow_that_is_run_has_variables_of_its_own() -> None:
    phone = Phone(flow_of(DESK.replace("go: bye}", "go: inside}", 1) + INSIDE, INNER))
    phone.press("47")
    phone.press("1")
    assert phone.state == "begin"
    assert remembered(phone) == []


def test_what_cannot_be_written_down_is_not_taken() -> None:
    call, _ = Machine(flow_of(DESK)).start(CallFacts("c1"), remembered={"name": print, "day": 10**400})
    assert call.variables == {}
