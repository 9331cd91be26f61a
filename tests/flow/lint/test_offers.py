from __future__ import annotations

import pytest

from tests.flow.lint.advice import advice, messages

TWO = "    choices: {sales: {press: 1, hear: sales, go: bye}, support: {press: 2, hear: support, go: bye}}\n"


def ask(prompt: str, rest: str = TWO, top: str = "") -> str:
    return f"{top}  begin:\n    ask: {prompt}\n{rest}"


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("For sales press 1, for support press 3.", "3"),
        ("For sales press one, for support press three.", "3"),
        ("Sales or support? Press star to hear this again.", "star"),
        ("Sales or support? Press the pound key.", "hash"),
        ("Sales, support? Press 1 or 4.", "4"),
        ("Sales के लिए 1 दबाएँ, support के लिए तीन दबाएँ।", "3"),
    ],
)
def test_a_prompt_names_a_key_that_nothing_takes(prompt: str, key: str) -> None:
    assert advice(ask(f'"{prompt}"')) == [(2, "unoffered-key")]
    assert messages(ask(f'"{prompt}"'), "unoffered-key") == [
        f"the caller is told to press {key}, and nothing takes that key"
    ]


@pytest.mark.parametrize(
    "example",
    [
        ask("For sales press 1, for support 2."),
        ask("Sales or support? Press any key."),
        ask("Sales or support? Press one of the keys."),
        ask("Sales or support? Press 15 if you like."),
        ask("Is that right? Press 1 for yes, 2 for no.", "    type: yes_no\n    go: {otherwise: bye}\n"),
        ask("Your number? Then press hash.", "    type: digits\n    go: bye\n"),
        ask("Your number? Then press star.", "    type: digits\n    end: star\n    go: bye\n"),
        ask("Sales or support? Or press star.", top="anytime: {help: {press: star, hear: help, go: bye}}\nstates:\n"),
    ],
)
def test_a_key_that_something_takes_may_be_named(example: str) -> None:
    assert advice(example) == []


def test_the_key_that_does_not_end_the_number() -> None:
    example = ask("Your number? Then press hash.", "    type: digits\n    end: star\n    go: bye\n")
    assert advice(example) == [(2, "unoffered-key")]


def test_a_ladder_is_a_prompt_too() -> None:
    example = ask("Sales or support?", TWO + "    silence: I hear nothing. Press 7.\n")
    assert advice(example) == [(4, "unoffered-key")]


def test_a_choice_that_no_prompt_mentions() -> None:
    assert advice(ask("Would you like sales, or something else?")) == [(3, "unmentioned-choice")]


def test_a_key_that_no_prompt_mentions_is_of_no_use_at_all() -> None:
    choices = "    choices: {sales: {press: 1, go: bye}, support: {press: 2, go: bye}}\n"
    assert advice(ask("What can I do for you?", choices)) == [(3, "unmentioned-choice"), (3, "unmentioned-choice")]


@pytest.mark.parametrize(
    "example",
    [
        # an open question
        ask("How can I help?", "    choices: {sales: {hear: [buy, order], go: bye}, bye: {hear: goodbye}}\n"),
        # yes, no and anything are known
        ask("Sales?", "    choices: {sales: {hear: 'yes', go: bye}, rest: {hear: anything, go: bye}}\n"),
        # a plural, a phrase in another order, a key by its name
        ask("For an invoice of sales press one, or block a card.",
            "    choices: {a: {press: 1, go: bye}, b: {hear: card block, go: bye}, c: {hear: invoices, go: bye}}\n"),
        # in what is said after a mistake
        ask("Sales, or something else?", TWO + "    unclear: Sales or support?\n"),
        # in the state before
        "  begin: {say: There is sales and support., go: which}\n  which:\n    ask: Which one?\n" + TWO,
        # in a recording that nobody wrote down
        ask("[{audio: offers.wav}, Or sales?]"),
    ],
)  # fmt: skip
def test_a_choice_that_callers_can_know_of(example: str) -> None:
    assert advice(example) == []


def test_nothing_is_said_about_a_question_with_an_error() -> None:
    assert advice(ask("Sales or support? Press 3.", TWO.replace("press: 2", "prss: 2"))) == [(3, "unknown-key")]
