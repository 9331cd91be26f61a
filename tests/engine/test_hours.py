"""Calls by day and by night."""

from __future__ import annotations

from datetime import UTC, datetime

from flowrunner.engine.machine import CallFacts, Machine
from tests.engine.phone import Phone, flow_of

DESK = flow_of("""
    hours:
      desk: {mon-fri: 9:00-18:00, closed: [2026-12-25], timezone: Asia/Kolkata}
    states:
      first:
        go:
          - if: is_open('desk')
            to: open
          - else: closed
      open: {say: "{{ now | time }}. We are open.", go: hangup}
      closed: {say: "{{ today | date }}. We are closed.", go: hangup}
""")


def entered_at(month: int, day: int, hour: int) -> str:
    call, _ = Machine(DESK).start(CallFacts("c1"), datetime(2026, month, day, hour, tzinfo=UTC).timestamp())
    return call.state


def test_a_call_goes_by_the_opening_hours() -> None:
    assert entered_at(11, 23, 5) == "open"
    assert entered_at(11, 23, 13) == "closed"
    assert entered_at(11, 22, 5) == "closed"
    assert entered_at(12, 25, 5) == "closed"


def test_now_and_today_are_those_of_the_opening_hours() -> None:
    assert Phone(DESK).said == "5:30 PM. We are open."


def test_a_time_zone_at_the_top_is_that_of_all_hours() -> None:
    phone = Phone("""
        timezone: Asia/Kolkata
        hours: {desk: {mon: 17:00-18:00}, shop: {mon: 11:00-13:00, timezone: Europe/London}}
        states:
          first: {say: "{{ now | time }}, {{ is_open('desk') }}, {{ is_open('shop') }}", go: hangup}
    """)
    assert phone.said == "5:30 PM, true, true"


def test_the_hours_may_be_named_by_a_variable_and_asked_for_another_day() -> None:
    phone = Phone("""
        hours: {desk: {mon: 9:00-18:00, timezone: UTC}}
        states:
          first:
            set: {name: desk, day: 2026-11-03}
            say: "{{ 'open' if is_open(name) else 'closed' }}, {{ 'open' if is_open(name, when=day) else 'closed' }}"
            go: hangup
    """)
    assert phone.said == "open, closed"


def test_hours_that_nobody_gave_send_the_call_to_the_fallback() -> None:
    phone = Phone("""
        states:
          first:
            set: {name: desk}
            say: "{{ is_open(name) }}"
            go: hangup
    """)
    assert phone.entered == ["first", "help"]
