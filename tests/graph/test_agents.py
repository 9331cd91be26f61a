"""An agent in a picture, and in a comparison."""

from __future__ import annotations

from flowrunner.graph.diff import compare
from flowrunner.graph.edges import transitions
from flowrunner.graph.svg import to_svg
from tests.engine.phone import flow_of

SHOP = """
start: talk
tools:
  look: {about: Looks., needs: {order: digits}, request: "GET https://shop.example/{{ order }}"}
states:
  talk:
    agent: You help callers.
    opening: What would you like to know?
    tools: [look]
    collect: {day: date}
    leave_when: {solved: No more questions., visit: They want to come.}
    go: {solved: bye, otherwise: help}
  bye: {say: "Bye, {{ day }}.", go: hangup}
"""


def changed(old: str, new: str) -> list[str]:
    return [each.text for each in compare(flow_of(SHOP), flow_of(SHOP.replace(old, new)))]


def test_the_exits_lead_somewhere() -> None:
    found = {(each.name, each.target) for each in transitions(flow_of(SHOP)) if each.source == "talk"}
    assert found == {("solved", "bye"), ("otherwise", "help")}


def test_it_is_drawn() -> None:
    assert "a language model talks" in to_svg(flow_of(SHOP))


def test_what_changed_is_told_in_words() -> None:
    assert changed("You help callers.", "You help.") == ["talk: now instructs the model differently"]
    assert changed("{day: date}", "{day: time}") == ["talk: now finds out day (time) (before: (date))"]
    assert changed("No more questions.", "All done.") == ["talk: now has the exit solved differently"]
    assert changed("about: Looks.", "about: Looks it up.") == ["the line: now has the tool look differently"]
    assert changed("    tools: [look]\n", "") == ["talk: no longer may use look"]
