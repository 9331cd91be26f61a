"""Answers that are asked about before they count."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Mistaken, Understood
from tests.engine.phone import Phone

MENU = """
    anytime:
      person: {press: 0, hear: a person, go: help}
    states:
      first:
        ask: Sales or support?
        choices:
          sales: {press: 1, hear: [sales, buy a new phone]}
          support: {press: 2, hear: [support, repair an old phone]}
        go: {give_up: help}
      sales: {say: Sales here., go: hangup}
      support: {say: Support here., go: hangup}
"""
CARD = """
    states:
      first:
        ask: Your card?
        type: digits
        length: 4
        save: card
        tries: 4
        reject: [{if: card == '0000', say: That cannot be.}]
        confirm: Block {{ card }}?
        go: done
      done: {say: "Blocked {{ card }}.", go: hangup}
"""


def test_an_answer_that_is_not_sure_is_confirmed() -> None:
    phone = Phone(MENU)
    phone.says("sales", confidence=0.5)
    assert phone.said == "sales. Is that right?"
    phone.says("yes")
    assert Understood("exact", "sales", 0.5) in phone.did
    assert phone.state == "sales"


def test_a_no_asks_again_and_counts_as_a_mistake() -> None:
    phone = Phone(MENU)
    phone.says("sales", confidence=0.5)
    phone.press("2")
    assert phone.said == "Sales or support?"
    assert Mistaken("unclear", 1) in phone.did
    phone.press("2")
    assert phone.state == "support"


@pytest.mark.parametrize("mode", ["never", "auto"])
def test_a_sure_answer_is_taken(mode: str) -> None:
    phone = Phone(f"defaults: {{confirm: {mode}, sure: 0.4}}\n" + MENU.replace("\n    ", "\n").strip())
    phone.says("sales", confidence=0.5)
    assert phone.state == "sales"


def test_keys_are_sure_and_commands_are_not_asked_about() -> None:
    phone = Phone(MENU)
    phone.says("a person", confidence=0.1)
    assert phone.state == "help"


def test_silence_in_a_doubt_asks_about_it_again() -> None:
    phone = Phone(MENU)
    phone.says("sales", confidence=0.5)
    phone.waits()
    assert phone.said == "Sorry, I didn't hear anything. sales. Is that right?"
    phone.waits()
    phone.waits()
    assert phone.state == "help", "doubt and question share one ladder"


def test_a_doubt_survives_a_new_connection() -> None:
    phone = Phone(MENU)
    phone.says("sales", confidence=0.5)
    phone.rejoins()
    assert phone.said == "Sales or support?"


def test_the_authors_words_are_always_said() -> None:
    phone = Phone(CARD)
    phone.press("1234")
    assert phone.said == "Block 1234?"
    phone.press("#")
    assert phone.did == (), "it ended the digits"
    phone.press("1")
    assert phone.said == "Blocked 1234."


def test_after_a_no_the_answer_is_spelled() -> None:
    phone = Phone(CARD)
    phone.press("1234")
    phone.says("no")
    assert phone.said == "Your card?"
    assert phone.call.variables == {}
    phone.press("1235")
    assert phone.said == "1, 2, 3, 5. Block 1235?"
    phone.says("yes please")
    assert phone.said == "Blocked 1235."


def test_an_answer_is_rejected_with_a_reason() -> None:
    phone = Phone(CARD)
    phone.press("0000")
    assert phone.said == "That cannot be. Your card?"
    assert phone.call.variables == {}


def test_noes_come_to_an_end() -> None:
    phone = Phone(CARD)
    for _ in range(4):
        phone.press("1234")
        phone.says("no")
    assert phone.state == "help"


@pytest.mark.parametrize(
    ("reply", "state"),
    [("yes", "sales"), ("the first one", "sales"), ("second", "support"), ("support", "support"), ("no", "first")],
)
def test_two_choices_that_are_close_are_told_apart(reply: str, state: str) -> None:
    phone = Phone(MENU)
    phone.says("sales or support")
    assert phone.said == "Did you mean sales or support?"
    assert Mistaken("unclear", 1) in phone.did
    phone.says(reply)
    assert phone.state == state
