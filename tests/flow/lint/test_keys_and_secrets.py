from __future__ import annotations

import pytest

from tests.flow.lint.advice import advice, hints, messages, notes

ACCOUNT = "  begin: {ask: Your account?, type: digits, save: account, go: bye}\n"


def anytime(choice: str, states: str = ACCOUNT) -> str:
    return f"anytime: {{help: {{{choice}, go: operator}}}}\nstates:\n{states}"


def test_a_command_that_has_only_a_digit_is_dead_while_digits_are_typed() -> None:
    example = anytime("press: 0")
    assert advice(example) == [(-1, "global-key")]
    assert messages(example, "global-key") == ["while `begin` asks, the key 0 is part of the answer and not `help`"]
    assert hints(example, "global-key") == ["use star, which is never part of an answer"]


def test_a_command_that_can_be_said_is_only_worth_a_note() -> None:
    assert advice(anytime("press: 0, hear: help")) == []
    assert (-1, "global-key") in notes(anytime("press: 0, hear: help"))


@pytest.mark.parametrize(
    ("choice", "states", "code"),
    [
        ("press: 0, hear: help", ACCOUNT.replace("digits,", "digits, listen: keys,"), "global-key"),
        ("press: hash", ACCOUNT, "global-key"),
        ("press: star", ACCOUNT.replace("digits,", "digits, end: star,"), "global-key"),
        ("press: 2", "  begin: {ask: Well?, type: yes_no, go: {otherwise: bye}}\n", "global-key"),
        ("press: star", ACCOUNT, None),
        ("press: 0", "  begin: {ask: Well?, type: yes_no, go: {otherwise: bye}}\n", None),
        ("press: 0", ACCOUNT.replace("digits,", "digits, listen: voice,"), None),
    ],
)
def test_which_keys_may_be_part_of_which_answer(choice: str, states: str, code: str | None) -> None:
    assert [found for _, found in advice(anytime(choice, states))] == ([code] if code else [])


REQUEST = """\
  begin:
    request: GET http://a.example/x
    headers: {Authorization: "Bearer {{ secrets.TOKEN }}"}
    go: {otherwise: bye}
"""


def test_a_secret_over_plain_http() -> None:
    assert advice(REQUEST) == [(3, "plain-http")]
    assert messages(REQUEST, "plain-http") == ["`secrets.TOKEN` is sent over plain http, where others can read it"]
    assert advice(REQUEST.replace("http:", "HTTP:").replace("HTTP:", "https:")) == []
    assert advice(REQUEST.replace("{{ secrets.TOKEN }}", "{{ call.id }}")) == []


def test_a_secret_answer_over_plain_http() -> None:
    example = """\
  begin: {ask: Your PIN?, type: digits, secret: true, save: pin, go: check}
  check:
    request: POST http://a.example/x
    body: {pin: "{{ pin }}"}
    go: {otherwise: bye}
"""
    assert advice(example) == [(4, "plain-http")]


def test_an_outcome_named_in_the_choice_and_in_the_state() -> None:
    example = """\
  begin:
    ask: Sales?
    choices:
      sales: {press: 1, hear: sales, go: bye}
    go: {sales: operator, give_up: bye}
"""
    assert advice(example) == [(5, "named-twice")]
    assert messages(example, "named-twice") == ["`sales` has a `go` of its own on line 8, so this one never counts"]


def test_a_condition_that_is_asked_twice() -> None:
    example = """\
  begin:
    wait: 1s
    go:
      - if: heard == 'x'
        to: bye
      - if: heard  ==  'x'
        to: operator
      - else: bye
"""
    assert advice(example) == [(6, "named-twice")]


def test_chances_may_be_alike() -> None:
    assert advice("  begin: {wait: 1s, go: [{chance: 10%, to: bye}, {chance: 10%, to: operator}, {else: bye}]}\n") == []
