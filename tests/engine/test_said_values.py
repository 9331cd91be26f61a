"""Values in texts and conditions: said in the language of the caller, compared as the days and times that they are."""

from __future__ import annotations

from tests.engine.phone import Phone

VISIT = """
{top}
hours:
  clinic: {{mon-sat: 9:30-19:00, timezone: Asia/Kolkata}}
states:
  first:
    ask: Which day?
    type: date
    save: day
    reject:
      - {{if: day < today, say: That day has passed.}}
      - {{if: "not is_open('clinic', day)", say: We are closed that day.}}
    go: time
  time:
    ask: What time?
    type: time
    save: time
    reject:
      - {{if: "not is_open('clinic', day ~ ' ' ~ time)", say: We are closed at that time.}}
    go: after
  after:
    say: "{{{{ day | date }}}}, {{{{ time | time }}}}."
    {more}
    go: hangup
"""


def visit(top: str = "", more: str = "") -> Phone:
    """Return a call that books a visit, at noon (half past five in India) on Monday, November 2."""
    return Phone(VISIT.format(top=top, more=more).replace("    \n", ""))


def test_a_day_and_a_time_are_compared_and_said() -> None:
    phone = visit()
    phone.says("yesterday")
    assert phone.said == "That day has passed. Which day?"
    phone.says("next sunday")
    assert phone.said == "We are closed that day. Which day?"
    phone.says("tomorrow")
    phone.says("nine in the evening")
    assert phone.said == "We are closed at that time. What time?"
    phone.says("nine thirty")
    assert phone.said == "Tuesday, November 3, 2026, 9:30 AM."


def test_values_are_said_in_the_language_of_the_call() -> None:
    phone = visit(top="language: hi-IN")
    phone.says("कल")
    phone.says("सुबह साढ़े नौ बजे")
    assert phone.said == "मंगलवार, 3 नवंबर 2026, सुबह 9 बजकर 30 मिनट."


def test_values_are_said_in_the_language_of_the_text() -> None:
    phone = visit(more="language: hi-IN")
    phone.says("tomorrow")
    phone.says("nine thirty")
    assert phone.said == "मंगलवार, 3 नवंबर 2026, सुबह 9 बजकर 30 मिनट."


def test_today_is_that_of_the_time_zone_of_the_flow() -> None:
    asked = (
        "states: {first: {ask: Which day?, type: date, save: day, go: after}, after: {say: '{{ day }}', go: hangup}}"
    )
    for zone, day in (("Asia/Kolkata", "2026-11-02"), ("Pacific/Kiritimati", "2026-11-03")):
        phone = Phone(f"timezone: {zone}\n{asked}")
        phone.says("today")
        assert phone.said == day
