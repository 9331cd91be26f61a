"""What a flow does when the caller has left."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Entered, HangUp, Ignored, Play, Remember
from flowrunner.engine.call import CallFacts
from tests.engine.phone import Phone, flow_of

SHOP = """
start: menu
on_hangup: after
remember: [left]
states:
  menu:
    ask: Which digits, or goodbye?
    type: digits
    length: 2
    save: digits
    go: {give_up: bye, otherwise: check}
  check: {run: inner, go: {done: bye}}
  bye: {say: Goodbye., go: hangup}
  after:
    set: {left: true}
    say: Nobody hears this.
    go:
      - if: digits
        to: tell
      - else: hangup
  tell:
    request: POST https://api.example/abandoned
    body: {caller: "{{ call.from }}", digits: "{{ digits }}", heard: "{{ heard }}"}
    meanwhile: One moment.
    save: {ticket: body.ticket}
    go: {ok: note, otherwise: after_that}
  note: {set: {left: "{{ ticket }}"}, say: Thanks., go: hangup}
  after_that: {go: after}
"""
INNER = """
flow: inner
start: begin
fallback: begin
states: {begin: {ask: "One?", choices: {one: {press: 1, hear: one, go: return}}}}
"""


def shop() -> Phone:
    return Phone(flow_of(SHOP, INNER))


def test_the_flow_goes_on_in_silence() -> None:
    phone = shop()
    phone.press("47")
    assert phone.state == "begin"
    did = phone.hangs_up()
    assert phone.entered == ["after", "tell"]
    assert not [each for each in did if isinstance(each, Play | HangUp)]
    assert phone.request.body == {"caller": "+15550199", "digits": "47", "heard": ""}
    assert phone.call.gone
    assert phone.timer_s is None
    assert Remember({"left": True}) in did
    phone.server_answers(body={"ticket": "A1"})
    assert phone.did == (Entered("note"), Remember({"left": "A1"}))
    assert phone.call.ended


def test_a_call_without_anything_left_to_do_is_over_at_once() -> None:
    phone = shop()
    phone.hangs_up()
    assert phone.entered == ["after"]
    assert phone.call.ended


def test_a_caller_who_hears_the_last_words_has_not_left_early() -> None:
    phone = shop()
    for _ in range(3):
        phone.waits()
    assert phone.said == "Goodbye."
    phone.hangs_up()
    assert phone.entered == []
    assert phone.call.ended


def test_a_caller_can_leave_only_once() -> None:
    phone = shop()
    phone.press("47")
    phone.hangs_up()
    call = phone.call
    assert phone.hangs_up() == ()
    assert phone.call == call


def test_it_cannot_go_on_for_ever() -> None:
    phone = shop()
    phone.press("47")
    phone.hangs_up()
    for _ in range(100):
        if not phone.call.ended:
            phone.server_answers("error")
    assert phone.call.ended
    assert Ignored("tell", "more than 50 state visits after the caller has left") in phone.did


def test_a_failure_without_a_way_on_ends_it() -> None:
    phone = Phone(flow_of(SHOP.replace("otherwise: after_that", "404: after_that"), INNER))
    phone.press("47")
    phone.hangs_up()
    phone.server_answers("timeout")
    assert phone.did == (Ignored("tell", "nothing handles `timeout`"),)
    assert phone.call.ended


@pytest.mark.parametrize(
    "verb", ["ask: One?, type: digits, save: digits", "wait: 1s", 'transfer: "+15550100001"', "run: inner"]
)
def test_a_flow_that_is_run_then_and_needs_a_caller_ends_it(verb: str) -> None:
    outer = """
    on_hangup: after
    states:
      first: {say: Hello., go: second}
      second: {say: Bye., go: hangup}
      after: {run: sub, go: {otherwise: hangup}}
    """
    sub = f"flow: sub\nstart: a\nfallback: a\nstates: {{a: {{{verb}, go: {{otherwise: hangup}}}}}}\n"
    phone = Phone(flow_of(outer, sub, INNER), CallFacts("c1", "+15550199", "+15550100"))
    phone.hangs_up()
    assert [each.reason for each in phone.did if isinstance(each, Ignored)] == [
        "this needs a caller, and the caller has left"
    ]
    assert phone.call.ended
