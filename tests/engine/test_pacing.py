"""How long the call waits in a pause, by the kind of question and the pace that the author set."""

from __future__ import annotations

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import Listen
from flowrunner.engine.pacing import at_pace
from flowrunner.flow.model import Pace
from tests.engine.phone import Phone, flow_of


def listened(phone: Phone) -> Expected:
    """Return what was listened to last."""
    expected = next(action.expected for action in reversed(phone.did) if isinstance(action, Listen))
    assert expected is not None
    return expected


def asked(lines: str, pace: str = "normal") -> Expected:
    """Return what is listened to in a state of a flow with a pace."""
    return listened(Phone(f"pace: {pace}\nstates:\n  first: {{ask: Well?, {lines}}}\n  bye: {{go: hangup}}"))


YES_NO = "type: yes_no, go: bye"
MENU = "choices: {sales: {hear: sales, go: bye}}"
DIGITS = "type: digits, save: x, go: bye"
SPELLED = "type: code, save: x, go: bye"
OPEN = "type: text, save: x, go: bye"


@pytest.mark.parametrize("pace", Pace)
def test_a_caller_who_thinks_or_reads_is_waited_for_longer(pace: Pace) -> None:
    silences = [asked(lines, pace).end_silence_ms for lines in (YES_NO, MENU, DIGITS, SPELLED, OPEN)]
    assert silences == sorted(silences)
    assert silences[0] < silences[1] < silences[2]


@pytest.mark.parametrize("lines", [YES_NO, MENU, DIGITS, SPELLED, OPEN])
def test_the_more_eager_the_sooner_the_call_answers_and_gives_way(lines: str) -> None:
    relaxed, normal, eager = (asked(lines, pace) for pace in ("relaxed", "normal", "eager"))
    assert relaxed.end_silence_ms > normal.end_silence_ms > eager.end_silence_ms
    assert relaxed.certain_silence_ms > normal.certain_silence_ms > eager.certain_silence_ms
    assert relaxed.cutting_ms > normal.cutting_ms > eager.cutting_ms


def test_a_state_has_a_pace_of_its_own() -> None:
    phone = Phone("""
        pace: eager
        states:
          first: {ask: Sales?, choices: {sales: {press: 1, go: second}}}
          second: {ask: Sure?, type: yes_no, pace: relaxed, go: bye}
          bye: {go: hangup}
    """)
    assert phone.did[-1] == Listen(at_pace(Expected(), Pace.EAGER))
    phone.press("1")
    assert listened(phone).end_silence_ms == 600


def test_a_call_of_a_subflow_goes_at_its_pace() -> None:
    sub = """
        flow: sub
        start: first
        fallback: bye
        pace: eager
        states:
          first: {ask: Your name?, type: text, save: name, go: bye}
          bye: {return: done}
    """
    phone = Phone(flow_of("states:\n  first: {run: sub, go: bye}\n  bye: {go: hangup}", sub))
    assert listened(phone).end_silence_ms == 630
