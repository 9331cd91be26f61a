from __future__ import annotations

import pytest
from hypothesis import given, settings

from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow
from flowrunner.graph.changes import Change, Weight
from flowrunner.graph.diff import compare
from tests.engine.random_flows import flows
from tests.graph.flows import FLOWS, shipped

LINE = """\
flow: line
about: A line.
start: menu
fallback: operator
anytime:
  operator: {press: 0, hear: agent}
states:
  menu:
    ask: {first: Sales or support?, again: Well?}
    choices:
      sales:   {press: 1, hear: [sales, buy]}
      support: {press: 2, hear: support, say: Right away., go: person}
    silence: I did not hear you.
  sales:
    ask: Your number, please.
    type: digits
    length: 4
    save: number
    go: look
  look:
    set: {seen: true}
    request: GET https://x.example/{{ number }}
    headers: {Accept: text}
    meanwhile: One moment.
    go: {ok: person, 404: sales}
  person:
    say: Connecting you.
    transfer: "+15550100001"
    go:
      - {if: number == 1, to: bye}
      - else: sorry
  sorry: {say: [Nobody is free., {pause: 1s}], go: bye}
  pause: {wait: 2s, go: bye}
  operator: {transfer: "+15550100000"}
  bye: {say: Goodbye. Thank you for calling., go: hangup}
"""


def flow(text: str) -> Flow:
    """Return the flow of a text."""
    loaded = load_text(text)
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow


def told(*edits: tuple[str, str]) -> list[str]:
    """Return what is said when the line is edited."""
    text = LINE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return [change.text for change in compare(flow(LINE), flow(text))]


def test_a_flow_is_the_same_as_itself() -> None:
    assert told() == []


def test_comments_order_and_spelling_do_not_count() -> None:
    turned = ("  bye: {say: Goodbye. Thank you for calling., go: hangup}\n", "")
    first = (
        "states:\n",
        "states: # all of them\n  bye:\n    say: >\n      Goodbye.\n      Thank you for calling.\n    go: hangup\n",
    )
    assert told(turned, first) == []


def test_writing_down_what_happens_anyway_changes_nothing() -> None:
    assert told(("go: {ok: person, 404: sales}", "go: {ok: person, 404: sales, otherwise: operator}")) == []


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "    silence: I did",
            "    go: {give_up: bye}\n    silence: I did",
            "menu: silence now goes to bye (before: operator)",
        ),
        (
            "    silence: I did",
            "    go: {give_up: hangup}\n    silence: I did",
            "menu: silence now hangs up (before: operator)",
        ),
        ("    silence: I did", "    tries: 1\n    silence: I did", "menu: now gives up after 1 try (before: 3 tries)"),
        (
            "    silence: I did",
            "    after: 8s\n    silence: I did",
            "menu: now waits 8 s for an answer (before: 5 s for an answer)",
        ),
        (
            "    silence: I did",
            "    listen: keys\n    silence: I did",
            "menu: now listens to keys only (before: and voice)",
        ),
        ("    silence: I did", "    interrupt: false\n    silence: I did", "menu: now cannot be interrupted"),
        ("    silence: I did", "    recognizer: long\n    silence: I did", "menu: now hears with the model long"),
        (
            "    silence: I did",
            "    pace: eager\n    silence: I did",
            "menu: now takes its turn at a pace that is eager",
        ),
        (
            "I did not hear you.",
            "{say: I did not hear you., listen: keys}",
            "menu: now listens to keys only after mistake 1 (silence)",
        ),
        ("      sales:  ", "      bye: {press: 3, hear: bye}\n      sales:  ", "menu: key 3 is new and leads to bye"),
        ("      sales:  ", "      bye: {hear: bye}\n      sales:  ", "menu: the word bye is new and leads to bye"),
        (
            "      sales:  ",
            "      x: {press: [3, star], hear: x, go: bye}\n      sales:  ",
            "menu: keys 3, star (x) is new and leads to bye",
        ),
        ("go: person}", "go: bye}", "menu: key 2 (support) now leads to bye (before: person)"),
        ("{press: 1, ", "{press: 7, ", "menu: sales is now on key 7 (before: key 1)"),
        ("{press: 1, ", "{", "menu: sales is now on no key (before: key 1)"),
        ("[sales, buy]", "[sales, buy, order]", "menu: sales is now also understood as “order”"),
        ("[sales, buy]", "sales", "menu: sales is no longer understood as “buy”"),
        ("[sales, buy]", "[sales, buy, anything]", "menu: sales now takes anything that is said"),
        ("{press: 1, hear: [sales, buy]}", "{press: 1, hear: [sales, buy], go: sales}", None),
        ("length: 4", "length: 4..6", "sales: now takes 4 to 6 digits (before: digits)"),
        ("length: 4", "length: 4\n    end: none", "sales: now ends the answer at no key (before: key #)"),
        (
            "length: 4",
            "length: 4\n    between_keys: 5s",
            "sales: now waits 5 s between keys (before: 3 s between keys)",
        ),
        ("type: digits\n    length: 4", "type: date", "sales: now asks for a day (before: digits)"),
        ("type: digits\n    length: 4", "type: number\n    max: 9", "sales: now asks for a number (before: digits)"),
        (
            "length: 4",
            "length: 4\n    confirm: always",
            "sales: now confirms every answer (before: an answer that is unsure)",
        ),
        ("length: 4", "length: 4\n    sure: 0.9", "sales: now is sure from a confidence of 0.9 (before: 0.7)"),
        ("go: look", "confirm: Is it {{ number }}?\n    go: look", "1 prompt added (sales)"),
        (
            "go: look",
            "reject: [{if: number == 1, say: No.}]\n    go: look",
            "sales: now refuses the answer if number == 1",
        ),
        ("go: look", "go: {done: look, give_up: bye}", "sales: silence now goes to bye (before: operator)"),
        ("go: look", "go: person", "sales: now goes to person (before: look)"),
        ("type: digits\n    length: 4", "type: yes_no", "sales: now asks yes or no (before: for digits)"),
        ("404: sales}", "404: bye}", "look: 404 not found now goes to bye (before: sales)"),
        (
            "404: sales}",
            "404: sales, otherwise: bye}",
            "look: an answer that is too slow and an error now go to bye (before: operator)",
        ),
        ("404: sales}", "}", "look: 404 not found now goes to operator (before: sales)"),
        (
            "GET https",
            "POST https",
            "look: now asks POST https://x.example/{{ number }} (before: GET https://x.example/{{ number }})",
        ),
        ("Accept: text", "Accept: html", "look: now sends the header Accept differently"),
        ("headers: {Accept: text}", "timeout: 9s", "look: now waits 9 s for the web (before: 4 s for the web)"),
        ("headers: {Accept: text}", "retry: 2", "look: no longer sends the header Accept"),
        ("headers: {Accept: text}", "save: {x: body.y}", "look: now keeps body.y as x"),
        ("set: {seen: true}", "set: {seen: false}", "look: now sets seen to “false” (before: “true”)"),
        ("set: {seen: true}", "forget: number", "look: now forgets number"),
        (
            '"+15550100001"',
            '["+15550100001", "+15550100002"]',
            "person: now calls +15550100001, then +15550100002 (before: +15550100001)",
        ),
        ('"+15550100001"', '"+15550100001"\n    ring: 9s', "person: now lets it ring for 9 s (before: 30 s)"),
        ('"+15550100001"', '"+15550100001"\n    caller_id: "+1555"', "person: now shows the number +1555"),
        (
            "number == 1, to: bye",
            "number == 1, to: sorry",
            "person: the end of the talk, if number == 1, now goes to sorry (before: bye)",
        ),
        ("number == 1", "number == 2", "person: the end of the talk, if number == 1, is gone (it led to bye)"),
        ("wait: 2s", "wait: 3s", "pause: now waits 3 s (before: 2 s)"),
        ("start: menu", "start: sales", "the line: now begins calls at sales (before: menu)"),
        ("start: menu", "start: {inbound: menu, outbound: bye}", "the line: now begins outgoing calls at bye"),
        (
            "fallback: operator",
            "fallback: person",
            "the line: now sends calls that are stuck to person (before: operator)",
        ),
        ("flow: line", "flow: desk", "the line: now has the name desk (before: line)"),
        ("about: A line.", "language: hi-IN", "the line: now speaks hi-IN (before: en-US)"),
        ("about: A line.", "voice: anna", "the line: now has the voice anna"),
        ("about: A line.", "recognizer: long", "the line: now hears with the model long"),
        ("about: A line.", "pace: relaxed", "the line: now takes its turns at a pace that is relaxed"),
        ("{press: 0, hear: agent}", "{press: 5, hear: agent}", "at any time: operator is now on key 5 (before: key 0)"),
        (
            "hear: agent}",
            "hear: agent, go: person}",
            "at any time: key 0 (operator) now leads to person (before: operator)",
        ),
        ("  pause: {wait: 2s, go: bye}\n", "", "pause is gone"),
        ("  pause:", "  other: {say: Something else., go: hangup}\n  pause:", "other is new"),
        ("again: Well?", "again: Again?", "1 prompt reworded (menu)"),
        ("One moment.", "A moment.", "1 prompt reworded (look)"),
        ("Right away.", "At once.", "1 prompt reworded (menu)"),
        ("pause: 1s", "pause: 2s", "1 prompt reworded (sorry)"),
        ("    meanwhile: One moment.\n", "", "1 prompt removed (look)"),
        ("    silence: I did not hear you.\n", "    silence: [I did not hear you., Hello?]\n", "1 prompt added (menu)"),
    ],
)
def test_each_change_is_told_in_words(old: str, new: str, text: str | None) -> None:
    said = told((old, new))
    assert text in said if text else said == []


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("date, min: today", "date, min: tomorrow", "when: now takes at least today+1 (before: today)"),
        ("date, min: today", "date, max: 2026-12-31", "when: now takes at most 2026-12-31"),
        ("date, min: today", "code, length: 4..8", "when: now asks for a code (before: day)"),
        ("time, end: hash", "time, end: star", "at: now ends the answer at key * (before: #)"),
        ("code, length: 4", "code, length: 4..6", "which: now takes 4 to 6 letters (before: letters)"),
    ],
)
def test_limits_of_answers_are_told(old: str, new: str, text: str) -> None:
    booking = """\
timezone: UTC
flow: booking
start: when
fallback: hangup
states:
  when: {ask: When?, type: date, min: today, save: when, go: at}
  at: {ask: At what time?, type: time, end: hash, save: at, go: which}
  which: {ask: Which code?, type: code, length: 4, save: which, go: hangup}
"""
    assert old in booking
    assert text in [change.text for change in compare(flow(booking), flow(booking.replace(old, new)))]


def test_a_state_with_another_name_is_one_change() -> None:
    assert told(("sorry", "apology")) == ["sorry is now called apology, as it seems"]


def test_a_renamed_state_is_compared_with_itself() -> None:
    said = told(("sorry", "apology"), ("Nobody is free.", "Nobody is free now."))
    assert said == ["sorry is now called apology, as it seems", "1 prompt reworded (apology)"]


def test_the_start_and_the_fallback_may_be_renamed_too() -> None:
    assert told(("menu", "front"), ("operator", "desk"))[:2] == [
        "operator is now called desk, as it seems",
        "menu is now called front, as it seems",
    ]


def test_a_choice_with_another_name_keeps_its_key() -> None:
    said = told(("      support: {press: 2, hear: support", "      help: {press: 2, hear: support"))
    assert said[0] == "menu: the choice support is now called help"


def test_conditions_in_another_order_are_told() -> None:
    two = (
        "      - {if: number == 1, to: bye}\n",
        "      - {if: number == 1, to: bye}\n      - {if: number > 0, to: sales}\n",
    )
    other = (
        "      - {if: number == 1, to: bye}\n",
        "      - {if: number > 0, to: sales}\n      - {if: number == 1, to: bye}\n",
    )
    changes = compare(flow(LINE.replace(*two)), flow(LINE.replace(*other)))
    assert [change.text for change in changes] == [
        "person: the conditions for the end of the talk are asked in another order"
    ]


def running(states: str, other: str) -> Flow:
    """Return a flow that runs another one."""
    text = f"flow: line\nstart: a\nfallback: z\nstates:\n{states}  z: {{say: Sorry., go: hangup}}\n"
    loaded = load_text(text, library=Library([("verify.yaml", other)]))
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow


VERIFY = """\
flow: verify
inputs: {tries: 2}
start: ask
fallback: no
states:
  ask: {ask: "Your PIN, please.", type: digits, save: pin, go: yes}
  yes: {return: verified}
  no: {return: refused}
"""


def test_flows_that_are_run_count_too() -> None:
    states = "  a: {run: verify, go: {verified: a}}\n"
    changes = compare(running(states, VERIFY), running(states, VERIFY.replace("return: refused", "return: verified")))
    assert changes[0].text == "the flow verify, which this one runs, has changed"
    assert changes[0].details == ("no: now returns verified (before: refused)",)


def test_what_another_flow_is_given_and_gives_counts() -> None:
    old = running("  a: {run: verify, go: {verified: a}}\n", VERIFY)
    new = running("  a: {run: verify, inputs: {tries: 3}, go: {verified: a, refused: hangup}}\n", VERIFY)
    assert [change.text for change in compare(old, new)] == [
        "a: refused now hangs up (before: z)",
        "a: now sends the input tries",
    ]


def test_secrets_inputs_and_outputs_of_a_flow_count() -> None:
    secret = VERIFY.replace("type: digits", "type: digits, secret: true").replace("tries: 2", "tries: 3")
    assert [change.text for change in compare(flow(VERIFY), flow(secret))] == [
        "ask: now keeps the answer secret",
        "ask: now listens to keys only (before: and voice)",
        "the line: now takes the input tries differently",
    ]
    assert "the line: now gives back pin" in [
        change.text for change in compare(flow(VERIFY), flow(VERIFY.replace("start:", "outputs: [pin]\nstart:")))
    ]


def test_the_words_are_in_the_details() -> None:
    changed = LINE.replace("Right away.", "At once.").replace("One moment.", "A moment.")
    assert compare(flow(LINE), flow(changed)) == (
        Change(
            Weight.WORDS,
            "2 prompts reworded (menu, look)",
            ("menu on support: “Right away.” → “At once.”", "look says meanwhile: “One moment.” → “A moment.”"),
        ),
    )


def test_what_matters_most_comes_first() -> None:
    changes = compare(shipped("front_door"), shipped("bank"))
    assert [change.weight for change in changes] == sorted(change.weight for change in changes)
    assert changes[0].text == "the line: now has the name bank (before: front_door)"


def test_a_key_that_was_there_is_gone_in_the_other_direction() -> None:
    text = (FLOWS / "front_door.yaml").read_text("utf-8")
    shorter = text.replace("      support: {press: 2, hear: support}\n", "")
    assert "menu: key 2 is gone (it led to support)" in [each.text for each in compare(flow(text), flow(shorter))]


@settings(max_examples=60)
@given(flows, flows)
def test_any_two_flows_can_be_compared(one: Flow, other: Flow) -> None:
    assert compare(one, one) == ()
    assert bool(compare(one, other)) == bool(compare(other, one))


def test_a_second_language_rewords_nothing_in_the_first() -> None:
    both = LINE.replace("about: A line.", "languages: [en-US, hi-IN]\nabout: A line.")
    old, new = load_text(LINE).flow, load_text(both).flow
    assert old is not None
    assert new is not None
    assert [change.text for change in compare(old, new)] == ["the line: now speaks en-US, hi-IN (before: en-US)"]
