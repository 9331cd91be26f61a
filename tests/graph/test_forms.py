"""Forms in pictures, and what is told of two that differ."""

from __future__ import annotations

import pytest

from flowrunner.graph.diff import compare
from flowrunner.graph.words import spoken_in_full, verb_words
from tests.graph.flows import flow_of, shipped
from tests.graph.test_edges import ways

FORM = """\
  a:
    form:
      day: {ask: Which day?, type: date}
      early: {only_if: "day == '2026-11-27'", ask: Before noon?, type: yes_no}
    confirm: "{{ day }}?"
    go: {done: z, cancel: hangup}
"""


def test_a_form_has_three_ends() -> None:
    assert ways(flow_of(FORM)) == [
        ("", "", "z", False),
        ("cancel", "", "hangup", False),
        ("give_up", "", "z", True),
    ]


def test_who_cancels_does_not_go_where_a_filled_form_leads() -> None:
    flow = flow_of("  a: {form: {day: {ask: Which day?, type: date}}, go: b}\n  b: {say: Booked., go: hangup}\n")
    assert ways(flow) == [("", "", "b", False), ("cancel", "", "z", True), ("give_up", "", "z", True)]


def test_a_form_tells_what_it_asks_for() -> None:
    state = shipped("clinic").states["booking"]
    assert verb_words(state) == "form with 5 answers"
    assert "Which day would you like?" in spoken_in_full(state)
    assert "Shall I book it?" in spoken_in_full(state)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("type: yes_no}", "type: yes_no, tries: 2}", "a: now for early gives up after 2 tries (before: 3 tries)"),
        ("== '2026-11-27'", "== '2026-11-28'", "a: now asks for early if day == '2026-11-28' (before: '2026-11-27')"),
        ('    confirm: "{{ day }}?"\n', "", "a: no longer reads the answers back"),
        ("Which day?", "What day?", "1 prompt reworded (a)"),
        ("      day:", "      hour: {ask: What time?, type: time}\n      day:", "a: now asks for hour, day, early"),
    ],
)
def test_what_differs_is_told_in_words(old: str, new: str, told: str) -> None:
    assert old in FORM
    changes = [change.text for change in compare(flow_of(FORM), flow_of(FORM.replace(old, new)))]
    assert any(text.startswith(told) for text in changes), changes
