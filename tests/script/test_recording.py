from __future__ import annotations

from flowrunner.script.walk import walk
from tests.engine.phone import flow_of
from tests.script.holding import held

VOICEMAIL = """
flow: voicemail
start: message
fallback: nothing
states:
  message:
    say: Leave a message.
    record: {transcribe: true}
    save: message
    go: {done: thanks, nothing: nothing}
  thanks: {say: "You said: {{ message_text }}", go: hangup}
  nothing: {say: You said nothing., go: hangup}
"""


def test_a_message_ends_with_a_key() -> None:
    steps = "- caller: call me back\n- caller: at nine\n- press: hash\n- bot: 'You said: call me back at nine'"
    played = held(steps, flow=VOICEMAIL)
    assert played.failure is None
    walked = {place.state for _, place in walk(flow_of(VOICEMAIL), played.trace)}
    assert {"message", "thanks"} <= walked


def test_a_message_ends_with_silence() -> None:
    assert held("- caller: hello\n- silence\n- bot: 'You said: hello'", flow=VOICEMAIL).failure is None


def test_a_silent_caller_leaves_nothing() -> None:
    assert held("- silence\n- bot: You said nothing.", flow=VOICEMAIL).failure is None
    assert held("- bot: You said nothing.", flow=VOICEMAIL).failure is None


def test_a_test_may_say_what_came_of_it() -> None:
    head = "answers: {message: nothing}"
    assert held("- bot: You said nothing.", head=head, flow=VOICEMAIL).failure is None
    assert held("- bot: You said*", head="answers: {message: done}", flow=VOICEMAIL).failure is None


def test_a_caller_may_hang_up_in_the_middle() -> None:
    assert held("- at_state: message\n- caller: hello\n- hangup", flow=VOICEMAIL).failure is None
